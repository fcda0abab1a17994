//! Where each provider is served: the one place that turns a provider's host and path into a URL.
//!
//! Dialects name the hosts and paths of the real provider. Below the public URL these are mounted
//! (`http://127.0.0.1:4400/github/api/user`); on the TLS listener they go by their own names
//! (`https://api.github.com/user`). Every answer is written for the place where it was asked.

use url::Url;

use crate::Provider;

/// A host of the real provider.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Host {
    /// Its name; empty where there is no real one, as for configured issuers.
    pub name: &'static str,
    /// Other names by which it is reached.
    pub also: &'static [&'static str],
    /// Where it is mounted below the provider's slug: empty, or `/api`.
    pub below: &'static str,
}

impl Host {
    /// A host that is mounted at the provider's slug itself.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            also: &[],
            below: "",
        }
    }

    /// Whether it goes by this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        !name.is_empty() && (self.name == name || self.also.contains(&name))
    }

    /// Every name by which it goes.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name)
            .filter(|name| !name.is_empty())
            .chain(self.also.iter().copied())
    }
}

/// How the URLs of this place begin.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    public: Url,
    real_hosts: bool,
}

impl Origins {
    /// Everything is served below `public` (`http://127.0.0.1:4400/`).
    #[must_use]
    pub(crate) fn new(mut public: Url) -> Self {
        if !public.path().ends_with('/') {
            let path = format!("{}/", public.path());
            public.set_path(&path);
        }
        public.set_query(None);
        public.set_fragment(None);
        Self {
            public,
            real_hosts: false,
        }
    }

    /// The same providers by the names of their real hosts. Those that have none stay where they are.
    #[must_use]
    pub(crate) fn by_real_hosts(&self) -> Self {
        Self {
            public: self.public.clone(),
            real_hosts: true,
        }
    }

    /// The public URL, with a trailing slash.
    #[must_use]
    pub(crate) fn public(&self) -> &Url {
        &self.public
    }

    /// The base of one host, without a trailing slash.
    #[must_use]
    pub(crate) fn base(&self, provider: Provider, host: &Host) -> String {
        if self.real_hosts && !host.name.is_empty() {
            return format!("https://{}", host.name);
        }
        let public = self.public.as_str().trim_end_matches('/');
        format!("{public}/{}{}", provider.slug(), host.below)
    }

    /// The absolute URL of a path (`/token`) on a host.
    #[must_use]
    pub(crate) fn url(&self, provider: Provider, host: &Host, path: &str) -> String {
        self.base(provider, host) + path
    }

    /// A path on a host as browsers see it, without the host: whoever came by another name for this machine
    /// (`localhost`) stays with it, and with the cookies set there.
    #[must_use]
    pub(crate) fn path(&self, provider: Provider, host: &Host, path: &str) -> String {
        if self.real_hosts && !host.name.is_empty() {
            return path.to_owned();
        }
        let prefix = self.public.path().trim_end_matches('/');
        format!("{prefix}/{}{}{path}", provider.slug(), host.below)
    }

    /// The public URL of what was asked below the public URL (`/google/token?x=1`).
    #[must_use]
    pub(crate) fn absolute(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.public.as_str().trim_end_matches('/'))
    }

    /// The path at which a host is mounted: `/github/api`.
    #[must_use]
    pub(crate) fn mount(provider: Provider, host: &Host) -> String {
        format!("/{}{}", provider.slug(), host.below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: Host = Host {
        name: "api.github.com",
        also: &[],
        below: "/api",
    };

    #[test]
    fn bases_have_no_trailing_slash_and_follow_the_public_url() {
        let origins = Origins::new(Url::parse("https://mock.test/idp?x#y").expect("a literal URL"));
        let web = Host::new("accounts.google.com");
        assert_eq!(
            origins.base(Provider::Google, &web),
            "https://mock.test/idp/google"
        );
        assert_eq!(
            origins.url(Provider::GitHub, &API, "/user"),
            "https://mock.test/idp/github/api/user"
        );
        assert_eq!(
            origins.path(Provider::Google, &web, "/token"),
            "/idp/google/token"
        );
    }

    #[test]
    fn by_real_hosts_nothing_shows_where_it_is_served() {
        let origins =
            Origins::new(Url::parse("http://127.0.0.1:4400").expect("a literal URL")).by_real_hosts();
        assert_eq!(
            origins.url(Provider::GitHub, &API, "/user"),
            "https://api.github.com/user"
        );
        assert_eq!(origins.path(Provider::GitHub, &API, "/user"), "/user");
        assert_eq!(
            origins.base(Provider::Google, &Host::new("")),
            "http://127.0.0.1:4400/google"
        );
    }
}
