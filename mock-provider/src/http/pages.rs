//! What people see: sign-in, account chooser, consent, and the provider's own error page.
//!
//! The pages work without JavaScript and load nothing; their forms are sent to the page's own address. `data-testid` values are the hooks of tests:
//! `mock-identifier`, `mock-sign-in`, `mock-account` (with `data-persona`), `mock-other-account`, `mock-approve`,
//! `mock-deny`, `mock-error`, `mock-held`, `mock-user-code`, `mock-continue`, `mock-device-done`, `mock-postmessage`,
//! `mock-form-post`, and those of the sign-out pages in `oidc/logout_pages.rs`: `mock-sign-out`, `mock-stay`,
//! `mock-signed-out`.

use std::sync::LazyLock;

use askama::Template;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use crate::{
    answer::Answer,
    config::Persona,
    dialects::{Account, Brand, ConsentChoice, Dialect},
    protocol::Refusal,
    store::{Interaction, Store},
};

/// The style of every page.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// `form-action` is left out on purpose: browsers apply it to the redirects that follow a submitted form, and the
/// application's callback is one of them.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; frame-ancestors 'none'")
});

const POST_MESSAGE: &str = include_str!("../../templates/post_message.js");

const FORM_POST: &str = include_str!("../../templates/form_post.js");

/// An account that people can press.
#[derive(Debug)]
pub(super) struct Choice {
    persona: String,
    account: Account,
}

/// A scope on the consent page.
#[derive(Debug)]
struct ScopeRow {
    scope: String,
    optional: bool,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    brand: Brand,
    style: &'static str,
    interaction: &'a str,
    client: &'a str,
    identifier: &'a str,
    accounts: &'a [Choice],
    alert: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "choose_account.html")]
struct ChooseAccount<'a> {
    brand: Brand,
    style: &'static str,
    interaction: &'a str,
    client: &'a str,
    accounts: &'a [Choice],
}

#[derive(Template)]
#[template(path = "consent.html")]
struct Consent<'a> {
    brand: Brand,
    style: &'static str,
    interaction: &'a str,
    client: &'a str,
    account: Option<&'a Account>,
    about: Option<&'a str>,
    scopes: Vec<ScopeRow>,
    choices: &'a [ConsentChoice],
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    brand: Brand,
    style: &'static str,
    status: u16,
    code: &'a str,
    title: &'a str,
    text: &'a str,
    refusal: &'a Refusal,
}

#[derive(Template)]
#[template(path = "held.html")]
struct Held<'a> {
    brand: Brand,
    style: &'static str,
    client: &'a str,
    location: &'a str,
}

#[derive(Template)]
#[template(path = "device.html")]
struct Device<'a> {
    brand: Brand,
    style: &'static str,
    user_code: &'a str,
    alert: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "device_done.html")]
struct DeviceDone<'a> {
    brand: Brand,
    style: &'static str,
    client: &'a str,
    connected: bool,
}

#[derive(Template)]
#[template(path = "post_message.html")]
struct PostMessage<'a> {
    brand: Brand,
    style: &'static str,
    script: &'static str,
    origin: &'a str,
    response: &'a str,
}

/// The page on which people type what a device shows.
pub(super) fn device(dialect: &dyn Dialect, user_code: &str, alert: Option<&str>) -> Answer {
    page(
        200,
        &Device {
            brand: dialect.brand(),
            style: STYLE,
            user_code,
            alert,
        },
    )
}

/// What people see when they decided about a device.
pub(super) fn device_done(dialect: &dyn Dialect, client: &str, connected: bool) -> Answer {
    page(
        200,
        &DeviceDone {
            brand: dialect.brand(),
            style: STYLE,
            client,
            connected,
        },
    )
}

#[derive(Template)]
#[template(path = "form_post.html")]
struct FormPost<'a> {
    brand: Brand,
    style: &'static str,
    script: &'static str,
    action: &'a str,
    parameters: &'a [(String, String)],
}

/// The page that posts the parameters to `action`; by itself where scripts run, else when its button is pressed
/// (OAuth 2.0 Form Post Response Mode §2).
pub(super) fn form_post(dialect: &dyn Dialect, action: &str, parameters: &[(String, String)]) -> Answer {
    let form = FormPost {
        brand: dialect.brand(),
        style: STYLE,
        script: FORM_POST,
        action,
        parameters,
    };
    with_script(page(200, &form), FORM_POST)
}

