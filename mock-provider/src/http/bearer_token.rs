//! The access token of a request to an API.

use jiff::Timestamp;

use super::incoming::Incoming;
use crate::{
    Provider,
    answer::{Answer, Note},
    app::Site,
    config::Persona,
    dialects::Dialect,
    protocol::{Refusal, bearer},
    store::AccessToken,
};

/// A valid token and whose it is.
#[derive(Debug)]
pub(super) struct Bearer {
    pub(super) token: AccessToken,
    pub(super) persona: Persona,
}

/// Why there is no valid token.
#[derive(Debug)]
pub(super) struct Unauthorized {
    /// Whether there was a token at all.
    pub(super) present: bool,
    /// When it died of age, if that is why.
    pub(super) expired_at: Option<Timestamp>,
    note: Note,
}

impl Unauthorized {
    /// The rule that was broken.
    pub(super) fn rule(&self) -> &str {
        self.note.refusal.as_ref().map_or("", |refusal| &refusal.rule)
    }

    /// Tells the journal.
    pub(super) fn note(self, mut answer: Answer) -> Answer {
        answer.note = self.note;
        answer
    }
}

impl Bearer {
    /// Finds the token of a request: in the header under one of `schemes`, or in `also`.
    pub(super) fn find(
        app: &Site<'_>,
        provider: Provider,
        incoming: &Incoming,
        schemes: &[&str],
        also: Option<&str>,
    ) -> Result<Self, Box<Unauthorized>> {
        let text = bearer::from_header(incoming.header("authorization"), schemes).or(also);
        let Some(text) = text else {
            let refusal = Refusal::new(
                "access-token-present",
                "no access token",
                "Authorization: Bearer and the access token (RFC 6750 §2.1)",
                "send the token of the token response in the Authorization header",
            );
            return Err(Box::new(Unauthorized {
                present: false,
                expired_at: None,
                note: Note {
                    refusal: Some(refusal),
                    ..Note::default()
                },
            }));
        };
        let now = app.clock.now();
        let idle = |token: &AccessToken| {
            let lifetime = app.dialect(provider).and_then(Dialect::idle_access_lifetime);
            token.is_idle(lifetime, now)
        };
        let mut store = app.store();
        let token = store
            .access_tokens
            .get(text)
            .filter(|token| token.provider == provider && !idle(token))
            .cloned();
        let Some(token) = token else {
            let refusal = Refusal::new(
                "access-token-valid",
                "an access token that was not issued here, or was revoked",
                "an access token of this provider",
                "the token comes from another run or provider, or was replaced by a refresh",
            );
            return Err(Box::new(Unauthorized {
                present: true,
                expired_at: None,
                note: Note {
                    refusal: Some(refusal),
                    ..Note::default()
                },
            }));
        };
        let mut note = attribution(&token);
        if let Some(at) = token.expires_at.filter(|at| *at <= now) {
            note.refusal = Some(Refusal::new(
                "access-token-fresh",
                format!("an access token that expired at {at}"),
                "an access token within its lifetime",
                "use the refresh token before expires_in seconds are over",
            ));
            return Err(Box::new(Unauthorized {
                present: true,
                expired_at: Some(at),
                note,
            }));
        }
        store.token_used(text, now);
        match store.persona(&token.persona) {
            Some(persona) => Ok(Self {
                persona: persona.clone(),
                token,
            }),
            None => {
                note.refusal = Some(Refusal::new(
                    "account-exists",
                    "an access token of a persona that was removed",
                    "an access token of an existing persona",
                    "the persona was removed after the sign-in",
                ));
                Err(Box::new(Unauthorized {
                    present: true,
                    expired_at: None,
                    note,
                }))
            }
        }
    }

    /// Tells the journal whose request this was.
    pub(super) fn note(&self, mut answer: Answer) -> Answer {
        answer.note = Note {
            refusal: answer.note.refusal.take(),
            ..attribution(&self.token)
        };
        answer
    }
}

fn attribution(token: &AccessToken) -> Note {
    Note {
        flow: Some(token.flow),
        browser: Some(token.browser.clone()).filter(|browser| !browser.is_empty()),
        persona: Some(token.persona.clone()),
        client_id: Some(token.client_id.clone()),
        ..Note::default()
    }
}
