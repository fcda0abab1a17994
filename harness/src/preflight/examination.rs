//! One examined part of the set-up, and what was found.

/// One examined part of the set-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// What was examined, for people.
    pub name: String,
    /// What was found.
    pub outcome: Outcome,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It works, with the fact that shows it.
    Fine(String),
    /// It does not.
    Problem(Problem),
    /// It was not examined, with the reason.
    Skipped(String),
}

/// What is wrong with the set-up, and the one thing to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Problem {
    /// What was found, with what was expected.
    pub what: String,
    /// One thing to do.
    pub hint: String,
}

impl Problem {
    /// A problem from its two parts.
    #[must_use]
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
        }
    }
}

impl Examination {
    /// It works.
    #[must_use]
    pub fn fine(name: impl Into<String>, fact: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            outcome: Outcome::Fine(fact.into()),
        }
    }

    /// It does not work.
    #[must_use]
    pub fn problem(name: impl Into<String>, problem: Problem) -> Self {
        Self {
            name: name.into(),
            outcome: Outcome::Problem(problem),
        }
    }

    /// It was not examined.
    #[must_use]
    pub fn skipped(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            outcome: Outcome::Skipped(reason.into()),
        }
    }

    /// Whether something is wrong.
    #[must_use]
    pub fn is_problem(&self) -> bool {
        matches!(self.outcome, Outcome::Problem(_))
    }
}
