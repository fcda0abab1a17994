//! Which redirect URIs Google lets a web application register. That the last label of a host is a public suffix is
//! not checked: test hosts end in `.test` and the like, which are none.

use url::{Host, Url};

/// Why Google would not register the URI, as the end of a sentence that names it; absent: it would.
#[must_use]
pub(super) fn refused(text: &str) -> Option<&'static str> {
    let Ok(url) = Url::parse(text) else {
        return Some("is no URL; expected an absolute URL");
    };
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some("has control characters or others that a URL has not; expected them percent-encoded");
    }
    if text.contains('*') {
        return Some("has a wildcard; expected one address");
    }
    if has_bad_escape(text) {
        return Some("has a \"%\" without two hexadecimal digits; expected valid percent-encoding");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("has a user name; expected none");
    }
    if climbs(text) {
        return Some("climbs out of its folder (\"/..\"); expected a plain path");
    }
    let local = match url.host() {
        Some(Host::Domain("localhost")) => true,
        Some(Host::Domain(host)) => {
            if !host.contains('.') {
                return Some("names a host without a dot; expected a public domain, or localhost");
            }
            if host == "googleusercontent.com" || host.ends_with(".googleusercontent.com") {
                return Some("names a host below googleusercontent.com; expected a host of yours");
            }
            false
        }
        Some(Host::Ipv4(address)) if address.is_loopback() => true,
        Some(Host::Ipv6(address)) if address.is_loopback() => true,
        Some(_) => return Some("names an IP address; expected a domain, or a loopback address"),
        None => return Some("names no host; expected https and a domain"),
    };
    match url.scheme() {
        "https" => None,
        "http" if local => None,
        _ => Some("is not https; expected https, or http and this machine"),
    }
}

/// Whether a `%` stands without two hexadecimal digits behind it.
fn has_bad_escape(text: &str) -> bool {
    text.split('%').skip(1).any(|rest| {
        let digits = rest.as_bytes().get(..2);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// Whether the path as written goes up, with slashes or backslashes, encoded or not.
fn climbs(text: &str) -> bool {
    let plain = text.to_ascii_lowercase().replace("%2e", ".").replace("%2f", "/");
    let plain = plain.replace("%5c", "/").replace('\\', "/");
    let path = plain.split(['?', '#']).next().unwrap_or_default();
    path.split('/').skip(1).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::refused;

    #[test]
    fn google_registers_https_and_this_machine() {
        for uri in [
            "https://app.example.com/callback?tenant=a",
            "https://app.test/cb",
            "http://localhost:3000/cb",
            "http://127.0.0.1:8080/",
            "http://[::1]/cb",
            "https://app.example.com/a%2Fb",
        ] {
            assert_eq!(refused(uri), None, "{uri}");
        }
        for (uri, word) in [
            ("http://app.example.com/cb", "https"),
            ("com.example.app:/cb", "host"),
            ("https://192.0.2.7/cb", "IP address"),
            ("https://[2001:db8::1]/cb", "IP address"),
            ("https://intranet/cb", "without a dot"),
            ("https://me@app.example.com/cb", "user name"),
            ("https://*.example.com/cb", "wildcard"),
            ("https://app.example.com/a/../b", "climbs"),
            ("https://app.example.com/a/%2E%2e/b", "climbs"),
            ("https://app.example.com/a\\..\\b", "climbs"),
            ("https://app.example.com/a%zz", "percent-encoding"),
            ("https://app.example.com/a%4", "percent-encoding"),
            ("https://app.example.com/a\u{7}b", "control characters"),
            ("https://x.googleusercontent.com/cb", "googleusercontent.com"),
        ] {
            let why = refused(uri).unwrap_or_else(|| panic!("{uri} is registered"));
            assert!(why.contains(word), "{uri}: {why}");
        }
    }
}
