//! What is printed when the provider is ready.

use std::{fmt::Write as _, net::SocketAddr, path::Path, time::Duration};

use crate::{
    config::{Client, Config},
    dialects,
    origins::Origins,
};

/// OpenID Connect Discovery §4.
const DISCOVERY: &str = "/.well-known/openid-configuration";

/// What the banner tells.
#[derive(Debug)]
pub struct Banner<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The public URL.
    pub url: &'a url::Url,
    /// Where the real host names are served.
    pub tls: Option<SocketAddr>,
    /// The certificate to trust for it.
    pub ca: Option<&'a Path>,
    /// Where the proxy is that leads there.
    pub proxy: Option<SocketAddr>,
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
        let _ = writeln!(text, "  {label:<11}{value}");
    };
    for dialect in dialects::of(facts.config) {
        let bases: Vec<String> = dialect
            .hosts()
            .iter()
            .map(|host| origins.base(dialect.provider(), host))
            .collect();
        let mut bases = distinct(bases);
        // Of the provider, or of each of its tenants.
        let discovery = dialect.routes().iter().find(|route| {
            route.path == DISCOVERY || route.path.starts_with("/{") && route.path.ends_with(DISCOVERY)
        });
        if let (Some(first), Some(route)) = (bases.first_mut(), discovery) {
            first.push_str(route.path);
        }
        let text = bases.join("    API ");
        line(dialect.provider().slug(), &text);
    }
    if let Some(address) = facts.tls {
        line("tls", &format!("{address} serves the real host names"));
        if let Some(path) = facts.ca {
            line("", &format!("trust {}", path.display()));
        }
        line(
            "",
            &format!(
                "`mock-provider env --url {}` prints how programs get there",
                origins.public()
            ),
        );
    }
    if let Some(address) = facts.proxy {
        line(
            "proxy",
            &format!("http://{address} leads there and to this machine, and nowhere else"),
        );
    }
    line("control", &origins.absolute("/_mock/api/health"));
    for client in &facts.config.clients {
        line("client", &format!("{}  {}", client.provider, client.client_id));
        if !client.client_secret.is_empty() {
            line("", &format!("secret {}", client.client_secret));
        }
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

/// What is switched to be more lenient than the real providers are, a sentence a switch.
#[must_use]
pub fn warnings(config: &Config) -> Vec<String> {
    let of = |client: &Client| {
        let sentence = |switch: &str| {
            format!(
                "{} client \"{}\" has {switch}, which is more lenient than {} is",
                client.provider, client.client_id, client.provider
            )
        };
        client.leniencies().into_iter().map(sentence).collect::<Vec<_>>()
    };
    let x = config.x.leniencies().into_iter();
    let x = x.map(|switch| format!("[x] has {switch}, which is more lenient than x is"));
    config.clients.iter().flat_map(of).chain(x).collect()
}

/// Each once, where it stands first.
fn distinct(bases: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    for base in bases {
        if !seen.contains(&base) {
            seen.push(base);
        }
    }
    seen
}
