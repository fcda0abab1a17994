//! What a person has to do before an authorization request is answered.

/// What is known when an authorization request arrives or a page was submitted.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The people signed in at this provider in this browser, in the order in which they signed in.
    pub signed_in: &'a [String],
    /// The one that the request suggests, if signed in.
    pub suggested: Option<&'a str>,
    /// The request insists on an account that is not signed in.
    pub suggested_elsewhere: bool,
    /// The one that the person just chose.
    pub chosen: Option<&'a str>,
    /// `prompt=none`.
    pub silent: bool,
    /// The chooser must be shown.
    pub choose: bool,
}

/// The next thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The person must sign in.
    SignIn,
    /// The person must choose an account.
    ChooseAccount,
    /// The person must consent.
    Consent {
        /// Who.
        persona: String,
    },
    /// Nothing is left to ask.
    Finish {
        /// Who.
        persona: String,
    },
    /// The request forbids asking.
    Silenced(Silenced),
}

/// What a person would have to do, and must not be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silenced {
    /// Nobody is signed in.
    SignIn,
    /// The suggested account is not signed in.
    SignInAsSuggested,
    /// Several accounts are signed in.
    ChooseAccount,
    /// Consent is needed.
    Consent,
}

impl Silenced {
    /// The error code of OIDC Core §3.1.2.6.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SignIn | Self::SignInAsSuggested => "login_required",
            Self::ChooseAccount => "account_selection_required",
            Self::Consent => "consent_required",
        }
    }

    /// The end of a sentence about it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::SignIn => "nobody is signed in",
            Self::SignInAsSuggested => "the suggested account is not signed in",
            Self::ChooseAccount => "several accounts are signed in",
            Self::Consent => "consent is needed",
        }
    }
}

/// Decides the next step. `needs_consent` says whether a person would have to consent.
#[must_use]
pub fn next_step(situation: &Situation<'_>, needs_consent: impl Fn(&str) -> bool) -> Step {
    let only = match situation.signed_in {
        [one] => Some(one.as_str()),
        _ => None,
    };
    let disputed = situation.choose || situation.suggested_elsewhere;
    let undisputed = if disputed {
        None
    } else {
        situation.suggested.or(only)
    };
    let persona = match situation.chosen.or(undisputed) {
        Some(persona) => persona,
        None if situation.silent && situation.signed_in.is_empty() => {
            return Step::Silenced(Silenced::SignIn);
        }
        None if situation.silent && situation.suggested_elsewhere => {
            return Step::Silenced(Silenced::SignInAsSuggested);
        }
        None if situation.silent => return Step::Silenced(Silenced::ChooseAccount),
        None if situation.signed_in.is_empty() || situation.suggested_elsewhere && !situation.choose => {
            return Step::SignIn;
        }
        None => return Step::ChooseAccount,
    };
    match (needs_consent(persona), situation.silent) {
        (false, _) => Step::Finish {
            persona: persona.to_owned(),
        },
        (true, true) => Step::Silenced(Silenced::Consent),
        (true, false) => Step::Consent {
            persona: persona.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(signed_in: &[&str], suggested: Option<&str>, silent: bool, choose: bool, consent: bool) -> Step {
        let signed_in: Vec<String> = signed_in.iter().map(|id| (*id).to_owned()).collect();
        next_step(
            &Situation {
                signed_in: &signed_in,
                suggested,
                suggested_elsewhere: false,
                chosen: None,
                silent,
                choose,
            },
            |_| consent,
        )
    }

    #[test]
    fn every_way_through() {
        let alice = || "alice".to_owned();
        assert_eq!(step(&[], None, false, false, true), Step::SignIn);
        assert_eq!(step(&[], None, false, true, true), Step::SignIn);
        assert_eq!(
            step(&["alice"], None, false, false, false),
            Step::Finish { persona: alice() }
        );
        assert_eq!(
            step(&["alice"], None, false, false, true),
            Step::Consent { persona: alice() }
        );
        assert_eq!(step(&["alice"], None, false, true, false), Step::ChooseAccount);
        assert_eq!(
            step(&["alice", "bob"], None, false, false, false),
            Step::ChooseAccount
        );
        assert_eq!(
            step(&["bob", "alice"], Some("alice"), false, false, false),
            Step::Finish { persona: alice() }
        );
        assert!(matches!(step(&[], None, true, false, false), Step::Silenced(_)));
        assert!(matches!(
            step(&["alice"], None, true, false, true),
            Step::Silenced(_)
        ));
        assert_eq!(
            step(&["alice"], None, true, false, false),
            Step::Finish { persona: alice() }
        );
    }
}
