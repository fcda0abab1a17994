//! Whether exactly the expected cases ran, and each is well.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::{libraries::Library, program::Run};

/// A case by its names: library, provider, case.
type Names = (String, String, String);

/// What was wrong, a paragraph each, and the table of all that ran.
pub(crate) fn of(libraries: &[Library], runs: &[Run]) -> (Vec<String>, String) {
    let mut wrong = Vec::new();
    let mut seen: BTreeSet<Names> = BTreeSet::new();
    let mut table = String::new();
    for (library, run) in libraries.iter().zip(runs) {
        for line in &run.lines {
            let names = (line.library.clone(), line.provider.clone(), line.case.clone());
            let title = format!("{} at {}: {}", line.library, line.provider, line.case);
            let mark = if line.ok { "ok" } else { "FAILED" };
            let package = format!("{}@{}", line.library, line.version);
            let first = line.detail.lines().next().unwrap_or_default();
            let first: String = first.chars().take(100).collect();
            writeln!(
                table,
                "{package:<32} {:<10} {:<21} {mark:<7} {first}",
                line.provider, line.case
            )
            .expect("a String takes everything");
            if !line.ok {
                wrong.push(format!("{title}\n{}", line.detail));
            }
            if !expected(library).contains(&names) {
                wrong.push(format!("{title}: ran, and nobody expected it"));
            }
            if !seen.insert(names) {
                wrong.push(format!("{title}: ran twice"));
            }
        }
        for (name, provider, case) in expected(library).difference(&seen) {
            wrong.push(format!("{name} at {provider}: {case}: did not run"));
        }
        if let Some(trouble) = &run.trouble {
            wrong.push(format!("{}: {trouble}", library.program));
        }
    }
    (wrong, table)
}

fn expected(library: &Library) -> BTreeSet<Names> {
    library
        .uses
        .iter()
        .flat_map(|used| {
            used.cases().map(|case| {
                (
                    library.name.to_owned(),
                    used.provider.slug().to_owned(),
                    case.to_owned(),
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{libraries::NODE, program::Line};

    fn run(cases: &[(&str, bool)]) -> Run {
        let line = |(case, ok): &(&str, bool)| Line {
            library: NODE[0].name.to_owned(),
            version: "1.0.0".to_owned(),
            provider: NODE[0].uses[0].provider.slug().to_owned(),
            case: (*case).to_owned(),
            ok: *ok,
            detail: "what the program says".to_owned(),
        };
        Run {
            lines: cases.iter().map(line).collect(),
            trouble: None,
        }
    }

    fn wrong(cases: &[(&str, bool)]) -> Vec<String> {
        of(&NODE[..1], &[run(cases)]).0
    }

    #[test]
    fn a_case_that_failed_is_missing_is_foreign_or_is_there_twice_is_named() {
        let good = [("success", true), ("denial", true), ("wrong_secret", true)];
        assert_eq!(wrong(&good), Vec::<String>::new());
        let named = |cases: &[(&str, bool)], case: &str, says: &str| {
            let wrong = wrong(cases);
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            assert!(wrong[0].contains(case) && wrong[0].contains(says), "{wrong:?}");
        };
        named(&good[..2], "wrong_secret", "did not run");
        named(
            &[good[0], ("denial", false), good[2]],
            "denial",
            "what the program says",
        );
        named(&[good[0], good[1], good[2], good[0]], "success", "ran twice");
        named(
            &[good[0], good[1], good[2], ("other", true)],
            "other",
            "nobody expected it",
        );
    }

    #[test]
    fn a_program_that_broke_down_is_named() {
        let trouble = Run {
            trouble: Some("ended with exit status: 1".to_owned()),
            ..run(&[("success", true), ("denial", true), ("wrong_secret", true)])
        };
        let (wrong, _) = of(&NODE[..1], &[trouble]);
        assert_eq!(wrong, ["passport-google-oauth20.mjs: ended with exit status: 1"]);
    }
}
