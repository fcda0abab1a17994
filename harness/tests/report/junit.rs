//! `junit.xml` as a CI system reads it.

use harness::report::junit::Junit;
use harness::report::{Reporters, Secrets};
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};

use crate::sample::events;

fn written() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("junit.xml");
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("junit", Junit::new(&path, Some("harness-report".into())));
    for event in events() {
        reporters.on_event(&event);
    }
    assert!(reporters.failures().is_empty());
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_run_reads_as_recorded() {
    insta::assert_snapshot!(written());
}

#[test]
fn hostile_text_leaves_the_document_whole() {
    let report = Report::deserialize_from_str(&written()).unwrap();
    assert_eq!(
        (report.tests, report.failures, report.errors, report.skipped),
        (11, 3, 2, 2)
    );
    let case = |name: &str| {
        report
            .test_suites
            .iter()
            .flat_map(|suite| &suite.test_cases)
            .find(|case| case.name.as_str() == name)
            .unwrap()
    };
    let TestCaseStatus::NonSuccess {
        kind, description, ..
    } = &case("x-hostile/evil\"idp").status
    else {
        panic!("the hostile check failed, and its case has not");
    };
    assert_eq!(*kind, NonSuccessKind::Failure);
    assert!(
        description
            .as_ref()
            .unwrap()
            .as_str()
            .contains("<script>alert('x')</script> ]]>")
    );
}
