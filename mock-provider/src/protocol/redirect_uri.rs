//! Whether a redirect URI is one that the client registered.

use std::net::Ipv4Addr;

use url::{Host, Url};

/// How a provider compares redirect URIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// Equal strings (OIDC Core §3.1.2.1, RFC 9700 §2.1).
    Exact,
    /// Equal strings, except that the port of a loopback address may differ (RFC 8252 §7.3).
    ExactWithLoopbackPort,
    /// Equal strings, except that the port of `http://localhost` and of loopback addresses may differ. Microsoft's rule.
    ExactWithLocalPort,
    /// Equal strings, or any `http` URI of this machine, registered or not (RFC 8252 §7.3). Google's rule for
    /// desktop applications.
    AnyLoopback,
    /// Same scheme and port; the registered host or a subdomain of it; the registered path or below it;
    /// the port of a loopback address may differ. GitHub's rule for callbacks with wildcard matching.
    Below,
}

/// Whether `asked` is covered by what is registered. What is in `below` covers what is below it, whatever `matching`
/// says.
#[must_use]
pub fn permitted(matching: Matching, below: &[String], registered: &[String], asked: &str) -> bool {
    let covers = |uri: &String| {
        let matching = if below.contains(uri) {
            Matching::Below
        } else {
            matching
        };
        matches(matching, uri, asked)
    };
    matching == Matching::AnyLoopback && is_on_this_machine(asked) || registered.iter().any(covers)
}

/// Whether `asked` is covered by one registered URI.
#[must_use]
pub fn matches(matching: Matching, registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    // A URL parser forgives white space and control characters; a redirect must not repeat them.
    if matches!(matching, Matching::Exact | Matching::AnyLoopback)
        || !asked.bytes().all(|byte| byte.is_ascii_graphic())
    {
        return false;
    }
    let (Ok(registered), Ok(asked)) = (Url::parse(registered), Url::parse(asked)) else {
        return false;
    };
    if registered.scheme() != asked.scheme()
        || asked.fragment().is_some()
        || (asked.username(), asked.password()) != (registered.username(), registered.password())
    {
        return false;
    }
    let same_port = registered.port_or_known_default() == asked.port_or_known_default();
    let any_port = is_loopback_address(&registered)
        || matching == Matching::ExactWithLocalPort && registered.host_str() == Some("localhost");
    if !same_port && !any_port {
        return false;
    }
    match matching {
        Matching::Exact | Matching::AnyLoopback => false,
        Matching::ExactWithLoopbackPort | Matching::ExactWithLocalPort => {
            any_port
                && registered.host() == asked.host()
                && registered.path() == asked.path()
                && registered.query() == asked.query()
        }
        Matching::Below => host_covers(&registered, &asked) && path_covers(registered.path(), asked.path()),
    }
}

/// Appends parameters to a redirect URI without touching what the client registered.
#[must_use]
pub fn with_query(redirect_uri: &str, parameters: &[(String, String)]) -> String {
    let query = form(parameters);
    let separator = match redirect_uri.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some((_, existing)) if existing.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{redirect_uri}{separator}{query}")
}

/// Puts parameters into the fragment of a redirect URI, which registered ones do not have.
#[must_use]
pub fn with_fragment(redirect_uri: &str, parameters: &[(String, String)]) -> String {
    format!("{redirect_uri}#{}", form(parameters))
}

fn form(parameters: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}

fn is_on_this_machine(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    text.bytes().all(|byte| byte.is_ascii_graphic())
        && url.scheme() == "http"
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && (is_loopback_address(&url) || url.host_str() == Some("localhost"))
}

