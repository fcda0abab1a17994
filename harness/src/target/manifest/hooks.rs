//! Ways into the target that only tests have.
//!
//! A hook is one request to the target or one command. What it may say about the person at hand stands in
//! placeholders; what it answers is JSON, from which the hook's own keys pick by JSONPath.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json_path::JsonPath;

/// How a hook is called, whichever it is: exactly one of `get`, `post`, and `command`.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Key in the manifest, for messages.
    pub key: &'static str,
    /// Path or URL to get.
    pub get: Option<&'a str>,
    /// Path or URL to post to.
    pub post: Option<&'a str>,
    /// Body of the post.
    pub json: &'a toml::Table,
    /// Headers of the request.
    pub headers: &'a BTreeMap<String, String>,
    /// Program with its arguments, run in the manifest's folder; JSON is expected on its standard output.
    pub command: &'a [String],
}

/// Defines a hook: the keys of every [`Call`], and its own.
macro_rules! hook {
    ($(#[$doc:meta])* $name:ident = $key:literal { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Path or URL to get.
            pub get: Option<String>,
            /// Path or URL to post to.
            pub post: Option<String>,
            /// Body of the post. A text that is one placeholder and becomes `true` or `false` is sent as that.
            #[serde(default)]
            #[schemars(with = "BTreeMap<String, serde_json::Value>")]
            pub json: toml::Table,
            /// Headers of the request.
            #[serde(default)]
            pub headers: BTreeMap<String, String>,
            /// Program with its arguments, in place of a request; it prints JSON.
            #[serde(default)]
            pub command: Vec<String>,
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $name {
            /// How it is called.
            #[must_use]
            pub fn call(&self) -> Call<'_> {
                Call {
                    key: concat!("hooks.", $key),
                    get: self.get.as_deref(),
                    post: self.post.as_deref(),
                    json: &self.json,
                    headers: &self.headers,
                    command: &self.command,
                }
            }
        }
    };
}

hook! {
    /// Lists the accounts with the address `{email}`.
    AccountsHook = "accounts" {
        /// JSONPath with one match for each account.
        #[schemars(with = "String")]
        each: JsonPath,
        /// JSONPath of the accounts' ids, for hooks that name people by `{user_id}`.
        #[schemars(with = "Option<String>")]
        id: Option<JsonPath>,
    }
}

hook! {
    /// Gives the account with the address `{email}` a second factor.
    EnableMfaHook = "enable_mfa" {
        /// JSONPath of the TOTP secret in base32.
        #[schemars(with = "String")]
        totp_secret: JsonPath,
        /// JSONPath of the backup codes.
        #[schemars(with = "Option<String>")]
        backup_codes: Option<JsonPath>,
    }
}

hook! {
    /// Makes an account with the address `{email}` and the password `{password}`; `{verified}` says whether the
    /// address counts as proved.
    CreateUserHook = "create_user" {}
}

hook! {
    /// Locks the account with the address `{email}`, as too many wrong attempts do; `{locked}` is false to unlock it.
    LockUserHook = "lock_user" {}
}

hook! {
    /// Deletes the account with the address `{email}`, with all that belongs to it.
    DeleteUserHook = "delete_user" {}
}

hook! {
    /// Moves the target's clock forward by `{seconds}`, a number where it is a whole text. The variant `own-clock` is
    /// moved, and no other.
    AdvanceClockHook = "advance_clock" {}
}

hook! {
    /// Invites the person with the address `{email}`, who has no account yet.
    InviteHook = "invite" {
        /// JSONPath of the address that the invitation leads to.
        #[schemars(with = "String")]
        link: JsonPath,
    }
}

hook! {
    /// Makes a new password due for the account with the address `{email}`, before its next sign-in is complete.
    RequireNewPasswordHook = "require_new_password" {}
}

hook! {
    /// Makes a new password due for the account with the address `{email}`, as a task of its next session.
    NewPasswordTaskHook = "new_password_task" {}
}

