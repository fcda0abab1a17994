//! What is asked for, and how the answer is to come.

use super::{
    super::{Document, Section, Verdict},
    AuthorizationRequest,
};
use crate::protocol::response_type::ResponseType;

const PROMPTS: [&str; 4] = ["none", "login", "consent", "select_account"];

/// RFC 6749 §3.1.1; RFC 9700 §2.1.2 advises against tokens in the front channel.
pub(super) fn response_type(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "3.1.1");
    let Some(value) = value else {
        return Some(Verdict::bad("It is required.", section));
    };
    Some(match request.response_type() {
        None => Verdict::bad(
            format!("There is no response type \"{value}\"; expected code."),
            section,
        ),
        Some(asked) if asked.token => Verdict::weak(
            "An access token travels through the browser, where it leaks; a code is safer.",
            Section::rfc(9700, "2.1.2"),
        ),
        Some(asked) if asked.id_token => Verdict::note(
            "The browser is handed an id_token; the app must check it before it believes anything.",
            Section::oidc("3.3"),
        ),
        Some(asked) if asked.code => Verdict::good("The code flow: tokens stay out of the browser.", section),
        Some(_) => Verdict::note("Nothing is issued.", section),
    })
}

/// RFC 6749 §2.2: an identifier that the provider gave out.
pub(super) fn client_id(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "2.2");
    Some(match (value, request.registered) {
        (None, _) => Verdict::bad("It is required.", section),
        (Some(_), None) => Verdict::bad("No client of that id is registered at this provider.", section),
        (Some(_), Some(_)) => Verdict::good("A client of that id is registered.", section),
    })
}

/// RFC 6749 §3.3; OpenID Connect Core §3.1.2.1 knows its requests by `openid`.
pub(super) fn scope(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::rfc(6749, "3.3");
    let Some(value) = value else {
        return Some(Verdict::note(
            "It is left out: the provider decides what that means.",
            section,
        ));
    };
    let mut words: Vec<&str> = value.split(' ').collect();
    if words.contains(&"") || value.contains(',') {
        return Some(Verdict::weak(
            "Scopes are separated by exactly one space.",
            section,
        ));
    }
    words.sort_unstable();
    if words.windows(2).any(|pair| pair[0] == pair[1]) {
        return Some(Verdict::weak("A scope is named twice.", section));
    }
    Some(if !request.issues_id_tokens {
        Verdict::good(format!("{} asked for.", counted(words.len())), section)
    } else if request.asks_for("openid") {
        Verdict::good(
            "openid is among them: this is an OpenID Connect request.",
            Section::oidc("3.1.2.1"),
        )
    } else {
        Verdict::note(
            "openid is not among them: by the specification no id_token is due.",
            Section::oidc("3.1.2.1"),
        )
    })
}

/// OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode.
pub(super) fn response_mode(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section {
        document: Document::ResponseTypes,
        number: "2.1",
    };
    let in_fragment = request.response_type().is_some_and(ResponseType::in_fragment);
    Some(match value? {
        "query" if in_fragment => Verdict::bad("Tokens must not travel in a query.", section),
        "query" | "fragment" => Verdict::good("The answer is in the address of the callback.", section),
        "form_post" => Verdict::good(
            "The answer is posted: the callback's cookies need SameSite=None to be there.",
            Section {
                document: Document::FormPost,
                number: "2",
            },
        ),
        other => Verdict::bad(
            format!("There is no mode \"{other}\"; expected query, fragment, or form_post."),
            section,
        ),
    })
}

/// OpenID Connect Core §3.1.2.1: words, of which `none` stands alone.
pub(super) fn prompt(request: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::oidc("3.1.2.1");
    let words: Vec<&str> = value?.split(' ').collect();
    if let Some(unknown) = words.iter().find(|word| !PROMPTS.contains(word)) {
        return Some(Verdict::weak(
            format!("\"{unknown}\" is none of {}.", PROMPTS.join(", ")),
            section,
        ));
    }
    if words.contains(&"none") {
        return Some(if words.len() > 1 {
            Verdict::bad("none stands alone.", section)
        } else {
            Verdict::note(
                "No page may be shown: the app must be ready for login_required and its kin.",
                Section::oidc("3.1.2.6"),
            )
        });
    }
    let asks_again = words.contains(&"login") && request.id_token_is_due();
    Some(if asks_again && request.get("max_age").is_none() {
        Verdict::note(
            "The person signs in again; only auth_time in the id_token proves it.",
            section,
        )
    } else {
        Verdict::good("The provider shows this page in any case.", section)
    })
}

