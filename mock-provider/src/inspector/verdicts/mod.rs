//! Judgements about what an application sent and received, each with the section that it rests on.
//!
//! Pure functions over values: one rule a function, no journal, no clock, no page. A judgement says what the
//! specifications ask; whether the provider refused is another matter and stands in the journal.

mod authorization_request;
mod authorization_response;
mod decoded_token;
mod id_token;
mod pkce;
mod randomness;
mod section;
mod signature;
mod span;
mod token_request;
mod token_response;

pub use authorization_request::{AuthorizationRequest, authorization_request};
pub use authorization_response::{AuthorizationResponse, authorization_response};
pub use decoded_token::{DecodedToken, decode};
pub use id_token::{Claim, IdToken, id_token_claims};
pub use pkce::{PkceSteps, Step, pkce_steps};
pub use section::{Document, Section};
pub use signature::signature;
pub use token_request::{ClientAuthentication, TokenRequest, client_authentication, token_request};
pub use token_response::{TokenResponse, token_response};

/// How good something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// As it should be.
    Good,
    /// Worth knowing, and neither good nor bad.
    Note,
    /// Allowed, but weaker than it should be.
    Weak,
    /// Against a rule.
    Bad,
}

impl Mark {
    /// The word that people read: `ok`, `note`, `weak`, `wrong`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Note => "note",
            Self::Weak => "weak",
            Self::Bad => "wrong",
        }
    }
}

/// One judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How good it is.
    pub mark: Mark,
    /// Why, in a sentence.
    pub says: String,
    /// What it rests on; absent: no specification says anything.
    pub section: Option<Section>,
}

impl Verdict {
    fn new(mark: Mark, says: impl Into<String>, section: Section) -> Self {
        Self {
            mark,
            says: says.into(),
            section: Some(section),
        }
    }

    fn good(says: impl Into<String>, section: Section) -> Self {
        Self::new(Mark::Good, says, section)
    }

    fn note(says: impl Into<String>, section: Section) -> Self {
        Self::new(Mark::Note, says, section)
    }

    fn weak(says: impl Into<String>, section: Section) -> Self {
        Self::new(Mark::Weak, says, section)
    }

    fn bad(says: impl Into<String>, section: Section) -> Self {
        Self::new(Mark::Bad, says, section)
    }
}

/// A parameter or member with what it is for and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// Its value; absent: it was not sent.
    pub value: Option<String>,
    /// What it is for.
    pub meaning: &'static str,
    /// What is to be said about it; empty: nothing.
    pub verdicts: Vec<Verdict>,
}

/// A parameter that is known, and the rule for its value. The rule is asked for a parameter that is missing, too.
struct Known<R> {
    name: &'static str,
    meaning: &'static str,
    rule: Option<R>,
}

/// Every parameter that was sent, in order, and after them those whose absence is worth a word.
fn judge<R>(
    known: &[Known<R>],
    sent: &[(String, String)],
    stranger: &'static str,
    ask: impl Fn(&R, Option<&str>) -> Option<Verdict>,
) -> Vec<Judged> {
    let verdict_of = |known: &Known<R>, value| known.rule.as_ref().and_then(|rule| ask(rule, value));
    let mut rows: Vec<Judged> = Vec::new();
    for (index, (name, value)) in sent.iter().enumerate() {
        let entry = known.iter().find(|known| known.name == name);
        let filled = Some(value.as_str()).filter(|value| !value.is_empty());
        let mut verdicts: Vec<Verdict> = entry
            .and_then(|known| verdict_of(known, filled))
            .into_iter()
            .collect();
        if sent[..index].iter().any(|(earlier, _)| earlier == name) {
            let says = format!("{name} is there twice; a parameter must not be repeated.");
            verdicts.push(Verdict::bad(says, Section::rfc(6749, "3.1")));
        }
        rows.push(Judged {
            name: name.clone(),
            value: Some(value.clone()),
            meaning: entry.map_or(stranger, |known| known.meaning),
            verdicts,
        });
    }
    for known in known {
        if sent.iter().any(|(name, _)| name == known.name) {
            continue;
        }
        if let Some(verdict) = verdict_of(known, None) {
            rows.push(Judged {
                name: known.name.to_owned(),
                value: None,
                meaning: known.meaning,
                verdicts: vec![verdict],
            });
        }
    }
    rows
}

/// The last value of a parameter that is not empty (RFC 6749 §3.1).
fn get<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .rev()
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_comes_in_order_and_what_is_missed_comes_last() {
        let known = [
            Known {
                name: "a",
                meaning: "first",
                rule: Some(()),
            },
            Known {
                name: "b",
                meaning: "second",
                rule: None,
            },
        ];
        let sent = [("x", "1"), ("b", ""), ("x", "2")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        let rows = judge(&known, &sent, "unknown", |(), value| {
            value
                .is_none()
                .then(|| Verdict::bad("no a", Section::rfc(1, "2")))
        });
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["x", "b", "x", "a"]);
        assert_eq!((rows[0].meaning, rows[1].meaning), ("unknown", "second"));
        assert_eq!(
            (rows[0].verdicts.len(), rows[2].verdicts.len()),
            (0, 1),
            "the repetition is told"
        );
        assert_eq!(
            (rows[3].value.as_deref(), rows[3].verdicts[0].mark),
            (None, Mark::Bad)
        );
    }
}
