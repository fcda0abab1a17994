//! Where each provider is found, for those who are told: below the public URL, or under its real names.

use crate::{MockProvider, Provider, app::Site, origins::Host};

/// Where the providers are, seen from one place.
#[derive(Debug, Clone, Copy)]
pub struct Addresses<'a> {
    site: Site<'a>,
}

impl Addresses<'_> {
    /// The base URL of a provider without a trailing slash: `http://127.0.0.1:4400/google`, or
    /// `https://accounts.google.com`.
    #[must_use]
    pub fn base(&self, provider: Provider) -> String {
        self.base_of(provider, |hosts| hosts.first())
    }

    /// The base URL of a provider's resource API: `http://127.0.0.1:4400/github/api`, or `https://api.github.com`.
    /// Where there is no host for it alone, as at Google below the public URL, it is [`Addresses::base`].
    #[must_use]
    pub fn api_base(&self, provider: Provider) -> String {
        self.base_of(provider, |hosts| hosts.iter().find(|host| !host.below.is_empty()))
    }

    /// The issuer identifier, as in `iss`.
    #[must_use]
    pub fn issuer(&self, provider: Provider) -> String {
        match self.site.dialect(provider) {
            Some(dialect) => dialect.issuer(self.site.setting()),
            None => self.base(provider),
        }
    }

    fn base_of(&self, provider: Provider, host: impl Fn(&'static [Host]) -> Option<&'static Host>) -> String {
        let hosts = self
            .site
            .dialect(provider)
            .map_or(&[][..], |dialect| dialect.hosts());
        match host(hosts).or(hosts.first()) {
            Some(host) => self.site.origins.base(provider, host),
            None => self.site.origins.base(provider, &Host::new("")),
        }
    }
}

impl MockProvider {
    /// Where the providers are below the public URL.
    #[must_use]
    pub fn addresses(&self) -> Addresses<'_> {
        Addresses {
            site: self.app.mounted(),
        }
    }

    /// Where the providers are under their real names, on the TLS listener. Those that have none stay below the public
    /// URL.
    #[must_use]
    pub fn real_addresses(&self) -> Addresses<'_> {
        Addresses {
            site: self.app.by_real_hosts(),
        }
    }

    /// [`Addresses::base`] below the public URL.
    #[must_use]
    pub fn base_str(&self, provider: Provider) -> String {
        self.addresses().base(provider)
    }

    /// [`Addresses::api_base`] below the public URL.
    #[must_use]
    pub fn api_base_str(&self, provider: Provider) -> String {
        self.addresses().api_base(provider)
    }

    /// [`Addresses::issuer`] below the public URL.
    #[must_use]
    pub fn issuer(&self, provider: Provider) -> String {
        self.addresses().issuer(provider)
    }
}
