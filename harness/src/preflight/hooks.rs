//! Whether each hook of the manifest does what it says, for somebody who has just signed in.

use mock_provider::Provider;
use mock_provider::journal::Filter;

use super::sign_in::SignedIn;
use super::{Examination, Problem};
use crate::oracles::tokens;
use crate::steps::second_factor::current_code;
use crate::suite::Suite;
use crate::target::{
    AccountsHook, CreateUserHook, DeleteUserHook, EnableMfaHook, HookError, LockUserHook, MessagesHook,
    ProviderToken, ProviderTokenHook, Target,
};

/// An address that no account has, and to which nothing was ever sent.
const NOBODY: &str = "nobody-at-all@people.example";

/// Somebody who has just signed in.
struct Subject {
    email: String,
    persona: String,
    idp: Provider,
}

/// Calls every hook once or twice, in an order in which none spoils what a later one needs.
pub(super) async fn examine(suite: &Suite, target: &Target, people: &[SignedIn]) -> Vec<Examination> {
    let hooks = &suite.manifest.hooks;
    let mut lines = Vec::new();
    let Some(subject) = people.iter().find_map(subject) else {
        return lines;
    };
    if let Some(hook) = &hooks.accounts {
        lines.push(examined(
            "hooks.accounts",
            accounts(hook, target, &subject.email).await,
        ));
    }
    let newcomer = format!("with-password-{}", subject.email);
    if let Some(hook) = &hooks.create_user {
        lines.push(examined(
            "hooks.create_user",
            create_user(suite, hook, target, &newcomer).await,
        ));
    }
    if let Some(hook) = &hooks.invite {
        let invited = hook.invite(target, &format!("invited-{}", subject.email)).await;
        let line = invited
            .map(|_| "invites somebody")
            .map_err(|error| failed(&error));
        lines.push(examined("hooks.invite", line));
    }
    if let Some(hook) = &hooks.messages {
        lines.push(examined("hooks.messages", messages(hook, target).await));
    }
    if let Some(hook) = &hooks.provider_token {
        let line = provider_token(suite, hook, target, &subject).await;
        lines.push(examined("hooks.provider_token", line));
    }
    if let Some(hook) = &hooks.lock_user {
        lines.push(examined(
            "hooks.lock_user",
            lock_user(hook, target, &subject.email).await,
        ));
    }
    if let Some(hook) = &hooks.enable_mfa {
        lines.push(examined(
            "hooks.enable_mfa",
            enable_mfa(hook, target, &subject.email).await,
        ));
    }
    // A new password is due for somebody who has one, where the target can make such an account.
    let has_one = hooks.create_user.as_ref().map_or(&subject.email, |_| &newcomer);
    let taken =
        |due: Result<(), HookError>| due.map(|()| "takes the request").map_err(|error| failed(&error));
    if let Some(hook) = &hooks.require_new_password {
        let line = taken(hook.require(target, has_one).await);
        lines.push(examined("hooks.require_new_password", line));
    }
    if let Some(hook) = &hooks.new_password_task {
        let line = taken(hook.require(target, has_one).await);
        lines.push(examined("hooks.new_password_task", line));
    }
    if let Some(hook) = &hooks.delete_user {
        let line = delete_user(hook, hooks.accounts.as_ref(), target, has_one).await;
        lines.push(examined("hooks.delete_user", line));
    }
    if lines.is_empty() {
        lines.push(Examination::skipped("hooks", "the manifest has none"));
    }
    lines
}

fn subject(person: &SignedIn) -> Option<Subject> {
    let known = person.world.known(person.name).ok()?;
    Some(Subject {
        email: known.email().to_owned(),
        persona: known.persona.id.clone(),
        idp: person.idp,
    })
}

/// Whoever is deleted is there no more; comes last, for they are gone then.
async fn delete_user(
    hook: &DeleteUserHook,
    accounts: Option<&AccountsHook>,
    target: &Target,
    email: &str,
) -> Result<&'static str, Problem> {
    hook.delete(target, email).await.map_err(|error| failed(&error))?;
    let Some(accounts) = accounts else {
        return Ok("takes the request");
    };
    match accounts
        .count(target, email)
        .await
        .map_err(|error| failed(&error))?
    {
        0 => Ok("deletes an account"),
        n => Err(Problem::new(
            format!("hooks.accounts counts {n} accounts of {email}, which hooks.delete_user has deleted"),
            "correct hooks.delete_user in the manifest",
        )),
    }
}

/// It finds one account of somebody who has one, and none of somebody who has none.
async fn accounts(hook: &AccountsHook, target: &Target, email: &str) -> Result<&'static str, Problem> {
    let of_person = hook.count(target, email).await.map_err(|error| failed(&error))?;
    let of_nobody = hook.count(target, NOBODY).await.map_err(|error| failed(&error))?;
    if (of_person, of_nobody) != (1, 0) {
        return Err(Problem::new(
            format!(
                "hooks.accounts counts {of_person} accounts of {email}, who has one, and {of_nobody} of {NOBODY}, who \
                 has none"
            ),
            "correct hooks.accounts.get and hooks.accounts.each in the manifest",
        ));
    }
    let id = hook.id(target, email).await.map_err(|error| failed(&error))?;
    match (&hook.id, id) {
        (Some(path), None) => Err(Problem::new(
            format!("hooks.accounts.id `{path}` matches no text or number in the answer about {email}"),
            "correct hooks.accounts.id in the manifest",
        )),
        _ => Ok("finds who signed in, and nobody else"),
    }
}

