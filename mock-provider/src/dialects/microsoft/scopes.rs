//! Microsoft's scopes: those of OpenID Connect, and the permissions of Microsoft Graph.

/// The resource whose permissions need no prefix.
const GRAPH: &str = "https://graph.microsoft.com/";

/// Asks for a refresh token. It is consented to and not granted: no answer lists it.
pub(super) const OFFLINE_ACCESS: &str = "offline_access";

/// Whether a scope exists. Of the hundreds of Graph permissions only the form is checked: `User.Read`.
pub(super) fn known(scope: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let permission = |name: &str| name.contains('.') && name.split('.').all(word);
    matches!(scope, "openid" | "profile" | "email" | OFFLINE_ACCESS)
        || permission(short(scope))
        || short(scope) == ".default"
}

/// Whether scopes that were granted cover a Graph permission, whose case does not matter.
pub(crate) fn grants(granted: &[String], permission: &str) -> bool {
    granted
        .iter()
        .any(|scope| short(scope).eq_ignore_ascii_case(permission) || short(scope) == ".default")
}

/// A Graph permission without its prefix.
fn short(scope: &str) -> &str {
    scope.strip_prefix(GRAPH).unwrap_or(scope)
}
