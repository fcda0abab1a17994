//! From tags to specification sections: `@rfc6749-10.12` is RFC 6749 section 10.12, with its link.

use crate::events::Section;

/// Guides that are cited by a word in place of a number.
const GUIDES: [(&str, &str, &str); 12] = [
    (
        "clerk-account-transfer",
        "Clerk, OAuth connections: account transfer",
        "https://clerk.com/docs/guides/development/custom-flows/authentication/oauth-connections",
    ),
    (
        "clerk-missing-requirements",
        "Clerk, OAuth connections: handle missing requirements",
        "https://clerk.com/docs/guides/development/custom-flows/authentication/oauth-connections#handle-missing-requirements",
    ),
    (
        "clerk-account-linking",
        "Clerk, account linking",
        "https://clerk.com/docs/guides/configure/auth-strategies/social-connections/account-linking",
    ),
    (
        "clerk-restrictions",
        "Clerk, restrictions on sign-ups",
        "https://clerk.com/docs/guides/secure/restricting-access",
    ),
    (
        "clerk-user-lockout",
        "Clerk, user lockout",
        "https://clerk.com/docs/guides/secure/user-lockout",
    ),
    (
        "clerk-session-tasks",
        "Clerk, session tasks",
        "https://clerk.com/docs/guides/development/custom-flows/authentication/session-tasks",
    ),
    (
        "clerk-client-trust",
        "Clerk, client trust",
        "https://clerk.com/docs/guides/secure/client-trust",
    ),
    (
        "clerk-native",
        "Clerk, OAuth for native applications: allowlist of redirect URLs",
        "https://clerk.com/docs/guides/configure/auth-strategies/social-connections/overview",
    ),
    (
        "clerk-credentials",
        "Clerk, social connections: credentials of development and production instances",
        "https://clerk.com/docs/guides/configure/auth-strategies/social-connections/overview",
    ),
    (
        "clerk-enterprise-sso",
        "Clerk, enterprise connections",
        "https://clerk.com/docs/guides/configure/auth-strategies/enterprise-connections/overview",
    ),
    (
        "clerk-invitations",
        "Clerk, invitations",
        "https://clerk.com/docs/guides/users/inviting",
    ),
    (
        "clerk-frontend-api",
        "Clerk, Frontend API",
        "https://clerk.com/docs/reference/frontend-api",
    ),
];

/// The section that a tag (without its `@`) cites, or `None` when it cites none.
#[must_use]
pub fn cited(tag: &str) -> Option<Section> {
    if let Some((_, title, url)) = GUIDES.iter().find(|(name, ..)| *name == tag) {
        return Some(Section {
            title: (*title).to_owned(),
            url: (*url).to_owned(),
        });
    }
    if let Some(rest) = tag.strip_prefix("oidc-core-") {
        return is_number(rest).then(|| Section {
            title: format!("OpenID Connect Core 1.0 section {rest}"),
            url: format!("https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.{rest}"),
        });
    }
    let rest = tag.strip_prefix("rfc")?;
    let (number, section) = rest
        .split_once('-')
        .map_or((rest, None), |(number, section)| (number, Some(section)));
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let page = format!("https://www.rfc-editor.org/rfc/rfc{number}");
    match section {
        None => Some(Section {
            title: format!("RFC {number}"),
            url: page,
        }),
        Some(section) => is_number(section).then(|| Section {
            title: format!("RFC {number} section {section}"),
            url: format!("{page}#section-{section}"),
        }),
    }
}

fn is_number(section: &str) -> bool {
    section
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::cited;

    #[test]
    fn tags_become_links_to_the_section() {
        let section = cited("rfc6749-10.12").expect("a section");
        assert_eq!(section.title, "RFC 6749 section 10.12");
        assert_eq!(
            section.url,
            "https://www.rfc-editor.org/rfc/rfc6749#section-10.12"
        );
        assert_eq!(cited("rfc6238").expect("a document").title, "RFC 6238");
        assert!(cited("oidc-core-3.1.3.7").is_some());
        assert_eq!(cited("must"), None);
        assert_eq!(cited("rfc6749-x"), None);
    }
}
