//! A call of Microsoft Graph with an access token.

use crate::{
    Provider,
    answer::Answer,
    app::Site,
    config::MicrosoftAccount,
    dialects::microsoft::graph,
    http::{bearer_token::Bearer, incoming::Incoming},
    protocol::Refusal,
};

/// A call that may be answered.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) bearer: Bearer,
    pub(super) account: MicrosoftAccount,
}

impl Call {
    /// Reads the token and judges what it allows. `scope` is what must have been granted.
    pub(super) fn read(
        app: &Site<'_>,
        incoming: &Incoming,
        scope: &str,
        allowed: impl Fn(&[String]) -> bool,
    ) -> Result<Self, Box<Answer>> {
        let bearer = match Bearer::find(app, Provider::Microsoft, incoming, &["Bearer"], None) {
            Ok(bearer) => bearer,
            Err(refused) => {
                let answer = graph::unauthorized(refused.rule(), app.setting());
                return Err(Box::new(refused.note(answer)));
            }
        };
        let Some(account) = bearer
            .persona
            .microsoft
            .clone()
            .filter(|_| allowed(&bearer.token.scopes))
        else {
            let answer = graph::error(
                403,
                "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation.",
                app.setting(),
            );
            return Err(Box::new(bearer.note(answer.refused(Refusal::new(
                "scope-sufficient",
                format!("scope \"{}\"", bearer.token.scopes.join(" ")),
                scope,
                format!("ask for {scope} in the authorization request"),
            )))));
        };
        Ok(Self { bearer, account })
    }
}
