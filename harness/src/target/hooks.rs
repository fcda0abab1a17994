//! Ways into the target that only tests have: what each asks, and what it makes of the answer.

use std::process::Stdio;

use serde_json::Value;
use serde_json_path::JsonPath;
use tokio::process::Command;
use url::Url;

use super::http::{Answer, Request};
use super::instance::Target;
use super::manifest::{
    AccountsHook, AdvanceClockHook, Call, CreateUserHook, DeleteUserHook, EnableMfaHook, InviteHook,
    LockUserHook, MessagesHook, NewPasswordTaskHook, ProviderTokenHook, RequireNewPasswordHook,
};
use super::template::Values;
use crate::browser::Cookie;

/// Why a hook gave nothing: always the set-up's fault, never the app's.
#[derive(Debug, thiserror::Error)]
#[error("the hook {hook} failed: {reason}")]
pub struct HookError {
    /// Key in the manifest.
    pub hook: &'static str,
    /// What was found.
    pub reason: String,
}

/// A second factor that was just set up.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// TOTP secret in base32.
    pub totp_secret: String,
    /// Backup codes, unused.
    pub backup_codes: Vec<String>,
}

/// What a back end got when it asked for a provider's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderToken {
    /// A token, with the scopes that it is said to have, where the hook tells them.
    Given {
        /// The access token.
        token: String,
        /// The granted scopes.
        scopes: Option<Vec<String>>,
    },
    /// None, and how that was said.
    Refused(String),
}

/// What a hook answered.
struct Reply {
    /// A status of 2xx, or a command that ended well.
    ok: bool,
    json: Value,
    /// Status and body, or what the command printed, for messages.
    shown: String,
}

impl AccountsHook {
    /// The number of accounts with `email`.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn count(&self, target: &Target, email: &str) -> Result<usize, HookError> {
        let json = self.answer(target, email).await?;
        Ok(self.each.query(&json).len())
    }

    /// The accounts with `email`, as the hook tells them.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn accounts(&self, target: &Target, email: &str) -> Result<Vec<Value>, HookError> {
        let json = self.answer(target, email).await?;
        Ok(self.each.query(&json).all().into_iter().cloned().collect())
    }

    /// The id of the account with `email`, when the manifest tells where it is and there is one.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn id(&self, target: &Target, email: &str) -> Result<Option<String>, HookError> {
        let Some(path) = &self.id else { return Ok(None) };
        let json = self.answer(target, email).await?;
        Ok(first_text(path, &json))
    }

    async fn answer(&self, target: &Target, email: &str) -> Result<Value, HookError> {
        // In a path the address has to be encoded.
        let encoded: String = url::form_urlencoded::byte_serialize(email.as_bytes()).collect();
        let email = if self.get.is_some() { &encoded } else { email };
        self.call()
            .done(target, target.values.clone().with("email", email))
            .await
    }
}

impl EnableMfaHook {
    /// Gives the account with `email` a second factor.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn enable(&self, target: &Target, email: &str) -> Result<SecondFactor, HookError> {
        let json = self
            .call()
            .done(target, target.values.clone().with("email", email))
            .await?;
        let totp_secret = first_text(&self.totp_secret, &json).ok_or_else(|| HookError {
            hook: self.call().key,
            reason: format!("totp_secret `{}` matches no text in the answer", self.totp_secret),
        })?;
        let codes = self
            .backup_codes
            .as_ref()
            .map(|path| path.query(&json).all())
            .unwrap_or_default();
        let backup_codes = codes
            .into_iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        Ok(SecondFactor {
            totp_secret,
            backup_codes,
        })
    }
}

impl CreateUserHook {
    /// Makes an account; `verified` says whether its address counts as proved.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn create(
        &self,
        target: &Target,
        email: &str,
        password: &str,
        verified: bool,
    ) -> Result<(), HookError> {
        let values = target
            .values
            .clone()
            .with("email", email)
            .with("password", password);
        let values = values.with("verified", verified.to_string());
        self.call().done(target, values).await.map(drop)
    }
}

