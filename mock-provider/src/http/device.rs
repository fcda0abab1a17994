//! The page on which people type what a device shows (RFC 8628 §3.3).

use super::{
    incoming::Incoming,
    pages,
    proceed::{note, proceed},
};
use crate::{
    answer::Answer,
    app::Site,
    dialects::Dialect,
    endpoint::Endpoint,
    protocol::{
        Parameters, Refusal, authorize::AuthorizationRequest, device::Decision, response_mode::ResponseMode,
        response_type::ResponseType,
    },
    store::{DeviceCode, Interaction},
};
/// The endpoint.
pub(crate) const ENDPOINT: Endpoint = Endpoint::page("device", answer);

pub(super) fn answer(app: &Site<'_>, dialect: &dyn Dialect, incoming: &Incoming) -> Answer {
    if incoming.method == "GET" {
        let query = incoming.query();
        return pages::device(dialect, query.get("user_code").unwrap_or_default(), None);
    }
    let form = incoming.body_parameters();
    let typed = form.get("user_code").unwrap_or_default().trim();
    let begun = begin(app, dialect, incoming, typed);
    if let Err(Useless::TooMany { client_id }) = &begun {
        let alert = "Too many codes were typed for this app. Try again in an hour.";
        return pages::device(dialect, typed, Some(alert)).refused(Refusal::new(
            "user-code-quota",
            format!("another code of client \"{client_id}\" within an hour"),
            "as many as the provider allows an app in an hour",
            "wait, or set the clock forward by an hour",
        ));
    }
    let Ok(interaction) = begun else {
        let alert = "That code is not right, or is too old. Check the device and type it again.";
        return pages::device(dialect, typed, Some(alert)).refused(Refusal::new(
            "user-code-issued",
            format!("\"{typed}\""),
            "the user code of a device that waits",
            "the code is the user_code of the device authorization response, used once and within its lifetime",
        ));
    };
    app.journal.update_flow(interaction.flow, |flow| {
        flow.browser.clone_from(&interaction.browser);
    });
    let mut answer = proceed(app, dialect, interaction.clone());
    note(&mut answer, &interaction);
    answer
}

/// Why a code that somebody typed leads nowhere.
enum Useless {
    /// No device waits with it.
    Unknown,
    /// Too many were typed for the app.
    TooMany { client_id: String },
}

/// The interaction of the device that shows this code. Case and the hyphen do not matter.
fn begin(
    app: &Site<'_>,
    dialect: &dyn Dialect,
    incoming: &Incoming,
    typed: &str,
) -> Result<Interaction, Useless> {
    let plain = |code: &str| code.replace(['-', ' '], "").to_ascii_uppercase();
    let waits = |code: &DeviceCode| {
        code.provider == dialect.provider()
            && code.decision == Decision::Pending
            && code.expires_at > app.clock.now()
            && plain(&code.user_code) == plain(typed)
    };
    let mut store = app.store();
    let name = store
        .device_codes
        .iter()
        .find(|(_, code)| waits(code))
        .map(|(name, _)| name.to_owned())
        .ok_or(Useless::Unknown)?;
    let code = store.device_codes.get_mut(&name).ok_or(Useless::Unknown)?;
    code.browser.clone_from(&incoming.browser);
    let code = code.clone();
    let client = store.client(code.provider, &code.client_id).cloned();
    let client = client.ok_or(Useless::Unknown)?;
    if let Some(most) = dialect.limits(&client).user_codes_an_hour
        && store.user_code_typed(code.provider, &code.client_id, app.clock.now_seconds()) > most
    {
        return Err(Useless::TooMany {
            client_id: code.client_id,
        });
    }
    Ok(Interaction {
        provider: code.provider,
        browser: incoming.browser.clone(),
        flow: code.flow,
        request: AuthorizationRequest {
            client_id: code.client_id,
            redirect_uri: String::new(),
            redirect_uri_sent: false,
            response_type: ResponseType::CODE,
            response_mode: ResponseMode::Query,
            scopes: code.scopes,
            state: None,
            nonce: None,
            challenge: None,
            prompt: Vec::new(),
            hint: None,
            parameters: Parameters::default(),
        },
        client,
        device_code: Some(name),
        persona: None,
        only: None,
    })
}
