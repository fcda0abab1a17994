//! A run that stops where a check goes wrong.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures::FutureExt as _;
use harness::events::Event;
use harness::pause::{Pause, Stop};
use harness::run::{self, Options};
use harness::selection::Selection;

use crate::support::{FLAW, Folder};

#[tokio::test]
async fn a_failed_check_waits_with_its_browsers_open_and_a_passed_one_does_not() {
    let stops: Arc<Mutex<Vec<Stop>>> = Arc::default();
    let pause = {
        let stops = Arc::clone(&stops);
        Pause::new(move |stop| {
            let stops = Arc::clone(&stops);
            async move { stops.lock().expect("the stops").push(stop) }.boxed()
        })
    };
    let options = Options {
        selection: Selection {
            names: vec![
                "cb-happy-path/google".to_owned(),
                "cb-state-replay/google".to_owned(),
            ],
            tags: None,
        },
        target_env: BTreeMap::from([("REFERENCE_DEFECTS".to_owned(), FLAW.to_owned())]),
        pause: Some(pause),
        workers: 1,
        ..Options::default()
    };
    let mut provider = String::new();
    let sink = |event: Event| {
        if let Event::TargetStarted(target) = event {
            provider = target.provider_url;
        }
    };
    run::run(options, |_| {}, sink, std::future::pending())
        .await
        .expect("a run");
    let stops = stops.lock().expect("the stops");
    let [stop] = stops.as_slice() else {
        panic!("one stop: {stops:?}");
    };
    assert_eq!(stop.address, "cb-state-replay/google");
    assert_eq!(
        stop.inspector,
        format!("{}/_mock/", provider.trim_end_matches('/'))
    );
    // Whose page can still be asked for its address has an open browser.
    assert!(
        stop.browsers
            .iter()
            .any(|(_, url)| url.starts_with("http://localhost:")),
        "{stop:?}"
    );
}

#[test]
fn a_browser_that_cannot_be_shown_is_not_hidden_instead() {
    for option in ["--debug", "--headed"] {
        let (code, text) = Folder::new().harness(&["run", "cb-happy-path/google", option]);
        assert_eq!(code, 3, "{text}");
        assert!(
            text.starts_with("error: there is no display to show the browser on\n\nhint: "),
            "{text}"
        );
    }
}