impl LockUserHook {
    /// Locks the account with `email`, or unlocks it.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn lock(&self, target: &Target, email: &str, locked: bool) -> Result<(), HookError> {
        let values = target
            .values
            .clone()
            .with("email", email)
            .with("locked", locked.to_string());
        self.call().done(target, values).await.map(drop)
    }
}

impl DeleteUserHook {
    /// Deletes the account with `email`.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn delete(&self, target: &Target, email: &str) -> Result<(), HookError> {
        self.call()
            .done(target, target.values.clone().with("email", email))
            .await
            .map(drop)
    }
}

impl AdvanceClockHook {
    /// Moves the target's clock forward by `seconds`.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn advance(&self, target: &Target, seconds: u32) -> Result<(), HookError> {
        let values = target.values.clone().with("seconds", seconds.to_string());
        self.call().done(target, values).await.map(drop)
    }
}

impl InviteHook {
    /// Invites `email` and returns the address that the invitation leads to.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn invite(&self, target: &Target, email: &str) -> Result<Url, HookError> {
        let json = self
            .call()
            .done(target, target.values.clone().with("email", email))
            .await?;
        let failed = |reason| HookError {
            hook: self.call().key,
            reason,
        };
        let link = first_text(&self.link, &json)
            .ok_or_else(|| failed(format!("link `{}` matches no text in the answer", self.link)))?;
        target
            .url
            .join(&link)
            .map_err(|error| failed(format!("link is {link:?}, expected an address: {error}")))
    }
}

impl RequireNewPasswordHook {
    /// Makes a new password due for the account with `email`.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn require(&self, target: &Target, email: &str) -> Result<(), HookError> {
        self.call()
            .done(target, target.values.clone().with("email", email))
            .await
            .map(drop)
    }
}

impl NewPasswordTaskHook {
    /// Makes a new password a task of the next session of the account with `email`.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn require(&self, target: &Target, email: &str) -> Result<(), HookError> {
        self.call()
            .done(target, target.values.clone().with("email", email))
            .await
            .map(drop)
    }
}

impl MessagesHook {
    /// The code in the newest message to `to`, when there is one.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn code(&self, target: &Target, to: &str) -> Result<Option<String>, HookError> {
        let encoded: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
        let to = if self.get.is_some() { &encoded } else { to };
        let json = self
            .call()
            .done(target, target.values.clone().with("to", to))
            .await?;
        Ok(first_text(&self.code, &json))
    }
}

impl ProviderTokenHook {
    /// Asks for the token of `provider` for the account with `email`. A refusal is an answer.
    ///
    /// # Errors
    /// When the target cannot be asked.
    pub async fn ask(
        &self,
        target: &Target,
        email: &str,
        user_id: Option<&str>,
        provider: &str,
    ) -> Result<ProviderToken, HookError> {
        let values = names(target, email, user_id, provider);
        let reply = self.call().reply(target, &values).await?;
        let Some(token) = first_text(&self.token, &reply.json).filter(|_| reply.ok) else {
            return Ok(ProviderToken::Refused(reply.shown));
        };
        let scopes = self.scopes.as_ref().map(|path| {
            let found = path.query(&reply.json).all();
            let texts = found.into_iter().filter_map(Value::as_str);
            texts.flat_map(str::split_whitespace).map(str::to_owned).collect()
        });
        Ok(ProviderToken::Given { token, scopes })
    }
}

impl ProviderTokenHook {
    /// The answer to the same request without the back end's headers, and with the cookies of some browser in their
    /// place; `None` for a hook that is a command.
    ///
    /// # Errors
    /// When the target cannot be asked.
    pub async fn ask_with_cookies(
        &self,
        target: &Target,
        email: &str,
        user_id: Option<&str>,
        provider: &str,
        cookies: &[Cookie],
    ) -> Result<Option<Answer>, HookError> {
        let call = self.call();
        let values = names(target, email, user_id, provider);
        let fill = |text: &str| values.fill(text).map_err(|error| call.failed(error.to_string()));
        let Some(path) = call.post.or(call.get) else {
            return Ok(None);
        };
        let url = target.page(&fill(path)?);
        let request = match call.post {
            Some(_) => {
                let body = serde_json::to_value(call.json).map_err(|error| call.failed(error.to_string()))?;
                let body = fill_json(&values, body).map_err(|reason| call.failed(reason))?;
                Request::post(url.as_str()).json(&body)
            }
            None => Request::get(url.as_str()),
        };
        let answer = target.http().send(request.cookies(cookies)).await;
        answer.map(Some).map_err(|reason| call.failed(reason))
    }
}

