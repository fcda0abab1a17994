//! A provider that goes away in mid-run ends in a verdict of its own, never in a pass or in blame for the app.

use std::sync::Arc;

use harness::events::Event;
use harness::exit;
use harness::run::{self, Options};
use harness::selection::Selection;
use mock_provider::MockProvider;

#[tokio::test]
async fn checks_after_an_outage_of_the_provider_end_in_error() {
    let provider = Arc::new(MockProvider::builder().port(0).start().await.expect("a provider"));
    let options = Options {
        selection: Selection {
            names: vec!["cb-state-*".to_owned()],
            tags: None,
        },
        workers: 1,
        provider: Some(Arc::clone(&provider)),
        ..Options::default()
    };
    let mut verdicts = Vec::new();
    let sink = |event: Event| {
        if let Event::CheckFinished(result) = event {
            verdicts.push((
                result.verdict.word(),
                result.verdict.reason().unwrap_or_default().to_owned(),
            ));
            provider.stop();
        }
    };
    let code = run::run(options, |_| {}, sink, std::future::pending())
        .await
        .expect("a run");
    assert_eq!(code, exit::NOT_JUDGED);
    assert_eq!(verdicts[0].0, "pass", "{verdicts:?}");
    assert!(verdicts.len() > 2);
    for (word, reason) in &verdicts[1..] {
        assert_eq!(*word, "error", "{verdicts:?}");
        assert!(reason.contains("the mock provider no longer answers"), "{reason}");
    }
}
