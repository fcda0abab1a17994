//! Google's scopes: short names, long names, and which of them a person may leave out.

const EMAIL: &str = "https://www.googleapis.com/auth/userinfo.email";
const PROFILE: &str = "https://www.googleapis.com/auth/userinfo.profile";

/// Names that do not start as the others do.
const IRREGULAR: &[&str] = &[
    "openid",
    "email",
    "profile",
    "https://mail.google.com/",
    "https://www.google.com/calendar/feeds",
    "https://www.google.com/m8/feeds",
];

/// Whether a scope exists. Of the hundreds of API scopes only the form is checked.
pub(super) fn known(scope: &str) -> bool {
    let api = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|b| {
                b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-' | b'/')
            })
    };
    IRREGULAR.contains(&scope)
        || scope
            .strip_prefix("https://www.googleapis.com/auth/")
            .is_some_and(api)
}

/// Whether a scope only says who somebody is; such scopes cannot be left out.
pub(super) fn is_identity(scope: &str) -> bool {
    matches!(scope, "openid" | "email" | "profile" | EMAIL | PROFILE)
}

/// The scopes that get a box to tick: none unless there are several beyond identity.
pub(super) fn optional(asked: &[String]) -> Vec<String> {
    let others: Vec<String> = asked
        .iter()
        .filter(|scope| !is_identity(scope))
        .cloned()
        .collect();
    if others.len() > 1 { others } else { Vec::new() }
}

/// The scopes as a token carries them: long names for `email` and `profile`, and, where `openid_implied`, `openid`
/// whenever identity is part of it, even if only `email` was asked.
pub(super) fn canonical(scopes: &[String], openid_implied: bool) -> Vec<String> {
    let mut canonical: Vec<String> = Vec::new();
    let mut add = |scope: &str| {
        if !canonical.iter().any(|known| known == scope) {
            canonical.push(scope.to_owned());
        }
    };
    for scope in scopes {
        add(long(scope));
    }
    if openid_implied && scopes.iter().any(|scope| is_identity(scope)) {
        add("openid");
    }
    canonical
}

/// The name by which a token carries a scope.
pub(super) fn long(scope: &str) -> &str {
    match scope {
        "email" => EMAIL,
        "profile" => PROFILE,
        other => other,
    }
}

/// The `scope` of the authorization response: short names, then the long ones, `openid` last.
pub(super) fn in_redirect(granted: &[String]) -> String {
    let has = |name: &str| granted.iter().any(|scope| scope == name);
    let short = [("email", has(EMAIL)), ("profile", has(PROFILE))]
        .into_iter()
        .filter_map(|(n, there)| there.then_some(n));
    let long = granted
        .iter()
        .map(String::as_str)
        .filter(|scope| *scope != "openid");
    let openid = has("openid").then_some("openid");
    short.chain(long).chain(openid).collect::<Vec<_>>().join(" ")
}

/// Whether a device may ask for the scope: who somebody is, and the few APIs that televisions use.
pub(super) fn open_to_devices(scope: &str) -> bool {
    is_identity(scope)
        || matches!(
            scope.strip_prefix("https://www.googleapis.com/auth/"),
            Some("drive.file" | "drive.appdata" | "youtube" | "youtube.readonly")
        )
}

pub(super) fn grants_email(scopes: &[String]) -> bool {
    scopes.iter().any(|scope| scope == EMAIL)
}

pub(super) fn grants_profile(scopes: &[String]) -> bool {
    scopes.iter().any(|scope| scope == PROFILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        text.split(' ').map(ToOwned::to_owned).collect()
    }

    #[test]
    fn asking_for_email_alone_implies_openid() {
        assert_eq!(canonical(&list("email"), true), [EMAIL, "openid"]);
        assert_eq!(canonical(&list("email"), false), [EMAIL]);
    }

    #[test]
    fn the_redirect_has_short_and_long_names() {
        let granted = canonical(&list("openid email profile"), true);
        assert_eq!(
            in_redirect(&granted),
            format!("email profile {EMAIL} {PROFILE} openid")
        );
    }

    #[test]
    fn boxes_appear_only_for_several_scopes_beyond_identity() {
        let drive = "https://www.googleapis.com/auth/drive";
        let calendar = "https://www.googleapis.com/auth/calendar";
        assert!(optional(&list(&format!("openid {drive}"))).is_empty());
        assert_eq!(
            optional(&list(&format!("openid {drive} {calendar}"))),
            [drive, calendar]
        );
        assert!(known(drive) && !known("user:email") && !known("Openid"));
    }
}
