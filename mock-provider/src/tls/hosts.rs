//! The names of the real providers' hosts.

use std::sync::OnceLock;

use crate::{config::Config, dialects, origins::Host};

/// Every host that is served over TLS by its real name, whatever is configured: the local authority is made for
/// these, and must not change with the configuration.
pub(crate) fn hosts() -> &'static [&'static str] {
    static HOSTS: OnceLock<Vec<&'static str>> = OnceLock::new();
    HOSTS.get_or_init(|| {
        let dialects = dialects::of(&Config::empty());
        dialects
            .iter()
            .flat_map(|dialect| dialect.hosts())
            .flat_map(Host::names)
            .collect()
    })
}

/// Whether a host is one of the real providers', by one of the names under which they are served here.
#[must_use]
pub fn is_real_host(host: &str) -> bool {
    hosts().contains(&host)
}