/// OpenID Connect Core §3.1.2.1: seconds.
pub(super) fn max_age(_: &AuthorizationRequest<'_>, value: Option<&str>) -> Option<Verdict> {
    let section = Section::oidc("3.1.2.1");
    let value = value?;
    Some(if value.parse::<u64>().is_ok() {
        Verdict::note(
            "The id_token must carry auth_time, and the app must check it.",
            section,
        )
    } else {
        Verdict::bad(format!("\"{value}\" is no number of seconds."), section)
    })
}

fn counted(scopes: usize) -> String {
    if scopes == 1 {
        "One scope is".to_owned()
    } else {
        format!("{scopes} scopes are")
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{super::Mark, samples::parameters},
        *,
    };

    type Rule = fn(&AuthorizationRequest<'_>, Option<&str>) -> Option<Verdict>;

    fn mark(rule: Rule, name: &str, query: &str) -> Option<Mark> {
        let parameters = parameters(query);
        let request = AuthorizationRequest {
            parameters: &parameters,
            issues_id_tokens: true,
            registered: Some(&[]),
        };
        rule(&request, request.get(name)).map(|verdict| verdict.mark)
    }

    #[test]
    fn each_rule_knows_good_from_bad() {
        let table: &[(Rule, &str, &str, Option<Mark>)] = &[
            (
                response_type,
                "response_type",
                "response_type=code",
                Some(Mark::Good),
            ),
            (response_type, "response_type", "", Some(Mark::Bad)),
            (
                response_type,
                "response_type",
                "response_type=Code",
                Some(Mark::Bad),
            ),
            (
                response_type,
                "response_type",
                "response_type=token",
                Some(Mark::Weak),
            ),
            (
                response_type,
                "response_type",
                "response_type=code+id_token",
                Some(Mark::Note),
            ),
            (
                response_type,
                "response_type",
                "response_type=none",
                Some(Mark::Note),
            ),
            (client_id, "client_id", "client_id=a", Some(Mark::Good)),
            (client_id, "client_id", "", Some(Mark::Bad)),
            (scope, "scope", "scope=openid+email", Some(Mark::Good)),
            (scope, "scope", "scope=email", Some(Mark::Note)),
            (scope, "scope", "scope=openid++email", Some(Mark::Weak)),
            (scope, "scope", "scope=openid,email", Some(Mark::Weak)),
            (scope, "scope", "scope=openid+openid", Some(Mark::Weak)),
            (scope, "scope", "", Some(Mark::Note)),
            (response_mode, "response_mode", "", None),
            (
                response_mode,
                "response_mode",
                "response_mode=form_post",
                Some(Mark::Good),
            ),
            (
                response_mode,
                "response_mode",
                "response_mode=query&response_type=code",
                Some(Mark::Good),
            ),
            (
                response_mode,
                "response_mode",
                "response_mode=query&response_type=token",
                Some(Mark::Bad),
            ),
            (
                response_mode,
                "response_mode",
                "response_mode=jwt",
                Some(Mark::Bad),
            ),
            (prompt, "prompt", "", None),
            (prompt, "prompt", "prompt=consent", Some(Mark::Good)),
            (prompt, "prompt", "prompt=login&scope=openid", Some(Mark::Note)),
            (prompt, "prompt", "prompt=none", Some(Mark::Note)),
            (prompt, "prompt", "prompt=none+login", Some(Mark::Bad)),
            (prompt, "prompt", "prompt=force", Some(Mark::Weak)),
            (max_age, "max_age", "max_age=0", Some(Mark::Note)),
            (max_age, "max_age", "max_age=soon", Some(Mark::Bad)),
        ];
        for (rule, name, query, expected) in table {
            assert_eq!(mark(*rule, name, query), *expected, "{query}");
        }
    }

    #[test]
    fn an_unknown_client_is_told() {
        let request = AuthorizationRequest {
            parameters: &[],
            issues_id_tokens: true,
            registered: None,
        };
        assert_eq!(client_id(&request, Some("a")).map(|v| v.mark), Some(Mark::Bad));
    }
}
