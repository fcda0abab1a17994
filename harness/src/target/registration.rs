//! What one instance of a target is told, and what the provider is told of it.

use mock_provider::config::Client;
use mock_provider::{MockProvider, Provider};
use url::Url;

use super::error::TargetError;
use super::manifest::{Manifest, Service};
use super::template::Values;

/// Placeholder values of one instance.
pub(super) fn values(
    manifest: &Manifest,
    variant: &str,
    provider: &MockProvider,
) -> Result<Values, TargetError> {
    if variant != "default" && !manifest.variants.contains_key(variant) {
        return Err(TargetError::NoVariant(variant.to_owned()));
    }
    let folder = std::path::absolute(&manifest.folder).unwrap_or_else(|_| manifest.folder.clone());
    let port = manifest
        .port
        .map_or_else(free_port, Ok)
        .map_err(TargetError::Port)?;
    let mut values = Values::default()
        .with("port", port.to_string())
        .with("manifest.folder", folder.display().to_string());
    let url = values.fill(&manifest.app.url)?;
    values = values.with("app.url", url.trim_end_matches('/'));
    for Service { name, .. } in &manifest.services {
        let port = free_port().map_err(TargetError::Port)?;
        values = values.with(&format!("{name}.port"), port.to_string());
    }
    for service in &manifest.services {
        let url = values.fill(&service.base_url())?;
        values = values.with(&format!("{}.url", service.name), url.trim_end_matches('/'));
    }
    let addresses = if manifest.provider.reach.is_by_real_names() {
        provider.real_addresses()
    } else {
        provider.addresses()
    };
    for idp in Provider::ALL {
        let entry = manifest.providers.get(idp.slug());
        let client_id = entry
            .and_then(|entry| entry.client_id.clone())
            .unwrap_or_else(|| format!("{}-{variant}-client", manifest.name));
        // Characters that Basic authentication has to encode (RFC 6749 section 2.3.1), so that a target that forgets is
        // found out; and none that mean something else as they are, so that it is found out by a check.
        let secret = entry
            .and_then(|entry| entry.client_secret.clone())
            .unwrap_or_else(|| format!("{}-{variant}-s:e/c=ret", manifest.name));
        let id = idp.slug();
        values = values
            .with(&format!("{id}.url"), addresses.base(idp))
            .with(&format!("{id}.api_url"), addresses.api_base(idp))
            .with(&format!("{id}.issuer"), addresses.issuer(idp))
            .with(
                &format!("{id}.misnamed_issuer"),
                misnamed(&provider.addresses().issuer(idp)),
            )
            .with(&format!("{id}.client_id"), client_id)
            .with(&format!("{id}.client_secret"), secret);
        if let Some(entry) = entry {
            let redirect_uri = values.fill(&entry.redirect_uri)?;
            values = values.with(&format!("{id}.redirect_uri"), redirect_uri);
        }
    }
    Ok(values)
}

/// Makes the target known at the provider.
pub(super) fn register(manifest: &Manifest, provider: &MockProvider, values: &Values) {
    for (idp, _) in manifest.offered() {
        let value = |key: &str| {
            values
                .get(&format!("{}.{key}", idp.slug()))
                .unwrap_or_default()
                .to_owned()
        };
        let client = Client {
            client_secret: value("client_secret"),
            redirect_uris: vec![value("redirect_uri")],
            name: manifest.name.clone(),
            ..Client::new(idp, value("client_id"))
        };
        provider.put_client(client);
    }
}

/// A base URL of the manifest, with a slash at the end.
pub(super) fn base_url(text: &str, values: &Values) -> Result<Url, TargetError> {
    let text = values.fill(text)?;
    let with_slash = if text.ends_with('/') {
        text
    } else {
        format!("{text}/")
    };
    Url::parse(&with_slash).map_err(|_| TargetError::Url(with_slash))
}

/// Another name of where an issuer is: what stands there names itself by the first one.
fn misnamed(issuer: &str) -> String {
    let mut url = match Url::parse(issuer) {
        Ok(url) if url.host_str() == Some("127.0.0.1") => url,
        _ => return issuer.to_owned(),
    };
    let _ = url.set_host(Some("localhost"));
    url.as_str().trim_end_matches('/').to_owned()
}

/// A port of loopback that nobody listens on at this moment.
fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port())
}
