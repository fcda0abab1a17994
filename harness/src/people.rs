//! The people of the scenarios. Each scenario meets copies of its own, so that scenarios run side by side
//! against one target and one provider.

use mock_provider::Provider;
use mock_provider::config::{Config, Persona};

/// A name that no feature may use.
#[derive(Debug, thiserror::Error)]
#[error("there is no persona `{0}`")]
pub struct UnknownPerson(pub String);

/// Whether the people of the scenarios have accounts of their own at `idp`, so that they can sign in there.
#[must_use]
pub fn have_accounts_at(idp: Provider) -> bool {
    matches!(idp, Provider::Google | Provider::GitHub)
}

/// A copy of the persona `kind` with identifiers and addresses of its own.
///
/// `run` tells runs apart (targets may keep accounts between runs), `number` the people of one run.
///
/// # Errors
/// When the provider's built-in configuration has no such persona.
pub fn make(kind: &str, run: &str, number: u32) -> Result<Persona, UnknownPerson> {
    let template = Config::default()
        .personas
        .into_iter()
        .find(|persona| persona.id == kind);
    let mut persona = template.ok_or_else(|| UnknownPerson(kind.to_owned()))?;
    let id = format!("{kind}-{run}-{number}");
    let email = format!("{id}@people.example");
    if let Some(account) = &mut persona.google {
        // Google subjects are decimal; the last digits are free for the copy.
        account.sub = copied_digits(&account.sub, run, number);
        account.email.clone_from(&email);
    }
    if let Some(account) = &mut persona.github {
        account.id = copied_digits(&account.id.to_string(), run, number)
            .parse()
            .unwrap_or(u64::from(number));
        account.login.clone_from(&id);
        for address in &mut account.emails {
            address.email = if address.primary {
                email.clone()
            } else {
                format!("{id}@other.example")
            };
        }
        if account.public_email.is_some() {
            account.public_email = Some(email);
        }
    }
    persona.id = id;
    persona.listed = false;
    Ok(persona)
}

/// Replaces the last digits of `digits` by ones that belong to this run and number.
fn copied_digits(digits: &str, run: &str, number: u32) -> String {
    let run = run
        .bytes()
        .fold(0_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 10_000);
    let tail = format!("{run:04}{number:05}");
    let kept = digits.len().saturating_sub(tail.len());
    format!("{}{tail}", &digits[..kept])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_copies_share_nothing_that_identifies() {
        let (one, two) = (
            make("alice", "k3", 1).expect("alice"),
            make("alice", "k3", 2).expect("alice"),
        );
        let (google_one, google_two) = (one.google.expect("google"), two.google.expect("google"));
        assert_ne!(google_one.sub, google_two.sub);
        assert_eq!(google_one.sub.len(), 21, "Google's shape is kept");
        assert_ne!(google_one.email, google_two.email);
        let (github_one, github_two) = (one.github.expect("github"), two.github.expect("github"));
        assert_ne!(
            (github_one.id, github_one.login),
            (github_two.id, github_two.login)
        );
        assert_ne!(one.id, two.id);
    }

    #[test]
    fn a_stranger_is_refused() {
        assert!(make("nobody", "k3", 1).is_err());
    }
}
