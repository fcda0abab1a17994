//! Where a GitHub App is installed, and how a token is narrowed to a part of one installation.

use serde_json::{Map, Value, json};

use super::{API, user};
use crate::{
    Provider,
    config::{Client, GitHubAccount, GitHubInstallation, GitHubOrganization},
    origins::Origins,
    store::Narrowed,
};

/// To what a request asks to narrow a token (`POST /applications/{client_id}/token/scoped`).
#[derive(Debug, Default)]
pub(crate) struct Wish {
    target: Option<String>,
    target_id: Option<u64>,
    repositories: Option<Vec<String>>,
    repository_ids: Option<Vec<u64>>,
    permissions: Option<Map<String, Value>>,
}

/// Why a token is not narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// The app is not installed there.
    Target,
    /// The body lacks this member, or it asks for more than the installation has.
    Member(&'static str),
}

impl Wish {
    /// Reads the body of the request.
    ///
    /// # Errors
    /// [`Unfit::Member`] with the member whose value is of the wrong kind, or with `target` where no target is named.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Unfit> {
        let body: Map<String, Value> = serde_json::from_slice(body).map_err(|_| Unfit::Member("target"))?;
        let wish = Self {
            target: member(&body, "target")?,
            target_id: member(&body, "target_id")?,
            repositories: member(&body, "repositories")?,
            repository_ids: member(&body, "repository_ids")?,
            permissions: member(&body, "permissions")?,
        };
        if wish.target.is_none() && wish.target_id.is_none() {
            return Err(Unfit::Member("target"));
        }
        Ok(wish)
    }

    /// The part of one installation of the client that is wished for.
    ///
    /// # Errors
    /// [`Unfit`] where the app is not installed there, or the installation has less.
    pub(crate) fn narrowed(&self, client: &Client, account: &GitHubAccount) -> Result<Narrowed, Unfit> {
        let is_target = |installation: &&GitHubInstallation| {
            let id = account_id(&installation.account, account);
            let by_login = self
                .target
                .as_deref()
                .is_none_or(|login| login.eq_ignore_ascii_case(&installation.account));
            // Somebody else's installation is none of this person's.
            id.is_some() && by_login && self.target_id.is_none_or(|wished| id == Some(wished))
        };
        let installation = client.installations.iter().find(is_target).ok_or(Unfit::Target)?;
        let named = |name: &String| installation.repositories.iter().any(|known| known.name == *name);
        let numbered = |id: &u64| installation.repositories.iter().any(|known| known.id == *id);
        if self.repositories.iter().flatten().any(|name| !named(name)) {
            return Err(Unfit::Member("repositories"));
        }
        if self.repository_ids.iter().flatten().any(|id| !numbered(id)) {
            return Err(Unfit::Member("repository_ids"));
        }
        Ok(Narrowed {
            account: installation.account.clone(),
            permissions: match &self.permissions {
                Some(wished) => permissions(wished, installation)?,
                None => installation.permissions.clone(),
            },
            selected: self.repositories.is_some() || self.repository_ids.is_some(),
        })
    }
}

/// The `repository_id` of a token request: the token reaches that repository only.
#[must_use]
pub(super) fn of_repository(client: &Client, repository_id: &str) -> Option<Narrowed> {
    let id: u64 = repository_id.parse().ok()?;
    let has =
        |installation: &&GitHubInstallation| installation.repositories.iter().any(|known| known.id == id);
    client
        .installations
        .iter()
        .find(has)
        .map(|installation| Narrowed {
            account: installation.account.clone(),
            permissions: installation.permissions.clone(),
            selected: true,
        })
}

/// The member `installation` of what an app is told about a token.
#[must_use]
pub(super) fn told(narrowed: &Narrowed, account: &GitHubAccount, origins: &Origins) -> Value {
    let permissions: Map<String, Value> = narrowed
        .permissions
        .iter()
        .filter_map(|text| text.split_once('='))
        .map(|(name, level)| (name.to_owned(), json!(level)))
        .collect();
    json!({
        "permissions": permissions,
        "repository_selection": if narrowed.selected { "selected" } else { "all" },
        "single_file_name": null,
        "repositories_url": origins.url(Provider::GitHub, &API, "/user/repos"),
        "account": owner(&narrowed.account, account, origins),
        "has_multiple_single_files": false,
        "single_file_paths": [],
    })
}

/// Those of the wished permissions that the installation has, or more.
fn permissions(wished: &Map<String, Value>, installation: &GitHubInstallation) -> Result<Vec<String>, Unfit> {
    let level = |level: &str| {
        ["read", "write", "admin"]
            .iter()
            .position(|known| *known == level)
    };
    wished
        .iter()
        .map(|(name, wished)| {
            let wished = wished.as_str().unwrap_or_default();
            let has = installation
                .permissions
                .iter()
                .filter_map(|text| text.split_once('='));
            let has = has
                .filter(|(known, _)| known == name)
                .filter_map(|(_, has)| level(has))
                .max();
            match (level(wished), has) {
                (Some(needed), Some(has)) if needed <= has => Ok(format!("{name}={wished}")),
                _ => Err(Unfit::Member("permissions")),
            }
        })
        .collect()
}

/// The id behind a login that is the person's own or that of one of their organisations.
fn account_id(login: &str, account: &GitHubAccount) -> Option<u64> {
    if account.login == login {
        return Some(account.id);
    }
    organization(login, account).map(|organization| organization.id)
}

fn owner(login: &str, account: &GitHubAccount, origins: &Origins) -> Value {
    match organization(login, account) {
        // An organisation is shown in the form of a user, with another type.
        Some(organization) => {
            let mut owner = user::simple(&GitHubAccount::new(organization.id, login, ""), origins);
            owner.insert("type".to_owned(), json!("Organization"));
            owner.insert(
                "node_id".to_owned(),
                json!(user::node_id("Organization", organization.id)),
            );
            Value::Object(owner)
        }
        None => Value::Object(user::simple(account, origins)),
    }
}

fn organization<'a>(login: &str, account: &'a GitHubAccount) -> Option<&'a GitHubOrganization> {
    account
        .organizations
        .iter()
        .find(|organization| organization.login == login)
}

fn member<T: serde::de::DeserializeOwned>(
    body: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<T>, Unfit> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|_| Unfit::Member(name)),
    }
}