hook! {
    /// The messages that were sent to `{to}`, an email address or a telephone number.
    MessagesHook = "messages" {
        /// JSONPath of the code in the newest one, first match.
        #[schemars(with = "String")]
        code: JsonPath,
    }
}

hook! {
    /// What a back end gets when it asks for a token of the provider `{provider.id}` for the person with the address
    /// `{email}` (or `{user_id}`, when `hooks.accounts.id` tells it).
    ProviderTokenHook = "provider_token" {
        /// JSONPath of the access token.
        #[schemars(with = "String")]
        token: JsonPath,
        /// JSONPath of the granted scopes: texts, each one scope or several separated by spaces.
        #[schemars(with = "Option<String>")]
        scopes: Option<JsonPath>,
    }
}

/// Ways into the target that only tests have; each unlocks the checks that need it.
#[derive(Debug, Clone, Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// Lists accounts.
    pub accounts: Option<AccountsHook>,
    /// Gives an account a second factor.
    pub enable_mfa: Option<EnableMfaHook>,
    /// Makes an account with a password.
    pub create_user: Option<CreateUserHook>,
    /// Locks an account.
    pub lock_user: Option<LockUserHook>,
    /// Deletes an account.
    pub delete_user: Option<DeleteUserHook>,
    /// Moves the clock of the variant `own-clock`.
    pub advance_clock: Option<AdvanceClockHook>,
    /// Invites somebody who has no account.
    pub invite: Option<InviteHook>,
    /// Makes a new password due.
    pub require_new_password: Option<RequireNewPasswordHook>,
    /// Makes a new password a task of the next session.
    pub new_password_task: Option<NewPasswordTaskHook>,
    /// Reads what was sent to a person.
    pub messages: Option<MessagesHook>,
    /// Gets a provider's token for a person.
    pub provider_token: Option<ProviderTokenHook>,
}

impl Hooks {
    /// What is wrong with how a hook is called, if anything.
    pub(super) fn problem(&self) -> Option<String> {
        let calls = [
            self.accounts.as_ref().map(AccountsHook::call),
            self.enable_mfa.as_ref().map(EnableMfaHook::call),
            self.create_user.as_ref().map(CreateUserHook::call),
            self.lock_user.as_ref().map(LockUserHook::call),
            self.delete_user.as_ref().map(DeleteUserHook::call),
            self.advance_clock.as_ref().map(AdvanceClockHook::call),
            self.invite.as_ref().map(InviteHook::call),
            self.require_new_password
                .as_ref()
                .map(RequireNewPasswordHook::call),
            self.new_password_task.as_ref().map(NewPasswordTaskHook::call),
            self.messages.as_ref().map(MessagesHook::call),
            self.provider_token.as_ref().map(ProviderTokenHook::call),
        ];
        calls.into_iter().flatten().find_map(|call| call.problem())
    }
}

impl Call<'_> {
    /// Whether `placeholder` stands anywhere in the request or the command.
    #[must_use]
    pub fn mentions(&self, placeholder: &str) -> bool {
        let texts = [self.get, self.post].into_iter().flatten();
        let headers = self.headers.values().map(String::as_str);
        let arguments = self.command.iter().map(String::as_str);
        texts
            .chain(headers)
            .chain(arguments)
            .any(|text| text.contains(placeholder))
            || self.json.to_string().contains(placeholder)
    }

    fn problem(&self) -> Option<String> {
        let ways = [self.get.is_some(), self.post.is_some(), !self.command.is_empty()];
        match ways.into_iter().filter(|way| *way).count() {
            1 if self.post.is_none() && !self.json.is_empty() => {
                Some(format!("{} has `json` without `post`", self.key))
            }
            1 => None,
            0 => Some(format!("{} has none of `get`, `post`, `command`", self.key)),
            _ => Some(format!(
                "{} has more than one of `get`, `post`, `command`",
                self.key
            )),
        }
    }
}
