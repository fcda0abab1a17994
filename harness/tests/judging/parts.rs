//! Parts of a selection: shards, and what failed before.

use crate::support::{FLAW, Folder, verdicts};

#[test]
fn shards_make_up_the_whole_and_their_reports_merge() {
    let folder = Folder::new();
    for (shard, address) in [("1/2", "cb-happy-path/google"), ("2/2", "cb-happy-path/github")] {
        let report = format!("part-{}", &shard[..1]);
        let (code, text) =
            folder.harness(&["run", "cb-happy-path", "--shard", shard, "--report-dir", &report]);
        assert_eq!(code, 0, "{text}");
        assert!(
            text.contains(&format!("shard     {shard} of the selection")),
            "{text}"
        );
        assert_eq!(verdicts(&folder.results(&report)), [(address.to_owned(), "pass")]);
    }
    let (code, text) = folder.harness(&["report", "merge", "part-2", "part-1"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("2 checks: 2 passed"), "{text}");
    let whole = folder.results("harness-report");
    assert_eq!(
        verdicts(&whole),
        [
            ("cb-happy-path/google".to_owned(), "pass"),
            ("cb-happy-path/github".to_owned(), "pass")
        ]
    );
    assert!(whole.run.shard.is_none() && whole.targets.len() == 1);
    assert!(folder.path().join("harness-report/index.html").exists());
}

#[test]
fn a_shard_beyond_the_checks_is_an_error_that_says_so() {
    let folder = Folder::new();
    let (code, text) = folder.harness(&["run", "cb-happy-path", "--shard", "3/3"]);
    assert_eq!(code, 4, "{text}");
    assert_eq!(
        text,
        "error: shard 3/3 is empty: only 2 checks are selected\n\nhint: divide them into 2 shards at most\n"
    );
    let (code, text) = folder.harness(&["run", "--shard", "4/3"]);
    assert_eq!(code, 2, "{text}");
}

#[test]
fn only_what_failed_runs_again_until_nothing_is_open() {
    let folder = Folder::new();
    folder.target("app", FLAW);
    let target = ["--target", "app"];
    let first = [
        "run",
        "cb-state-replay/google",
        "cb-happy-path/google",
        "--report-dir",
        "first",
    ];
    let (code, text) = folder.harness(&[&first[..], &target].concat());
    assert_eq!(code, 1, "{text}");

    let again = ["run", "--last-failed=first", "--target-env", "REFERENCE_DEFECTS="];
    let (code, text) = folder.harness(&[&again[..], &target].concat());
    assert_eq!(code, 0, "{text}");
    let results = folder.results("harness-report");
    assert_eq!(
        verdicts(&results),
        [("cb-state-replay/google".to_owned(), "pass")]
    );

    let (code, text) = folder.harness(&["run", "--last-failed", "--target", "app"]);
    assert_eq!(code, 4, "{text}");
    assert!(
        text.contains("nothing was open in the last run (harness-report)"),
        "{text}"
    );

    let (code, text) = folder.harness(&[
        "report",
        "merge",
        "first",
        "harness-report",
        "--report-dir",
        "both",
    ]);
    assert_eq!(code, 0, "{text}");
    let both = folder.results("both");
    assert_eq!(
        verdicts(&both),
        [
            ("cb-state-replay/google".to_owned(), "flaky"),
            ("cb-happy-path/google".to_owned(), "pass")
        ]
    );
    let (code, text) = folder.harness(&[
        "report",
        "merge",
        "first",
        "harness-report",
        "--flaky-result",
        "fail",
    ]);
    assert_eq!(code, 1, "{text}");
}
