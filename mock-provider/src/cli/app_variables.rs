//! The variables by which `exec` and `serve --print env` tell an app where everything is.

use crate::{MockProvider, Provider, dialects::Dialect};

/// Names and values: the server's URL, and for each provider its base, its issuer, and its first client.
pub(super) fn variables(provider: &MockProvider) -> Vec<(String, String)> {
    let url = provider.url().as_str().trim_end_matches('/').to_owned();
    let mut variables = vec![("MOCK_PROVIDER_URL".to_owned(), url)];
    for kind in providers(provider) {
        let prefix = kind.slug().to_ascii_uppercase().replace('-', "_");
        let mut add = |name: &str, value: String| variables.push((format!("{prefix}_{name}"), value));
        add("BASE_URL", provider.base_str(kind));
        add("ISSUER", provider.issuer(kind));
        let client = provider
            .config()
            .clients
            .iter()
            .find(|client| client.provider == kind);
        if let Some(client) = client {
            add("CLIENT_ID", client.client_id.clone());
            add("CLIENT_SECRET", client.client_secret.clone());
        }
    }
    variables
}

/// Every provider that is served.
fn providers(provider: &MockProvider) -> Vec<Provider> {
    provider.app.dialects().map(Dialect::provider).collect()
}
