//! Applications registered at a provider.

use jsonwebtoken::jwk::JwkSet;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    AppleRegistration, ClientKind, ClientStatus, GitHubInstallation, MicrosoftRegistration, OidcClient,
    UserInformation, google_redirects,
};
use crate::{
    Provider,
    protocol::{client_assertion, client_auth::AuthMethod},
};

/// As many callbacks as GitHub lets an app register.
const MOST_CALLBACKS: usize = 10;

/// One application: what it registered, and how the provider treats it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Client {
    /// Where it is registered.
    pub provider: Provider,
    /// The public identifier. Google: `<digits>-<32 base36>.apps.googleusercontent.com`; GitHub: `Ov23li` + 14;
    /// Facebook: 15 or 16 digits; X: base64url of `<20>:1:ci`; Notion: a UUID.
    pub client_id: String,
    /// The secret. Google's desktop applications may leave it out of token requests; X's public clients have none.
    #[serde(default)]
    pub client_secret: String,
    /// How it proves itself; absent: by any method that the provider has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_method: Option<AuthMethod>,
    /// The public keys of its private-key assertions, as a JWK set (RFC 7517).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<serde_json::Value>,
    /// The same as PEM files (`-----BEGIN PUBLIC KEY-----`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub public_keys: Vec<String>,
    /// Registered redirect URIs. How they are matched is the dialect's affair.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// What people read on the consent page.
    #[serde(default)]
    pub name: String,
    /// GitHub only: whether user tokens of this app expire after eight hours. Absent: the provider's setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiring_tokens: Option<bool>,
    /// GitHub only: whether a redirect URI below a registered one, or on a subdomain of it, is accepted.
    /// Absent: accepted for an app with a single callback, as apps registered before 2026 behave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wildcard_redirects: Option<bool>,
    /// GitHub only: those of `redirect_uris` below which others are accepted, where not all are alike.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wildcard_callbacks: Vec<String>,
    /// The sort of application. Absent: the usual one, such as a web application at Google, an OAuth app at GitHub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ClientKind>,
    /// What the provider thinks of it.
    #[serde(default)]
    pub status: ClientStatus,
    /// Google only: the addresses of the people who may use an application whose status is `testing`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub test_users: Vec<String>,
    /// Google only: the Workspace domain whose accounts may use an application whose status is `internal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// Google only: the origins whose pages may open the popup of the `postmessage` code flow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub javascript_origins: Vec<String>,
    /// Google only: whether people may leave out single scopes. Off for applications that an administrator trusts,
    /// which get all scopes or none.
    #[serde(default = "yes")]
    pub granular_consent: bool,
    /// Google only: leniency for redirect URIs that Google would not register, such as plain `http` to another machine.
    #[serde(default)]
    pub any_redirects: bool,
    /// GitHub, Microsoft: whether the device flow is switched on for the app.
    #[serde(default)]
    pub device_flow: bool,
    /// GitHub Apps only: account permissions in the form `email_addresses=read`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    /// GitHub Apps only: where the app is installed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub installations: Vec<GitHubInstallation>,
    /// Configured issuers only: what the client registered beside (RFC 7591, OpenID Connect Registration).
    #[serde(default, skip_serializing_if = "OidcClient::is_default")]
    pub oidc: OidcClient,
    /// Whether the provider's limit on tokens is kept, the oldest dying first. GitHub: ten access tokens for one
    /// person, app, and set of scopes; Google: a hundred refresh tokens for one person and client.
    #[serde(default = "yes")]
    pub token_limit: bool,
    /// Facebook only: whether calls of the Graph API must carry `appsecret_proof`. One that is sent is checked
    /// anyway.
    #[serde(default)]
    pub require_appsecret_proof: bool,
    /// X only: whether the app may ask for `users.email`, by which `confirmed_email` is read.
    #[serde(default)]
    pub request_email: bool,
    /// Notion only: what the integration may know about people.
    #[serde(default)]
    pub user_information: UserInformation,
    /// What only Microsoft asks at registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub microsoft: Option<MicrosoftRegistration>,
    /// What only Apple asks at registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apple: Option<AppleRegistration>,
}

impl Client {
    /// A client with an empty secret, no redirect URI, and its id as name; fill in the rest.
    #[must_use]
    pub fn new(provider: Provider, client_id: impl Into<String>) -> Self {
        let client_id = client_id.into();
        Self {
            provider,
            name: client_id.clone(),
            client_id,
            client_secret: String::new(),
            token_endpoint_auth_method: None,
            jwks: None,
            public_keys: Vec::new(),
            redirect_uris: Vec::new(),
            expiring_tokens: None,
            wildcard_redirects: None,
            wildcard_callbacks: Vec::new(),
            kind: None,
            status: ClientStatus::Active,
            test_users: Vec::new(),
            organization: None,
            javascript_origins: Vec::new(),
            granular_consent: true,
            device_flow: false,
            permissions: Vec::new(),
            any_redirects: false,
            installations: Vec::new(),
            oidc: OidcClient::default(),
            token_limit: true,
            require_appsecret_proof: false,
            request_email: false,
            user_information: UserInformation::WithEmail,
            microsoft: None,
            apple: None,
        }
    }

