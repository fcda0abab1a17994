//! GitHub's scopes: which exist, and which contain which.

/// Scopes and what each contains. What stands on the left alone is contained in nothing.
const CONTAINS: &[(&str, &[&str])] = &[
    (
        "repo",
        &[
            "repo:status",
            "repo_deployment",
            "public_repo",
            "repo:invite",
            "security_events",
        ],
    ),
    ("admin:repo_hook", &["write:repo_hook", "read:repo_hook"]),
    ("write:repo_hook", &["read:repo_hook"]),
    ("admin:org", &["write:org", "read:org"]),
    ("write:org", &["read:org"]),
    ("admin:public_key", &["write:public_key", "read:public_key"]),
    ("write:public_key", &["read:public_key"]),
    ("user", &["read:user", "user:email", "user:follow"]),
    ("project", &["read:project"]),
    ("admin:gpg_key", &["write:gpg_key", "read:gpg_key"]),
    ("write:gpg_key", &["read:gpg_key"]),
    (
        "admin:enterprise",
        &[
            "manage_runners:enterprise",
            "manage_billing:enterprise",
            "read:enterprise",
        ],
    ),
    ("write:packages", &["read:packages"]),
    ("admin:org_hook", &[]),
    ("gist", &[]),
    ("notifications", &[]),
    ("delete_repo", &[]),
    ("delete:packages", &[]),
    ("codespace", &[]),
    ("workflow", &[]),
    ("read:audit_log", &[]),
];

/// The scopes as a token stores them: contained ones merged into what contains them, and unknown ones dropped unless
/// they are to be kept.
pub(super) fn normalised(asked: &[String], keep_unknown: bool) -> Vec<String> {
    let mut normalised: Vec<String> = Vec::new();
    for scope in asked.iter().filter(|scope| keep_unknown || exists(scope)) {
        let contained = asked.iter().any(|other| contains(other, scope));
        if !contained && !normalised.contains(scope) {
            normalised.push(scope.clone());
        }
    }
    normalised
}

/// Whether what was granted includes the scope.
pub(super) fn covers(granted: &[String], scope: &str) -> bool {
    granted
        .iter()
        .any(|other| other == scope || contains(other, scope))
}

fn contains(outer: &str, inner: &str) -> bool {
    CONTAINS
        .iter()
        .any(|(name, contained)| *name == outer && contained.contains(&inner))
}

fn exists(scope: &str) -> bool {
    CONTAINS
        .iter()
        .any(|(name, contained)| *name == scope || contained.contains(&scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in GitHub's documentation, with an unknown scope added.
    #[test]
    fn contained_and_unknown_scopes_disappear() {
        let asked: Vec<String> = ["user", "gist", "user:email", "nonsense"]
            .map(ToOwned::to_owned)
            .into();
        assert_eq!(normalised(&asked, false), ["user", "gist"]);
        assert_eq!(normalised(&asked, true), ["user", "gist", "nonsense"]);
        assert!(covers(&normalised(&asked, false), "user:email"));
        assert!(!covers(&["read:user".to_owned()], "user:email"));
    }
}