/// Allows a page exactly this script.
fn with_script(mut answer: Answer, script: &str) -> Answer {
    let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
    for (name, value) in &mut answer.headers {
        if *name == "content-security-policy" {
            value.push_str(&format!("; script-src 'sha256-{hash}'"));
        }
    }
    answer
}

/// The page in a popup that hands `response`, a JSON object, to the page of `origin` that opened it.
pub(super) fn post_message(dialect: &dyn Dialect, origin: &str, response: &str) -> Answer {
    let message = PostMessage {
        brand: dialect.brand(),
        style: STYLE,
        script: POST_MESSAGE,
        origin,
        response,
    };
    with_script(page(200, &message), POST_MESSAGE)
}

/// Header that carries a held-back authorization response, for the journal and for tests.
pub(super) const HELD_HEADER: &str = "x-mock-held-location";

pub(super) fn held(dialect: &dyn Dialect, client: &str, location: &str) -> Answer {
    let brand = dialect.brand();
    page(
        200,
        &Held {
            brand,
            style: STYLE,
            client,
            location,
        },
    )
    .header(HELD_HEADER, location)
}

pub(super) fn sign_in(
    dialect: &dyn Dialect,
    interaction: &str,
    client: &str,
    identifier: &str,
    accounts: &[Choice],
    alert: Option<&str>,
) -> Answer {
    let brand = dialect.brand();
    page(
        200,
        &SignIn {
            brand,
            style: STYLE,
            interaction,
            client,
            identifier,
            accounts,
            alert,
        },
    )
}

pub(super) fn choose_account(
    dialect: &dyn Dialect,
    interaction: &str,
    client: &str,
    accounts: &[Choice],
) -> Answer {
    let brand = dialect.brand();
    page(
        200,
        &ChooseAccount {
            brand,
            style: STYLE,
            interaction,
            client,
            accounts,
        },
    )
}

/// What a person is asked to allow.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// The scopes on the page.
    pub(super) scopes: &'a [String],
    /// Those that may be left out.
    pub(super) optional: &'a [String],
    /// Questions beside the scopes.
    pub(super) choices: &'a [ConsentChoice],
}

pub(super) fn consent(
    dialect: &dyn Dialect,
    interaction: &str,
    client: &str,
    account: Option<&Account>,
    about: Option<&str>,
    asked: &Asked<'_>,
) -> Answer {
    let scopes = asked
        .scopes
        .iter()
        .map(|scope| ScopeRow {
            optional: asked.optional.contains(scope),
            ticked: dialect.ticks_optional_scopes(),
            scope: scope.clone(),
        })
        .collect();
    let brand = dialect.brand();
    page(
        200,
        &Consent {
            brand,
            style: STYLE,
            interaction,
            client,
            account,
            about,
            scopes,
            choices: asked.choices,
        },
    )
}

pub(super) fn error(
    dialect: &dyn Dialect,
    (status, printed): (u16, u16),
    code: &str,
    title: &str,
    text: &str,
    refusal: &Refusal,
) -> Answer {
    page(
        status,
        &ErrorPage {
            brand: dialect.brand(),
            style: STYLE,
            status: printed,
            code,
            title,
            text,
            refusal,
        },
    )
}

/// The accounts that these people have at the provider.
pub(super) fn accounts<'a>(
    dialect: &dyn Dialect,
    personas: impl Iterator<Item = &'a Persona>,
) -> Vec<Choice> {
    personas
        .filter_map(|persona| {
            Some(Choice {
                persona: persona.id.clone(),
                account: dialect.account(persona)?,
            })
        })
        .collect()
}

/// The application's name for people.
pub(super) fn client_name(store: &Store, interaction: &Interaction) -> String {
    let client_id = &interaction.request.client_id;
    let client = store.client(interaction.provider, client_id);
    client
        .map_or(client_id.as_str(), |client| client.display_name())
        .to_owned()
}

/// A page with the headers that every page has.
pub(super) fn page(status: u16, template: &impl Template) -> Answer {
    match template.render() {
        Ok(html) => Answer::new(status, html)
            .header("content-type", "text/html; charset=utf-8")
            .header("cache-control", "no-store")
            .header("content-security-policy", POLICY.as_str())
            .header("referrer-policy", "no-referrer")
            .header("x-content-type-options", "nosniff")
            .header("x-frame-options", "DENY"),
        // Templates write into a string and fail only if a value's Display does; none of ours does.
        Err(error) => Answer::new(500, format!("the provider could not render its page: {error}")),
    }
}
