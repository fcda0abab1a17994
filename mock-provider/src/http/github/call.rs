//! What every request to GitHub's REST API has to show, and what every answer to a valid token has.

use serde_json::Value;

use crate::http::{bearer_token::Bearer, incoming::Incoming};
use crate::{
    Provider,
    answer::Answer,
    app::Site,
    config::{Client, ClientKind, GitHubAccount, GitHubInstallation, GitHubOrganization},
    dialects::github::{
        API, WEB, api,
        pagination::{self, Page},
    },
    protocol::Refusal,
};

/// Why a request is refused whatever it asks.
pub(super) fn refused(incoming: &Incoming) -> Option<Answer> {
    if incoming
        .header("user-agent")
        .is_none_or(|agent| agent.trim().is_empty())
    {
        return Some(api::no_user_agent());
    }
    let version = incoming
        .header("x-github-api-version")
        .filter(|version| !api::VERSIONS.contains(version))?;
    let refusal = Refusal::new(
        "api-version-known",
        format!("X-GitHub-Api-Version \"{version}\""),
        api::VERSIONS.join(" or "),
        "leave the header out, or send a version that exists",
    );
    let message = format!("{version} is not a supported version.");
    Some(api::error(400, &message, "/about-the-rest-api/api-versions").refused(refusal))
}

/// The answer to a request without a token. All that come from anywhere share one limit.
pub(super) fn anonymous(app: &Site<'_>, incoming: &Incoming, answer: impl FnOnce() -> Answer) -> Answer {
    if let Some(answer) = refused(incoming) {
        return answer;
    }
    let limit = app.config.github.anonymous_rate_limit;
    // Nobody's name, which no persona can have.
    let (used, reset) = app
        .store()
        .api_calls(Provider::GitHub, "", app.clock.now_seconds(), true);
    let answer = if used > limit {
        api::anonymous_limit_exceeded(app.config.github.rate_limit_status)
    } else {
        answer()
    };
    api::limit_headers(answer, limit, used, reset)
}

/// A request of a person through an app.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) bearer: Bearer,
    pub(super) account: GitHubAccount,
    pub(super) kind: ClientKind,
    /// Whether the app was given these permissions, where it has permissions in place of scopes.
    permissions: Vec<String>,
    /// The accounts on which the app is installed.
    installed_on: Vec<String>,
}

impl Call {
    /// Finds out whose request it is. A call beyond the limit is refused here.
    pub(super) fn read(app: &Site<'_>, incoming: &Incoming) -> Result<Self, Box<Answer>> {
        if let Some(answer) = refused(incoming) {
            return Err(Box::new(answer));
        }
        let bearer =
            Bearer::find(app, Provider::GitHub, incoming, &["Bearer", "token"], None).map_err(|refused| {
                let message = if refused.present {
                    "Bad credentials"
                } else {
                    "Requires authentication"
                };
                Box::new(refused.note(api::error(401, message, "")))
            })?;
        let Some(account) = bearer.persona.github.clone() else {
            return Err(Box::new(bearer.note(api::error(401, "Bad credentials", ""))));
        };
        let mut store = app.store();
        let client = store.client(Provider::GitHub, &bearer.token.client_id);
        let kind = client.map_or(ClientKind::OauthApp, Client::kind);
        let (permissions, installed_on) = match &bearer.token.narrowed {
            Some(narrowed) => (narrowed.permissions.clone(), vec![narrowed.account.clone()]),
            None => client.map_or_else(Default::default, |client| {
                let account = |installation: &GitHubInstallation| installation.account.clone();
                let accounts = client.installations.iter().map(account).collect();
                (client.permissions.clone(), accounts)
            }),
        };
        let now = app.clock.now_seconds();
        let (used, _) = store.api_calls(Provider::GitHub, &bearer.token.persona, now, false);
        drop(store);
        let call = Self {
            bearer,
            account,
            kind,
            permissions,
            installed_on,
        };
        if used >= app.config.github.rate_limit {
            let answer = api::limit_exceeded(app.config.github.rate_limit_status, call.account.id);
            return Err(Box::new(call.finish(app, answer, "")));
        }
        Ok(call)
    }

    /// Whether the app has an account permission.
    pub(super) fn has_permission(&self, permission: &str) -> bool {
        self.permissions.iter().any(|known| known == permission)
    }

    /// Whether the token's scopes allow something. GitHub Apps have none; what they see says where they are installed.
    pub(super) fn may(&self, allowed: fn(&[String]) -> bool) -> bool {
        self.kind == ClientKind::GithubApp || allowed(&self.bearer.token.scopes)
    }

    /// The organisations that the app sees: those that let it, or where it is installed.
    pub(super) fn organizations(&self) -> impl Iterator<Item = &GitHubOrganization> {
        self.account
            .organizations
            .iter()
            .filter(|organization| match self.kind {
                ClientKind::GithubApp => self.installed_on.contains(&organization.login),
                _ => organization.shows_itself_to(&self.bearer.token.client_id),
            })
    }

    /// The refusal of a list of organisations or of what belongs to them.
    pub(super) fn beyond_scope(&self, message: &str, documentation: &str) -> Answer {
        api::error(403, message, documentation).refused(Refusal::new(
            "scope-sufficient",
            format!("scope \"{}\"", self.bearer.token.scopes.join(",")),
            "read:org or user",
            "ask for read:org in the authorization request",
        ))
    }

    /// The answer with a page of a list.
    pub(super) fn list(
        &self,
        app: &Site<'_>,
        incoming: &Incoming,
        items: &[Value],
        path: &str,
        scopes: &str,
    ) -> Answer {
        let url = app.origins.url(Provider::GitHub, &API, path);
        let Page { items, link } = pagination::page(items, &incoming.query(), &url);
        self.ok(app, incoming, &Value::Array(items), link, scopes)
    }

    /// A successful answer, or 304 without a body where the caller has it already, which costs no call.
    pub(super) fn ok(
        &self,
        app: &Site<'_>,
        incoming: &Incoming,
        body: &Value,
        link: Option<String>,
        accepted_scopes: &str,
    ) -> Answer {
        let mut answer = api::json_answer(200, body, incoming.header("x-github-api-version"))
            .header("cache-control", "private, max-age=60, s-maxage=60");
        // Without the place where this provider happens to listen, so that a seed reproduces the tag too.
        let tag = api::entity_tag(
            &answer
                .body
                .replace(&app.origins.base(Provider::GitHub, &API), "")
                .replace(&app.origins.base(Provider::GitHub, &WEB), ""),
        );
        if api::has_tag(incoming.header("if-none-match"), &tag) {
            answer.status = 304;
            answer.body.clear();
            answer.headers.retain(|(name, _)| *name != "content-type");
        }
        answer = answer.header("etag", tag);
        if let Some(link) = link {
            answer = answer.header("link", link);
        }
        self.finish(app, answer, accepted_scopes)
    }

    /// Adds what every answer to a valid token has.
    pub(super) fn finish(&self, app: &Site<'_>, answer: Answer, accepted_scopes: &str) -> Answer {
        let counted = answer.status != 304;
        let persona = &self.bearer.token.persona;
        let (used, reset) =
            app.store()
                .api_calls(Provider::GitHub, persona, app.clock.now_seconds(), counted);
        let answer = api::token_headers(answer, &self.bearer.token, self.kind, accepted_scopes);
        self.bearer.note(api::limit_headers(
            answer,
            app.config.github.rate_limit,
            used,
            reset,
        ))
    }
}