/// It makes an account that was not there.
async fn create_user(
    suite: &Suite,
    hook: &CreateUserHook,
    target: &Target,
    email: &str,
) -> Result<&'static str, Problem> {
    hook.create(target, email, "Seven new words for a door", true)
        .await
        .map_err(|error| failed(&error))?;
    let Some(accounts) = &suite.manifest.hooks.accounts else {
        return Ok("takes the request");
    };
    match accounts
        .count(target, email)
        .await
        .map_err(|error| failed(&error))?
    {
        1 => Ok("makes an account"),
        found => Err(Problem::new(
            format!(
                "hooks.create_user says that it made an account with the address {email}, and hooks.accounts counts {found}"
            ),
            "correct [hooks.create_user] in the manifest: it makes one account with the address {email}",
        )),
    }
}

/// It can be asked, and has no code for somebody to whom nothing was sent.
async fn messages(hook: &MessagesHook, target: &Target) -> Result<&'static str, Problem> {
    match hook.code(target, NOBODY).await.map_err(|error| failed(&error))? {
        None => Ok("has no code for somebody to whom nothing was sent"),
        Some(code) => Err(Problem::new(
            format!("hooks.messages has the code `{code}` for {NOBODY}, to whom nothing was sent"),
            "correct [hooks.messages] in the manifest: it tells the messages to {to} alone, newest first",
        )),
    }
}

/// It gives a token that the provider issued to this person, and nothing to strangers.
async fn provider_token(
    suite: &Suite,
    hook: &ProviderTokenHook,
    target: &Target,
    subject: &Subject,
) -> Result<&'static str, Problem> {
    let Subject { email, persona, idp } = subject;
    let id = match &suite.manifest.hooks.accounts {
        Some(accounts) => accounts.id(target, email).await.map_err(|error| failed(&error))?,
        None => None,
    };
    let got = hook
        .ask(target, email, id.as_deref(), idp.slug())
        .await
        .map_err(|error| failed(&error))?;
    let (token, scopes) = match got {
        ProviderToken::Given { token, scopes } => (token, scopes),
        ProviderToken::Refused(shown) => {
            return Err(Problem::new(
                format!(
                    "hooks.provider_token gives no token of {}, with which {email} has just signed in: {shown}",
                    idp.name()
                ),
                "correct [hooks.provider_token] in the manifest, or remove it when the target keeps no tokens",
            ));
        }
    };
    let filter = Filter {
        provider: Some(*idp),
        persona: Some(persona.clone()),
        ..Filter::default()
    };
    let exchanges = suite.provider.journal().exchanges(&filter);
    if !tokens::issued(&exchanges, *idp, "access_token").contains(&token) {
        return Err(Problem::new(
            format!(
                "hooks.provider_token gives a text that {} did not issue to {email} as an access token",
                idp.name()
            ),
            "correct hooks.provider_token.token in the manifest: it is the JSONPath of the access token",
        ));
    }
    if let (Some(path), Some([])) = (&hook.scopes, scopes.as_deref()) {
        return Err(Problem::new(
            format!("hooks.provider_token.scopes `{path}` matches no text in the answer about {email}"),
            "correct hooks.provider_token.scopes in the manifest, or remove it when the target keeps no scopes",
        ));
    }
    // Whoever has no account has no id either: the request names them by it, or not at all.
    match hook
        .ask(target, NOBODY, id.as_ref().map(|_| NOBODY), idp.slug())
        .await
    {
        Ok(ProviderToken::Given { .. }) => Err(Problem::new(
            format!("hooks.provider_token gives a token for {NOBODY}, who has no account"),
            "let [hooks.provider_token] in the manifest name the person, by {email} or {user_id}",
        )),
        _ => Ok("gives the token of who signed in, and none of strangers"),
    }
}

/// It locks and unlocks: two requests that differ.
async fn lock_user(hook: &LockUserHook, target: &Target, email: &str) -> Result<&'static str, Problem> {
    if !hook.call().mentions("{locked}") {
        return Err(Problem::new(
            "hooks.lock_user has no {locked}, so that it cannot unlock what it locked",
            "send {locked} in [hooks.lock_user]: it becomes true to lock the account, and false to unlock it",
        ));
    }
    for locked in [true, false] {
        hook.lock(target, email, locked)
            .await
            .map_err(|error| failed(&error))?;
    }
    Ok("takes the requests to lock and to unlock")
}

/// It gives a secret from which codes can be made, and backup codes if it says so.
async fn enable_mfa(hook: &EnableMfaHook, target: &Target, email: &str) -> Result<&'static str, Problem> {
    let factor = hook.enable(target, email).await.map_err(|error| failed(&error))?;
    if let Err(broken) = current_code(&factor.totp_secret) {
        return Err(Problem::new(
            format!(
                "hooks.enable_mfa.totp_secret `{}` finds no TOTP secret in base32: {}",
                hook.totp_secret, broken.actual
            ),
            "correct hooks.enable_mfa.totp_secret in the manifest",
        ));
    }
    match &hook.backup_codes {
        Some(path) if factor.backup_codes.is_empty() => Err(Problem::new(
            format!("hooks.enable_mfa.backup_codes `{path}` matches no text in the answer about {email}"),
            "correct hooks.enable_mfa.backup_codes in the manifest, or remove it when there are none",
        )),
        _ => Ok("sets up a second factor"),
    }
}

fn examined(name: &str, line: Result<&str, Problem>) -> Examination {
    match line {
        Ok(fact) => Examination::fine(name, fact),
        Err(problem) => Examination::problem(name, problem),
    }
}

fn failed(error: &HookError) -> Problem {
    Problem::new(
        error.to_string(),
        format!("correct [{}] in the manifest", error.hook),
    )
}
