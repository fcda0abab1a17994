//! The harness finds what is broken, and blames nothing else: each switchable flaw of the reference target makes
//! exactly the checks fail that are about it, and every other check passes.

use std::collections::{BTreeMap, BTreeSet};

use harness::events::Event;
use harness::run::{self, Options};

/// Addresses of the checks that failed, and of those that ended in any other way but a pass.
async fn outcome(defect: Option<&str>) -> (u8, BTreeSet<String>, BTreeSet<String>) {
    let (mut failed, mut unclear) = (BTreeSet::new(), BTreeSet::new());
    let target_env = defect
        .map(|id| ("REFERENCE_DEFECTS".to_owned(), id.to_owned()))
        .into_iter()
        .collect::<BTreeMap<_, _>>();
    let options = Options {
        target_env,
        ..Options::default()
    };
    let sink = |event: Event| {
        if let Event::CheckFinished(result) = event {
            match result.verdict.word() {
                "pass" => {}
                "fail" => {
                    failed.insert(result.id.clone());
                }
                _ => {
                    unclear.insert(format!(
                        "{} {:?} {:?}",
                        result.address(),
                        result.verdict,
                        result.failure
                    ));
                }
            }
        }
    };
    let code = run::run(options, |_| {}, sink, std::future::pending())
        .await
        .expect("a run");
    (code, failed, unclear)
}

async fn exactly(defect: &str, checks: &[&str]) {
    let (code, failed, unclear) = outcome(Some(defect)).await;
    let wanted: BTreeSet<String> = checks.iter().map(|&id| id.to_owned()).collect();
    assert_eq!(
        failed, wanted,
        "{defect}: other checks failed than those about it"
    );
    assert!(unclear.is_empty(), "{defect}: {unclear:#?}");
    assert_eq!(code, 1, "{defect}");
}

#[tokio::test]
async fn the_reference_target_without_a_defect_is_faultless() {
    assert_eq!(outcome(None).await, (0, BTreeSet::new(), BTreeSet::new()));
}
