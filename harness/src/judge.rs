//! From what ended a scenario to its verdict. The rules stand in one table.

use gherkin::StepType;

use crate::broken::{Broken, Kind};
use crate::catalogue::Check;
use crate::verdict::{Level, Verdict};

/// The verdict of `check` when `broken` ended it in a step of type `place`.
///
/// A failure on the way to the step that matters proves nothing; a failure of what is demanded does.
#[must_use]
pub fn verdict(check: &Check, broken: &Broken, place: StepType, strict: bool) -> Verdict {
    let on_the_way = place == StepType::Given || (check.negative && place == StepType::When);
    match broken.kind {
        Kind::NotApplicable => Verdict::NotApplicable(broken.actual.clone()),
        Kind::Crash => Verdict::Error(broken.actual.clone()),
        Kind::Control => Verdict::Inconclusive(format!("the honest sign-in failed too: {}", broken.actual)),
        Kind::SetUp => Verdict::Inconclusive(broken.actual.clone()),
        Kind::Stuck | Kind::Breach if place == StepType::Given => {
            Verdict::Inconclusive(broken.actual.clone())
        }
        Kind::Stuck if on_the_way => {
            Verdict::Inconclusive(format!("the way to the step failed: {}", broken.actual))
        }
        Kind::Stuck | Kind::Breach => match check.level {
            Level::Must | Level::Usability => Verdict::Fail,
            Level::Should if strict => Verdict::Fail,
            Level::Should | Level::Info => Verdict::Warn(broken.actual.clone()),
        },
        Kind::Weaker if strict => Verdict::Fail,
        Kind::Weaker => Verdict::Warn(broken.actual.clone()),
        Kind::Ugly if strict || check.level == Level::Usability => Verdict::Fail,
        Kind::Ugly => Verdict::Warn(format!("refused rightly, but with {}", broken.actual)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(level: Level, negative: bool) -> Check {
        Check {
            id: "x".into(),
            instance: None,
            provider: None,
            name: "x".into(),
            feature: "x".into(),
            file: "x.feature".into(),
            line: 1,
            why: String::new(),
            level,
            profile: "core".into(),
            negative,
            sections: vec![],
            tags: vec![],
            steps: vec![],
        }
    }

    fn word(level: Level, negative: bool, kind: Kind, place: StepType) -> &'static str {
        verdict(
            &check(level, negative),
            &Broken::breach("a", "b").of_kind(kind),
            place,
            false,
        )
        .word()
    }

    #[test]
    fn what_proves_nothing_is_inconclusive() {
        use StepType::{Given, Then, When};
        for kind in [Kind::Breach, Kind::Stuck, Kind::Control, Kind::SetUp] {
            assert_eq!(word(Level::Must, false, kind, Given), "inconclusive", "{kind:?}");
        }
        assert_eq!(word(Level::Must, true, Kind::Stuck, When), "inconclusive");
        assert_eq!(word(Level::Must, true, Kind::Control, Then), "inconclusive");
    }

    #[test]
    fn a_breach_is_judged_by_its_level() {
        use StepType::{Then, When};
        assert_eq!(word(Level::Must, true, Kind::Breach, Then), "fail");
        assert_eq!(word(Level::Usability, false, Kind::Stuck, When), "fail");
        assert_eq!(word(Level::Should, false, Kind::Breach, Then), "warn");
        assert_eq!(word(Level::Info, false, Kind::Breach, Then), "warn");
        assert_eq!(word(Level::Must, true, Kind::Ugly, Then), "warn");
        assert_eq!(word(Level::Usability, false, Kind::Ugly, Then), "fail");
        assert_eq!(word(Level::Must, false, Kind::Weaker, Then), "warn");
        for (level, kind) in [(Level::Should, Kind::Breach), (Level::Must, Kind::Weaker)] {
            let broken = Broken::breach("a", "b").of_kind(kind);
            let strict = verdict(&check(level, false), &broken, Then, true);
            assert_eq!(strict, Verdict::Fail, "{kind:?}");
        }
    }

    #[test]
    fn a_crash_is_nobodys_breach() {
        assert_eq!(word(Level::Must, false, Kind::Crash, StepType::Then), "error");
        assert_eq!(
            word(Level::Must, false, Kind::NotApplicable, StepType::Given),
            "not-applicable"
        );
    }
}
