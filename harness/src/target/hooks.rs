//! Ways into the target that only tests have.

use serde_json::Value;
use url::form_urlencoded;

use super::instance::Target;
use super::manifest::{AccountsHook, EnableMfaHook};
use super::template::Values;

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

impl AccountsHook {
    /// The number of accounts with `email`.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn count(&self, target: &Target, email: &str) -> Result<usize, HookError> {
        let failed = |reason| HookError {
            hook: "hooks.accounts",
            reason,
        };
        let encoded: String = form_urlencoded::byte_serialize(email.as_bytes()).collect();
        let path = fill(target, &self.get, &encoded).map_err(failed)?;
        let answer = target
            .http()
            .get(&path, "application/json", &[])
            .await
            .map_err(failed)?;
        if answer.status != 200 {
            return Err(failed(format!(
                "GET {path} answered {} where 200 was expected",
                answer.status
            )));
        }
        Ok(self.each.query(&answer.json()).len())
    }
}

impl EnableMfaHook {
    /// Gives the account with `email` a second factor.
    ///
    /// # Errors
    /// When the target does not answer as the manifest says.
    pub async fn enable(&self, target: &Target, email: &str) -> Result<SecondFactor, HookError> {
        let failed = |reason| HookError {
            hook: "hooks.enable_mfa",
            reason,
        };
        let path = fill(target, &self.post, email).map_err(failed)?;
        let body = serde_json::to_value(&self.json).map_err(|error| failed(error.to_string()))?;
        let body = fill_json(target, body, email).map_err(failed)?;
        let answer = target.http().post_json(&path, &body).await.map_err(failed)?;
        if !(200..300).contains(&answer.status) {
            return Err(failed(format!(
                "POST {path} answered {}: {}",
                answer.status, answer.body
            )));
        }
        let json = answer.json();
        let secret = self
            .totp_secret
            .query(&json)
            .first()
            .and_then(Value::as_str)
            .map(str::to_owned);
        let totp_secret = secret.ok_or_else(|| {
            failed(format!(
                "totp_secret `{}` matches no text in the answer",
                self.totp_secret
            ))
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

fn fill(target: &Target, text: &str, email: &str) -> Result<String, String> {
    values(target, email)
        .fill(text)
        .map_err(|error| error.to_string())
}

fn values(target: &Target, email: &str) -> Values {
    target.values.clone().with("email", email)
}

fn fill_json(target: &Target, value: Value, email: &str) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => Value::String(fill(target, &text, email)?),
        Value::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| fill_json(target, item, email))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(key, item)| Ok((key, fill_json(target, item, email)?)))
                .collect::<Result<_, String>>()?,
        ),
        other => other,
    })
}
