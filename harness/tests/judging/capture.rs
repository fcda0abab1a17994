//! What is kept of the browsers.

use harness::events::PageEvidence;

use crate::support::{FLAW, Folder};

/// The browsers of the one check that `arguments` run, with the code that the run ended with.
fn pages(folder: &Folder, arguments: &[&str]) -> (i32, Vec<PageEvidence>) {
    let (code, text) = folder.harness(&[&["run"], arguments].concat());
    let mut results = folder.results("harness-report");
    assert_eq!(results.checks.len(), 1, "{text}");
    (code, results.checks.remove(0).evidence.pages)
}

#[test]
fn the_way_of_a_check_that_passes_is_shown_when_that_is_asked_for() {
    let folder = Folder::new();
    let (code, shown) = pages(&folder, &["cb-happy-path/google", "--capture", "all"]);
    assert_eq!(code, 0);
    let [page] = &shown[..] else {
        panic!("one browser: {shown:?}");
    };
    let film: Vec<&str> = page.film.iter().map(|picture| picture.url.as_str()).collect();
    assert!(film[0].ends_with("/sign-in"), "{film:?}");
    assert!(film.iter().any(|url| url.contains("/google/")), "{film:?}");
    assert!(page.screenshot.is_some());
    let callback = page.requests.iter().find(|request| request.url.contains("code="));
    let callback = callback.expect("the provider's answer");
    assert!(
        callback.url.contains('…'),
        "its code is shortened: {}",
        callback.url
    );
    assert!((300..400).contains(&callback.status.expect("an answer")));
    let archive = folder
        .path()
        .join("harness-report/har/reference/cb-happy-path-google.har");
    let archive = std::fs::read_to_string(archive).expect("the HAR file");
    assert!(archive.contains("browser of alice") && archive.contains("journal of the provider"));
}

#[test]
fn a_check_that_fails_is_shown_unless_nothing_is_wanted() {
    let folder = Folder::new();
    folder.target("flawed", FLAW);
    let check = ["--target", "flawed", "cb-state-replay/google"];
    let (code, shown) = pages(&folder, &check);
    assert_eq!(code, 1);
    assert!(!shown.is_empty());
    assert!(
        shown
            .iter()
            .all(|page| page.screenshot.is_some() && page.film.is_empty())
    );
    assert!(shown.iter().all(|page| !page.requests.is_empty()));
    let (code, shown) = pages(
        &folder,
        &[
            &check[..],
            &["--capture", "off", "--report-dir", "harness-report"],
        ]
        .concat(),
    );
    assert_eq!(code, 1);
    assert!(shown.is_empty());
}
