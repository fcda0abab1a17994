//! What is printed when the provider is ready.

use std::{fmt::Write as _, time::Duration};

use crate::{
    Provider,
    config::Config,
    origins::{Origins, Surface},
};

/// What the banner tells.
#[derive(Debug)]
pub struct Banner<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The public URL.
    pub url: &'a url::Url,
    /// Where the configuration came from; absent: built in.
    pub file: Option<&'a str>,
    /// How long starting took.
    pub took: Duration,
}

/// The banner, several lines without a final line break.
#[must_use]
pub fn banner(facts: &Banner<'_>) -> String {
    let origins = Origins::new(facts.url.clone());
    let mut text = format!("mock-provider {}\n\n", env!("CARGO_PKG_VERSION"));
    let mut line = |label: &str, value: &str| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "  {label:<9}{value}");
    };
    line(
        "google",
        &format!(
            "{}/.well-known/openid-configuration",
            origins.base(Provider::Google, Surface::Web)
        ),
    );
    line(
        "github",
        &format!(
            "{}    API {}",
            origins.base(Provider::GitHub, Surface::Web),
            origins.base(Provider::GitHub, Surface::Api)
        ),
    );
    line("control", &origins.absolute("/_mock/api/health"));
    for client in &facts.config.clients {
        line("client", &format!("{}  {}", client.provider, client.client_id));
        line("", &format!("secret {}", client.client_secret));
        for uri in &client.redirect_uris {
            line("", &format!("redirect {uri}"));
        }
    }
    let personas: Vec<&str> = facts
        .config
        .personas
        .iter()
        .map(|persona| persona.id.as_str())
        .collect();
    line("personas", &personas.join(", "));
    line(
        "config",
        facts
            .file
            .unwrap_or("built-in defaults (`mock-provider init` writes mock-provider.toml)"),
    );
    let _ = write!(
        text,
        "\nReady in {} ms. Press Ctrl-C to stop.\n",
        facts.took.as_millis()
    );
    text
}
