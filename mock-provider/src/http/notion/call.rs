//! What every call of Notion's API goes through.

use serde_json::Value;

use crate::http::{bearer_token::Bearer, incoming::Incoming};
use crate::{
    Provider,
    answer::Answer,
    app::Site,
    config::{NotionAccount, UserInformation},
    dialects::notion::{api, capabilities},
    protocol::Refusal,
    uuid,
};

/// A call of a bot.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) bearer: Bearer,
    /// The account of the person for whom the bot acts.
    pub(super) account: NotionAccount,
    /// What the integration may know about people.
    pub(super) known: UserInformation,
    request_id: String,
}

impl Call {
    /// Finds out whose call it is, and whether it names a version.
    pub(super) fn read(app: &Site<'_>, incoming: &Incoming) -> Result<Self, Box<Answer>> {
        let request_id = uuid::random(&app.rng);
        let unauthorized = || api::error("unauthorized", "API token is invalid.", &request_id);
        let bearer = Bearer::find(app, Provider::Notion, incoming, &["Bearer"], None)
            .map_err(|refused| Box::new(refused.note(unauthorized())))?;
        let Some(account) = bearer.persona.notion.clone() else {
            return Err(Box::new(bearer.note(unauthorized().refused(Refusal::new(
                "account-exists",
                "a token of a persona whose Notion account was removed",
                "a token of an existing account",
                "the account was removed after the sign-in",
            )))));
        };
        let call = Self {
            known: capabilities::user_information(&bearer.token.scopes),
            bearer,
            account,
            request_id,
        };
        if app.config.notion.rate_limited {
            let message = "You have been rate limited. Please try again in a few minutes.";
            let refusal = Refusal::new(
                "rate-limit",
                "a call while rate_limited is on",
                "fewer calls, or rate_limited = false under [notion]",
                "wait for the seconds in Retry-After",
            );
            let answer = call.error("rate_limited", message, refusal);
            return Err(Box::new(answer.header("retry-after", "1")));
        }
        if let Some(answer) = call.version_refused(incoming) {
            return Err(Box::new(answer));
        }
        match app.config.notion.api_error {
            Some(error) => Err(Box::new(call.error(
                error.word(),
                api::provoked_by_nothing(error),
                Refusal::new(
                    "provider-well",
                    format!("a call while api_error is \"{}\"", error.word()),
                    "no api_error under [notion]",
                    "the app should say so, or try again later",
                ),
            ))),
            None => Ok(call),
        }
    }

    /// A successful answer.
    pub(super) fn ok(&self, body: &Value) -> Answer {
        let answer = api::identified(api::json_answer(200, body), &self.request_id);
        self.bearer.note(answer)
    }

    /// A refusal.
    pub(super) fn error(&self, code: &str, message: &str, refusal: Refusal) -> Answer {
        let answer = api::error(code, message, &self.request_id).refused(refusal);
        self.bearer.note(answer)
    }

    /// The refusal of an integration that may know nothing about people, if this is one.
    pub(super) fn people_refused(&self) -> Option<Answer> {
        (self.known == UserInformation::None).then(|| {
            self.error(
                "restricted_resource",
                "Insufficient permissions for this endpoint.",
                Refusal::new(
                    "capability-sufficient",
                    "an integration whose user_information is none",
                    "user_information = \"without_email\" or \"with_email\"",
                    "give the integration a user capability, and let the person allow it again",
                ),
            )
        })
    }

    fn version_refused(&self, incoming: &Incoming) -> Option<Answer> {
        let found = incoming.header("notion-version");
        let (code, rule, written) = match found {
            Some(found) if api::VERSIONS.contains(&found) => return None,
            Some(found) => ("validation_error", "api-version-known", format!("\"{found}\"")),
            None => ("missing_version", "api-version-present", "undefined".to_owned()),
        };
        let message = match found {
            Some(_) => format!(
                "Notion-Version header failed validation: Notion-Version header should be `\"{}\"`, instead was `{written}`.",
                api::VERSIONS.join("\"` or `\"")
            ),
            None => format!(
                "Notion-Version header failed validation: Notion-Version header should be defined, instead was `{written}`."
            ),
        };
        let refusal = Refusal::new(
            rule,
            format!("Notion-Version {written}"),
            api::VERSIONS.join(" or "),
            "send the Notion-Version header with each call",
        );
        Some(self.error(code, &message, refusal))
    }
}
