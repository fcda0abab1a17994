//! Where credentials stand in text: after their name, in each syntax that carries them.

use std::sync::LazyLock;

use regex::Regex;

use super::shown::{LASTING, TRANSIENT};

/// `name=value` in a query, a fragment, or a form; also percent-encoded once or twice inside another URL.
pub(super) static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?P<before>^|[^A-Za-z0-9_%-]|%(?:25)*(?:26|3[Ff]|23))(?P<name>{})(?P<between>=|%(?:25)*3[Dd])(?P<value>[^&#\s"'<>\\`,;)]+)"#,
        names()
    ))
});

/// `"name": "value"` in JSON, also inside a JSON string.
pub(super) static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?P<before>\\?["'])(?P<name>{})(?P<between>\\?["']\s*:\s*\\?["'])(?P<value>[^"'\\]+)"#,
        names()
    ))
});

/// `<name>value</name>`: how GitHub answers a request that accepts XML.
pub(super) static ELEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<before><)(?P<name>{})(?P<between>>)(?P<value>[^<]+)",
        names()
    ))
});

/// A hidden field of the page that `response_mode=form_post` answers with.
pub(super) static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?P<before>\bname=["'])(?P<name>{})(?P<between>["']\s+value=["'])(?P<value>[^"']+)"#,
        names()
    ))
});

/// `state "value"` in a sentence; names that are also ordinary words (`token`, `assertion`) are left alone.
pub(super) static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?P<before>^|[^A-Za-z0-9_-])(?P<name>access_token|client_secret|code|code_verifier|id_token|nonce|password|refresh_token|state)(?P<between>\s+(?:(?:is|was|of)\s+)?["`'])(?P<value>[^"`'\s]+)"#,
    )
});

/// `Bearer value`: RFC 6750 section 2.1, and GitHub's `token value`.
pub(super) static BEARER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?P<before>\b)(?P<name>[Bb]earer)(?P<between> +)(?P<value>[A-Za-z0-9._~+/-]{8,}=*)")
});

/// A credential header in a curl command or a message.
pub(super) static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\b(?P<name>(?:proxy-)?authorization|(?:set-)?cookie)(?P<between>: *)(?P<value>[^\r\n'"`<]+)"#,
    )
});

pub(super) fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("patterns of this module compile, every test runs them")
}

fn names() -> String {
    TRANSIENT
        .iter()
        .chain(LASTING)
        .copied()
        .collect::<Vec<_>>()
        .join("|")
}