    /// Whether this is the client of that id at that provider.
    #[must_use]
    pub fn is(&self, provider: Provider, client_id: &str) -> bool {
        self.provider == provider && self.client_id == client_id
    }

    /// The sort of application that this is.
    #[must_use]
    pub fn kind(&self) -> ClientKind {
        self.kind.unwrap_or(ClientKind::usual(self.provider))
    }

    /// The name for people: the id where no name was given.
    #[must_use]
    pub fn display_name(&self) -> &str {
        if self.name.is_empty() {
            &self.client_id
        } else {
            &self.name
        }
    }

    /// The names of the switches by which this client is treated more leniently than the real provider would.
    #[must_use]
    pub fn leniencies(&self) -> Vec<&'static str> {
        let mut switches = Vec::new();
        if !self.token_limit {
            switches.push("token_limit = false");
        }
        if self.any_redirects {
            switches.push("any_redirects = true");
        }
        if self.apple.as_ref().is_some_and(|apple| apple.local_redirects) {
            switches.push("apple.local_redirects = true");
        }
        switches
    }

    /// Refuses what no provider would register.
    ///
    /// # Errors
    /// One sentence that names the value found and the value expected.
    pub fn validate(&self) -> Result<(), String> {
        if self.client_id.is_empty() {
            return Err(format!(
                "a {} client has an empty client_id; expected a non-empty one",
                self.provider
            ));
        }
        if !self.kind().exists_at(self.provider) {
            return Err(format!(
                "client \"{}\" is of kind \"{}\", which {} does not have; expected a kind of {}",
                self.client_id,
                self.kind().word(),
                self.provider,
                self.provider
            ));
        }
        if !self.status.exists_at(self.provider) {
            return Err(format!(
                "client \"{}\" has a status that {} does not have; expected \"active\" or one of {}",
                self.client_id, self.provider, self.provider
            ));
        }
        if self.provider == Provider::GitHub && self.redirect_uris.len() > MOST_CALLBACKS {
            return Err(format!(
                "client \"{}\" has {} redirect_uris; expected at most {MOST_CALLBACKS}, as GitHub allows",
                self.client_id,
                self.redirect_uris.len()
            ));
        }
        if let Some(stray) = self
            .wildcard_callbacks
            .iter()
            .find(|uri| !self.redirect_uris.contains(uri))
        {
            return Err(format!(
                "wildcard_callbacks of client \"{}\" has \"{stray}\", which is no redirect URI of it; expected one of redirect_uris",
                self.client_id
            ));
        }
        if self.microsoft.is_some() && self.provider != Provider::Microsoft {
            return Err(self.stray("microsoft"));
        }
        if self.apple.is_some() && self.provider != Provider::Apple {
            return Err(self.stray("apple"));
        }
        if let Some(microsoft) = &self.microsoft {
            microsoft.validate(&self.client_id)?;
        }
        for installation in &self.installations {
            let about = |problem| format!("client \"{}\" {problem}", self.client_id);
            installation.validate().map_err(about)?;
        }
        self.validate_keys()?;
        for uri in &self.redirect_uris {
            let parsed = Url::parse(uri).map_err(|error| {
                format!(
                    "redirect_uri \"{uri}\" of client \"{}\" is no URL ({error}); expected an absolute URL",
                    self.client_id
                )
            })?;
            if parsed.fragment().is_some() {
                return Err(format!(
                    "redirect_uri \"{uri}\" of client \"{}\" has a fragment; expected none (RFC 6749 §3.1.2)",
                    self.client_id
                ));
            }
            if self.provider == Provider::Google
                && !self.any_redirects
                && let Some(why) = google_redirects::refused(uri)
            {
                return Err(format!(
                    "redirect_uri \"{uri}\" of client \"{}\" {why}, or any_redirects = true",
                    self.client_id
                ));
            }
        }
        Ok(())
    }

    fn stray(&self, table: &str) -> String {
        format!(
            "the {} client \"{}\" has a table \"{table}\"; expected it only at clients whose provider is \"{table}\"",
            self.provider, self.client_id
        )
    }

    fn validate_keys(&self) -> Result<(), String> {
        if let Some(jwks) = &self.jwks
            && let Err(error) = serde_json::from_value::<JwkSet>(jwks.clone())
        {
            return Err(format!(
                "jwks of client \"{}\" is no JWK set ({error}); expected {{ keys = [...] }} with public keys (RFC 7517 §5)",
                self.client_id
            ));
        }
        if self
            .public_keys
            .iter()
            .any(|pem| client_assertion::public_key(pem).is_none())
        {
            return Err(format!(
                "public_keys of client \"{}\" has a text that is no public key; expected PEM files that begin with \"-----BEGIN PUBLIC KEY-----\"",
                self.client_id
            ));
        }
        Ok(())
    }
}

fn yes() -> bool {
    true
}