fn is_loopback_address(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

fn host_covers(registered: &Url, asked: &Url) -> bool {
    match (registered.host(), asked.host()) {
        (Some(Host::Domain(registered)), Some(Host::Domain(asked))) => {
            asked == registered
                || asked
                    .strip_suffix(registered)
                    .is_some_and(|sub| sub.ends_with('.'))
        }
        (registered, asked) => registered == asked,
    }
}

fn path_covers(registered: &str, asked: &str) -> bool {
    let folder = registered.trim_end_matches('/');
    asked == registered
        || asked == folder
        || asked
            .strip_prefix(folder)
            .is_some_and(|below| below.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_matching_knows_no_equivalence() {
        let registered = "http://localhost:3000/cb";
        assert!(matches(Matching::Exact, registered, registered));
        for other in [
            "http://localhost:3000/cb/",
            "http://LOCALHOST:3000/cb",
            "http://localhost:3000/cb?x",
            "https://localhost:3000/cb",
        ] {
            assert!(!matches(Matching::Exact, registered, other), "{other}");
        }
    }

    /// The examples in GitHub's documentation for the callback `http://example.com/path`.
    #[test]
    fn github_documented_examples() {
        let registered = "http://example.com/path";
        for good in [
            registered,
            "http://example.com/path/subdir/other",
            "http://oauth.example.com/path",
            "http://oauth.example.com/path/subdir/other",
        ] {
            assert!(matches(Matching::Below, registered, good), "{good}");
        }
        for bad in [
            "http://example.com/bar",
            "http://example.com/",
            "http://example.com:8080/path",
            "http://oauth.example.com:8080/path",
            "http://example.org",
            "https://example.com/path",
            "http://notexample.com/path",
            "http://example.com/pathology",
            "http://example.com/path/../bar",
            "http://example.com@evil.test/path",
            "http://user@example.com/path",
            "http://example.com/path#fragment",
            "http://example.com/path/\nx",
        ] {
            assert!(!matches(Matching::Below, registered, bad), "{bad}");
        }
    }

    #[test]
    fn the_port_of_a_loopback_address_is_free_and_that_of_localhost_is_not() {
        assert!(matches(
            Matching::Below,
            "http://127.0.0.1/path",
            "http://127.0.0.1:4711/path"
        ));
        assert!(matches(
            Matching::ExactWithLoopbackPort,
            "http://127.0.0.1/path",
            "http://127.0.0.1:4711/path"
        ));
        assert!(!matches(
            Matching::ExactWithLoopbackPort,
            "http://127.0.0.1/path",
            "http://127.0.0.1:4711/path/x"
        ));
        assert!(!matches(
            Matching::Below,
            "http://localhost/path",
            "http://localhost:4711/path"
        ));
    }

    #[test]
    fn the_port_of_localhost_is_free_where_the_provider_says_so() {
        let registered = "http://localhost/Path";
        let matches = |asked| matches(Matching::ExactWithLocalPort, registered, asked);
        assert!(matches("http://localhost:4711/Path"));
        for bad in [
            "http://localhost:4711/path",
            "https://localhost/Path",
            "http://localhost.evil.test/Path",
            "http://127.0.0.1/Path",
        ] {
            assert!(!matches(bad), "{bad}");
        }
    }

    #[test]
    fn desktop_applications_may_use_this_machine_and_nothing_else() {
        for good in [
            "http://127.0.0.1:4711/any/path?x=1",
            "http://[::1]:1/",
            "http://localhost:8080/cb",
        ] {
            assert!(permitted(Matching::AnyLoopback, &[], &[], good), "{good}");
            assert!(!permitted(Matching::Exact, &[], &[], good), "{good}");
        }
        for bad in [
            "https://127.0.0.1/",
            "http://127.0.0.2/",
            "http://localhost.evil.test/",
            "http://127.0.0.1@evil.test/",
            "http://user@127.0.0.1/",
            "http://127.0.0.1/#x",
            "com.example.app:/cb",
        ] {
            assert!(!permitted(Matching::AnyLoopback, &[], &[], bad), "{bad}");
        }
    }

    #[test]
    fn parameters_are_appended_to_what_was_registered() {
        let pairs = [("state".to_owned(), "a b".to_owned())];
        assert_eq!(
            with_query("http://localhost:3000", &pairs),
            "http://localhost:3000?state=a+b"
        );
        assert_eq!(with_query("http://h/cb?x=1", &pairs), "http://h/cb?x=1&state=a+b");
        assert_eq!(with_query("app:cb?", &pairs), "app:cb?state=a+b");
    }
}
