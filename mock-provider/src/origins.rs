//! Where each provider is served: the one place that turns a provider's path into a URL.
//!
//! Every dialect asks for a [`Surface`] and a path below it, never for a host. Serving the same
//! surfaces under their real host names later changes this file and no other.

use url::Url;

use crate::Provider;

/// A host of the real provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Surface {
    /// What people's browsers visit, and for Google every API as well.
    Web,
    /// The resource API where it lives on a host of its own (`api.github.com`).
    Api,
}

/// The public base URL and what hangs below it.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    public: Url,
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
        Self { public }
    }

    /// The public URL, with a trailing slash.
    #[must_use]
    pub(crate) fn public(&self) -> &Url {
        &self.public
    }

    /// The base of one surface, without a trailing slash.
    #[must_use]
    pub(crate) fn base(&self, provider: Provider, surface: Surface) -> String {
        format!(
            "{}{}",
            self.public.as_str().trim_end_matches('/'),
            mount(provider, surface)
        )
    }

    /// The absolute URL of a path (`/token`) on a surface.
    #[must_use]
    pub(crate) fn url(&self, provider: Provider, surface: Surface, path: &str) -> String {
        self.base(provider, surface) + path
    }

    /// A path on this server as browsers see it, without a host: whoever came by another name for this machine
    /// (`localhost`) stays with it, and with the cookies set there.
    #[must_use]
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.public.path().trim_end_matches('/'))
    }

    /// The public URL of what was asked from this server (`/google/token?x=1`).
    #[must_use]
    pub(crate) fn absolute(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.public.as_str().trim_end_matches('/'))
    }
}

/// The path prefix under which a surface is mounted.
#[must_use]
pub(crate) fn mount(provider: Provider, surface: Surface) -> &'static str {
    match (provider, surface) {
        (Provider::Google, _) => "/google",
        (Provider::GitHub, Surface::Web) => "/github",
        (Provider::GitHub, Surface::Api) => "/github/api",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_have_no_trailing_slash_and_follow_the_public_url() {
        let origins = Origins::new(Url::parse("https://mock.test/idp?x#y").expect("a literal URL"));
        assert_eq!(
            origins.base(Provider::Google, Surface::Web),
            "https://mock.test/idp/google"
        );
        assert_eq!(
            origins.url(Provider::GitHub, Surface::Api, "/user"),
            "https://mock.test/idp/github/api/user"
        );
        assert_eq!(origins.path("/google/token"), "/idp/google/token");
    }
}
