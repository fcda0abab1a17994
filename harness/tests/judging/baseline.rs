//! Failures that are known.

use crate::support::{FLAW, Folder, line, verdicts};

const ENTRY: &str =
    "[[expected]]\ncheck = \"cb-state-replay\"\nreason = \"the session store is replaced in May\"\n";

#[test]
fn a_failure_that_is_expected_does_not_fail_the_run() {
    let folder = Folder::new();
    folder.target("flawed", FLAW);
    folder.write("flawed/baseline.toml", ENTRY);
    let (code, text) = folder.harness(&[
        "run",
        "--target",
        "flawed",
        "cb-state-replay",
        "cb-happy-path/google",
    ]);
    assert_eq!(code, 0, "{text}");
    assert!(
        line(&text, "cb-state-replay/google").ends_with("(expected: the session store is replaced in May)"),
        "{text}"
    );
    assert!(text.contains("1 passed, 2 expected to fail"), "{text}");
    assert!(
        text.trim_end()
            .ends_with("Accepted: 2 checks fail as the baseline expects, and nothing else is broken"),
        "{text}"
    );
    let results = folder.results("harness-report");
    assert_eq!((results.totals.expected, results.totals.fail), (2, 0));
    assert_eq!(
        verdicts(&results)[1],
        ("cb-state-replay/github".to_owned(), "fail")
    );
}

#[test]
fn an_entry_whose_check_passes_fails_the_run() {
    let folder = Folder::new();
    let baseline = folder.write("known.toml", ENTRY);
    let (code, text) = folder.harness(&[
        "run",
        "cb-state-replay/google",
        "--baseline",
        baseline.to_str().expect("a path"),
    ]);
    assert_eq!(code, 1, "{text}");
    assert!(
        line(&text, "known.toml:1")
            .ends_with("cb-state-replay: cb-state-replay/google passes now; remove the entry"),
        "{text}"
    );
    assert!(
        text.trim_end()
            .ends_with("Not accepted: 1 entry of the baseline is wrong by now"),
        "{text}"
    );
}

#[test]
fn an_entry_that_has_expired_expects_nothing_and_fails_the_run() {
    let folder = Folder::new();
    folder.target("flawed", FLAW);
    folder.write("flawed/baseline.toml", &format!("{ENTRY}expires = 2020-06-01\n"));
    let (code, text) = folder.harness(&["run", "--target", "flawed", "cb-state-replay/google"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("FAIL ["), "{text}");
    assert!(
        line(&text, "baseline.toml:1").contains("expired on 2020-06-01"),
        "{text}"
    );
}

#[test]
fn an_entry_for_a_check_that_does_not_apply_fails_the_run_and_one_that_was_not_selected_does_not() {
    let folder = Folder::new();
    let manifest = folder.target("small", "");
    let text = std::fs::read_to_string(&manifest).expect("the manifest");
    let (before, _) = text.split_once("[capabilities]").expect("capabilities");
    let (_, variants) = text.split_once("[variants").expect("variants");
    std::fs::write(&manifest, format!("{before}[variants{variants}")).expect("a manifest");
    let mfa =
        "[[expected]]\ncheck = \"mfa-totp\"\nprovider = \"google\"\nreason = \"no second factor yet\"\n";
    folder.write("small/baseline.toml", &format!("{mfa}\n{ENTRY}"));
    let (code, text) = folder.harness(&[
        "run",
        "--target",
        "small",
        "mfa-totp/google",
        "cb-happy-path/google",
    ]);
    assert_eq!(code, 1, "{text}");
    assert!(
        line(&text, "baseline.toml:1").ends_with(
            "mfa-totp/google: matches nothing that ran: the check does not apply; remove the entry"
        ),
        "{text}"
    );
    assert!(!text.contains("baseline.toml:6"), "{text}");
}

#[test]
fn what_is_new_is_printed_ready_to_paste() {
    let folder = Folder::new();
    folder.target("flawed", FLAW);
    folder.write(
        "flawed/baseline.toml",
        &ENTRY.replace("reason", "provider = \"github\"\nreason"),
    );
    let (code, text) = folder.harness(&["run", "--target", "flawed", "cb-state-replay"]);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("     [[expected]]\n     check = \"cb-state-replay/google\"\n     reason = \"\"\n"),
        "{text}"
    );
    assert!(!text.contains("check = \"cb-state-replay/github\""), "{text}");
}

#[test]
fn a_baseline_that_cannot_be_is_refused_before_anything_runs() {
    let cases = [
        (
            "check = \"cb-state-reply\"\nreason = \"x\"",
            "1: there is no check `cb-state-reply`",
            "did you mean `cb-state-replay`?",
        ),
        (
            "check = \"cb-state-replay\"\nprovider = \"gogle\"\nreason = \"x\"",
            "1: no row of `cb-state-replay` is about `gogle`",
            "did you mean `google`?",
        ),
        (
            "check = \"cb-state-replay\"\nreason = \" \"",
            "1: the entry has an empty reason",
            "say why",
        ),
        (
            "check = \"cb-state-replay\"\nraeson = \"x\"",
            "3: unknown field `raeson`",
            "did you mean `reason`?",
        ),
        (
            "check = \"cb-state-replay\"\nreason = \"x\"\nexpires = 12:00:00",
            "1: `12:00:00` is not a date",
            "2027-06-01",
        ),
    ];
    let folder = Folder::new();
    for (entry, message, hint) in cases {
        folder.write("known.toml", &format!("[[expected]]\n{entry}\n"));
        let (code, text) = folder.harness(&["run", "cb-state-replay", "--baseline", "known.toml"]);
        assert_eq!(code, 2, "{text}");
        assert!(text.contains(&format!("known.toml:{message}")), "{text}");
        assert!(line(&text, "hint:").contains(hint), "{text}");
    }
    let (code, text) = folder.harness(&["run", "--baseline", "absent.toml"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("cannot read the baseline absent.toml"), "{text}");
}
