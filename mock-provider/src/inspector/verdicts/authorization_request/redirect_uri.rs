//! Where the answer goes (RFC 6749 §3.1.2, RFC 9700 §4.1.3).

use url::Url;

use super::{
    super::{Section, Verdict},
    AuthorizationRequest,
};

/// Compared character for character with what is registered.
pub(super) fn redirect_uri(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let Some(value) = value else {
        return Some(if request.asks_for("openid") || request.registered.is_none() {
            Verdict::bad(
                "It is missing; OpenID Connect always asks for it.",
                Section::oidc("3.1.2.1"),
            )
        } else {
            Verdict::note(
                "It is left out: the answer goes to the registered one.",
                Section::rfc(6749, "3.1.2.3"),
            )
        });
    };
    let Ok(url) = Url::parse(value) else {
        // Google's popup flow has a word in place of an address.
        return (value != "postmessage")
            .then(|| Verdict::bad("It is no absolute URL.", Section::rfc(6749, "3.1.2")));
    };
    if url.fragment().is_some() {
        return Some(Verdict::bad(
            "It has a fragment, which is not allowed.",
            Section::rfc(6749, "3.1.2"),
        ));
    }
    let exact = Section::rfc(9700, "4.1.3");
    let registered = request.registered?;
    if !registered.iter().any(|known| known == value) {
        let same_host =
            |known: &String| Url::parse(known).is_ok_and(|known| known.host_str() == url.host_str());
        let all = registered
            .iter()
            .map(|known| format!("\"{known}\""))
            .collect::<Vec<_>>()
            .join(", ");
        return Some(if registered.is_empty() {
            Verdict::bad("The client has registered none.", exact)
        } else if registered.iter().any(same_host) {
            Verdict::weak(
                format!("It is none of those registered in every character: {all}."),
                exact,
            )
        } else {
            Verdict::bad(format!("It is not registered; expected one of {all}."), exact)
        });
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Some(Verdict::weak(
            "It is registered, but the answer travels unencrypted to another machine.",
            Section::rfc(9700, "2.6"),
        ));
    }
    Some(Verdict::good(
        "It is registered in exactly these characters.",
        exact,
    ))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{super::Mark, samples::parameters},
        *,
    };

    fn mark(value: Option<&str>, registered: Option<&[&str]>, query: &str) -> Option<Mark> {
        let parameters = parameters(query);
        let registered: Option<Vec<String>> =
            registered.map(|all| all.iter().map(|known| (*known).to_owned()).collect());
        let request = AuthorizationRequest {
            parameters: &parameters,
            issues_id_tokens: true,
            registered: registered.as_deref(),
        };
        redirect_uri(&request, value).map(|verdict| verdict.mark)
    }

    #[test]
    fn every_character_counts() {
        let known: &[&str] = &[
            "http://localhost:3000/cb",
            "https://app.test/cb",
            "http://app.test/cb",
        ];
        assert_eq!(
            mark(Some("https://app.test/cb"), Some(known), ""),
            Some(Mark::Good)
        );
        assert_eq!(
            mark(Some("http://localhost:3000/cb"), Some(known), ""),
            Some(Mark::Good)
        );
        assert_eq!(
            mark(Some("https://app.test/cb/"), Some(known), ""),
            Some(Mark::Weak)
        );
        assert_eq!(
            mark(Some("https://evil.test/cb"), Some(known), ""),
            Some(Mark::Bad)
        );
        assert_eq!(
            mark(Some("http://app.test/cb"), Some(known), ""),
            Some(Mark::Weak),
            "unencrypted"
        );
        assert_eq!(
            mark(Some("https://app.test/cb#x"), Some(known), ""),
            Some(Mark::Bad)
        );
        assert_eq!(mark(Some("/cb"), Some(known), ""), Some(Mark::Bad));
        assert_eq!(mark(Some("https://app.test/cb"), Some(&[]), ""), Some(Mark::Bad));
    }

    #[test]
    fn it_may_be_left_out_in_oauth_alone() {
        assert_eq!(
            mark(None, Some(&["https://app.test/cb"]), "scope=user"),
            Some(Mark::Note)
        );
        assert_eq!(
            mark(None, Some(&["https://app.test/cb"]), "scope=openid"),
            Some(Mark::Bad)
        );
    }
}