/// What the hook may say about the person and the provider.
fn names(target: &Target, email: &str, user_id: Option<&str>, provider: &str) -> Values {
    let values = target
        .values
        .clone()
        .with("email", email)
        .with("provider.id", provider);
    match user_id {
        Some(id) => values.with("user_id", id),
        None => values,
    }
}

impl Call<'_> {
    /// Calls the hook and takes nothing but success for an answer.
    async fn done(&self, target: &Target, values: Values) -> Result<Value, HookError> {
        let reply = self.reply(target, &values).await?;
        if reply.ok {
            return Ok(reply.json);
        }
        Err(self.failed(reply.shown))
    }

    async fn reply(&self, target: &Target, values: &Values) -> Result<Reply, HookError> {
        if let Some((program, arguments)) = self.command.split_first() {
            return self.run(program, arguments, target, values).await;
        }
        let fill = |text: &str| values.fill(text).map_err(|error| self.failed(error.to_string()));
        let (method, path) = match (self.get, self.post) {
            (_, Some(path)) => ("POST", fill(path)?),
            (path, None) => ("GET", fill(path.unwrap_or_default())?),
        };
        let mut request = if method == "POST" {
            let body = serde_json::to_value(self.json).map_err(|error| self.failed(error.to_string()))?;
            Request::post(&path).json(&fill_json(values, body).map_err(|reason| self.failed(reason))?)
        } else {
            Request::get(&path)
        };
        for (name, value) in self.headers {
            request = request.header(name, &fill(value)?);
        }
        let answer = target
            .http()
            .send(request)
            .await
            .map_err(|reason| self.failed(reason))?;
        Ok(Reply {
            ok: (200..300).contains(&answer.status),
            json: answer.json(),
            shown: format!("{method} {path} answered {}: {}", answer.status, answer.body),
        })
    }

    async fn run(
        &self,
        program: &str,
        arguments: &[String],
        target: &Target,
        values: &Values,
    ) -> Result<Reply, HookError> {
        let fill = |text: &str| values.fill(text).map_err(|error| self.failed(error.to_string()));
        let mut command = Command::new(fill(program)?);
        for argument in arguments {
            command.arg(fill(argument)?);
        }
        command
            .current_dir(&target.folder)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let ended = command
            .output()
            .await
            .map_err(|error| self.failed(format!("cannot run `{program}`: {error}")))?;
        let json = match String::from_utf8_lossy(&ended.stdout).trim() {
            "" => Value::Null,
            text => serde_json::from_str(text)
                .map_err(|error| self.failed(format!("`{program}` printed no JSON: {error}")))?,
        };
        Ok(Reply {
            ok: ended.status.success(),
            json,
            shown: format!(
                "`{program}` ended ({}): {}",
                ended.status,
                String::from_utf8_lossy(&ended.stderr).trim()
            ),
        })
    }

    fn failed(&self, reason: String) -> HookError {
        HookError {
            hook: self.key,
            reason,
        }
    }
}

fn first_text(path: &JsonPath, json: &Value) -> Option<String> {
    path.query(json).first().and_then(|found| match found {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Fills the placeholders of every text in `value`. A text that is one placeholder may stand for true, false, or a number
/// of seconds.
fn fill_json(values: &Values, value: Value) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => {
            let filled = values.fill(&text).map_err(|error| error.to_string())?;
            match filled.as_str() {
                "true" if text.starts_with('{') => Value::Bool(true),
                "false" if text.starts_with('{') => Value::Bool(false),
                number if text == "{seconds}" => number.parse().map_or(Value::Null, Value::Number),
                _ => Value::String(filled),
            }
        }
        Value::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| fill_json(values, item))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(key, item)| Ok((key, fill_json(values, item)?)))
                .collect::<Result<_, String>>()?,
        ),
        other => other,
    })
}
