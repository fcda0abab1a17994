//! For login libraries whose URLs can be set: the names that each library reads, or has in its options.

use super::{Problem, running::Running, shell::Line};
use crate::Provider;

/// Auth.js reads `AUTH_<PROVIDER>_ID` and `AUTH_<PROVIDER>_SECRET`; its Google provider has a fixed issuer, which an
/// option replaces. Its GitHub provider fetches addresses from a fixed host.
pub(super) fn authjs(running: &Running) -> Result<Vec<Line>, Problem> {
    let google = running.client(Provider::Google)?;
    let github = running.client(Provider::GitHub)?;
    Ok(vec![
        Line::variable("AUTH_GOOGLE_ID", &google.client_id),
        Line::variable("AUTH_GOOGLE_SECRET", &google.client_secret),
        Line::variable("AUTH_GOOGLE_ISSUER", running.at(Provider::Google, "")),
        Line::comment("in auth.ts: Google({ issuer: process.env.AUTH_GOOGLE_ISSUER })"),
        Line::variable("AUTH_GITHUB_ID", &github.client_id),
        Line::variable("AUTH_GITHUB_SECRET", &github.client_secret),
        Line::comment("Auth.js' GitHub provider keeps its URLs: add `mock-provider env --for node`"),
    ])
}

/// The strategies read no variables; these are their options.
pub(super) fn passport(running: &Running) -> Result<Vec<Line>, Problem> {
    let google = running.client(Provider::Google)?;
    let github = running.client(Provider::GitHub)?;
    Ok(vec![
        Line::comment("options of passport-google-oauth20, in this order:"),
        Line::comment("clientID, clientSecret, authorizationURL, tokenURL, userProfileURL"),
        Line::variable("GOOGLE_CLIENT_ID", &google.client_id),
        Line::variable("GOOGLE_CLIENT_SECRET", &google.client_secret),
        Line::variable(
            "GOOGLE_AUTHORIZATION_URL",
            running.at(Provider::Google, "/o/oauth2/v2/auth"),
        ),
        Line::variable("GOOGLE_TOKEN_URL", running.at(Provider::Google, "/token")),
        Line::variable(
            "GOOGLE_USER_PROFILE_URL",
            running.at(Provider::Google, "/oauth2/v3/userinfo"),
        ),
        Line::comment("options of passport-github2: the same, and userEmailURL"),
        Line::variable("GITHUB_CLIENT_ID", &github.client_id),
        Line::variable("GITHUB_CLIENT_SECRET", &github.client_secret),
        Line::variable(
            "GITHUB_AUTHORIZATION_URL",
            running.at(Provider::GitHub, "/login/oauth/authorize"),
        ),
        Line::variable(
            "GITHUB_TOKEN_URL",
            running.at(Provider::GitHub, "/login/oauth/access_token"),
        ),
        Line::variable(
            "GITHUB_USER_PROFILE_URL",
            running.at(Provider::GitHub, "/api/user"),
        ),
        Line::variable(
            "GITHUB_USER_EMAIL_URL",
            running.at(Provider::GitHub, "/api/user/emails"),
        ),
    ])
}

/// Spring Boot binds variables to properties without their dashes.
pub(super) fn spring(running: &Running) -> Result<Vec<Line>, Problem> {
    const PREFIX: &str = "SPRING_SECURITY_OAUTH2_CLIENT";
    let google = running.client(Provider::Google)?;
    let github = running.client(Provider::GitHub)?;
    let registration = |provider: &str, property: &str, value: &str| {
        Line::variable(format!("{PREFIX}_REGISTRATION_{provider}_{property}"), value)
    };
    let provider = |provider: &str, property: &str, value: String| {
        Line::variable(format!("{PREFIX}_PROVIDER_{provider}_{property}"), value)
    };
    Ok(vec![
        registration("GOOGLE", "CLIENTID", &google.client_id),
        registration("GOOGLE", "CLIENTSECRET", &google.client_secret),
        provider("GOOGLE", "ISSUERURI", running.at(Provider::Google, "")),
        registration("GITHUB", "CLIENTID", &github.client_id),
        registration("GITHUB", "CLIENTSECRET", &github.client_secret),
        provider(
            "GITHUB",
            "AUTHORIZATIONURI",
            running.at(Provider::GitHub, "/login/oauth/authorize"),
        ),
        provider(
            "GITHUB",
            "TOKENURI",
            running.at(Provider::GitHub, "/login/oauth/access_token"),
        ),
        provider("GITHUB", "USERINFOURI", running.at(Provider::GitHub, "/api/user")),
    ])
}

/// The settings of `UserManager`, which runs in a browser and reads no variables.
pub(super) fn oidc_client(running: &Running) -> Result<Vec<Line>, Problem> {
    let google = running.client(Provider::Google)?;
    Ok(vec![
        Line::comment("new UserManager({ authority, client_id, client_secret, redirect_uri })"),
        Line::variable("OIDC_AUTHORITY", running.at(Provider::Google, "")),
        Line::variable("OIDC_CLIENT_ID", &google.client_id),
        Line::variable("OIDC_CLIENT_SECRET", &google.client_secret),
    ])
}

/// The settings of the `openid_connect` provider; the `google` provider has fixed URLs.
pub(super) fn django_allauth(running: &Running) -> Result<Vec<Line>, Problem> {
    let google = running.client(Provider::Google)?;
    Ok(vec![
        Line::variable("GOOGLE_SERVER_URL", running.at(Provider::Google, "")),
        Line::variable("GOOGLE_CLIENT_ID", &google.client_id),
        Line::variable("GOOGLE_CLIENT_SECRET", &google.client_secret),
        Line::comment(
            "SOCIALACCOUNT_PROVIDERS = {\"openid_connect\": {\"APPS\": [{\"provider_id\": \"google\", \"name\": \"Google\",",
        ),
        Line::comment(
            "    \"client_id\": environ[\"GOOGLE_CLIENT_ID\"], \"secret\": environ[\"GOOGLE_CLIENT_SECRET\"],",
        ),
        Line::comment("    \"settings\": {\"server_url\": environ[\"GOOGLE_SERVER_URL\"]}}]}}"),
        Line::comment(
            "allauth's own google and github providers keep their URLs: use `mock-provider env --for python`",
        ),
    ])
}

/// The options of the generic OAuth plugin; the built-in providers have fixed URLs.
pub(super) fn better_auth(running: &Running) -> Result<Vec<Line>, Problem> {
    let google = running.client(Provider::Google)?;
    Ok(vec![
        Line::variable("GOOGLE_CLIENT_ID", &google.client_id),
        Line::variable("GOOGLE_CLIENT_SECRET", &google.client_secret),
        Line::variable(
            "GOOGLE_DISCOVERY_URL",
            running.at(Provider::Google, "/.well-known/openid-configuration"),
        ),
        Line::comment(
            "genericOAuth({ config: [{ providerId: \"google\", clientId, clientSecret, discoveryUrl }] })",
        ),
        Line::comment("Better Auth's built-in providers keep their URLs: use `mock-provider env --for node`"),
    ])
}
