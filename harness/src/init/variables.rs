//! The environment variables by which an app learns of its provider and of itself: those that its sources name, and
//! those that its libraries read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mock_provider::Provider;

use super::door::pattern;

/// Folders with what is not the app's own.
const FOREIGN: [&str; 12] = [
    "node_modules",
    "target",
    "dist",
    "build",
    "vendor",
    "venv",
    "__pycache__",
    "coverage",
    "tests",
    "test",
    "docs",
    "harness-report",
];
/// Kinds of files in which variables are named.
const SOURCES: [&str; 20] = [
    "js", "mjs", "cjs", "ts", "mts", "tsx", "jsx", "py", "rb", "go", "rs", "java", "kt", "php", "ex", "exs",
    "cs", "yml", "yaml", "toml",
];
/// Files that are read at most, and bytes of each.
const MOST_FILES: usize = 2_000;
const MOST_BYTES: u64 = 512 * 1024;
/// Folders below the app's own.
const DEPTH: usize = 6;

/// Names of the app's own address in widely used libraries and templates.
const OWN_ADDRESS: [&str; 12] = [
    "APP_URL",
    "APP_BASE_URL",
    "BASE_URL",
    "PUBLIC_URL",
    "SITE_URL",
    "SERVER_URL",
    "AUTH_URL",
    "NEXTAUTH_URL",
    "BETTER_AUTH_URL",
    "PUBLIC_BASE_URL",
    "EXTERNAL_URL",
    "ORIGIN",
];

/// What follows a provider's name in names of client ids, secrets, and issuers; anything else (`GOOGLE_MAPS_KEY`) is left
/// alone.
const IDS: [&str; 9] = [
    "ID",
    "CLIENT_ID",
    "CLIENTID",
    "APP_ID",
    "OAUTH_ID",
    "OAUTH_CLIENT_ID",
    "OAUTH2_CLIENT_ID",
    "OAUTH2_KEY",
    "CLIENT_KEY",
];
const SECRETS: [&str; 8] = [
    "SECRET",
    "CLIENT_SECRET",
    "CLIENTSECRET",
    "APP_SECRET",
    "OAUTH_SECRET",
    "OAUTH_CLIENT_SECRET",
    "OAUTH2_CLIENT_SECRET",
    "OAUTH2_SECRET",
];
const ISSUERS: [&str; 3] = ["ISSUER", "ISSUER_URL", "OAUTH_ISSUER"];

/// What the variables of the app in `folder` are to say, with placeholders.
pub(super) fn of_app(folder: &Path) -> BTreeMap<String, String> {
    let mut names = BTreeSet::new();
    let mut left = MOST_FILES;
    collect(folder, DEPTH, &mut left, &mut names);
    let mut found: BTreeMap<String, String> = names
        .into_iter()
        .filter_map(|name| Some((value(&name)?, name)))
        .map(|(value, name)| (name, value))
        .collect();
    found.extend(of_libraries(folder));
    found
}

/// What a variable of this name says, as far as the name tells.
fn value(name: &str) -> Option<String> {
    if OWN_ADDRESS.contains(&name) {
        return Some("{app.url}".to_owned());
    }
    // One letter is too little to go by.
    let mut named = Provider::ALL.into_iter().filter(|idp| *idp != Provider::X);
    let (idp, rest) = named.find_map(|idp| {
        let word = idp.slug().to_ascii_uppercase();
        let (before, rest) = name.split_once(&format!("{word}_"))?;
        (before.is_empty() || before.ends_with('_')).then_some((idp, rest))
    })?;
    let key = [
        ("client_id", &IDS[..]),
        ("client_secret", &SECRETS[..]),
        ("issuer", &ISSUERS[..]),
    ]
    .into_iter()
    .find_map(|(key, ends)| ends.contains(&rest).then_some(key))?;
    Some(format!("{{{}.{key}}}", idp.slug()))
}

/// What libraries read without the app's sources naming it.
fn of_libraries(folder: &Path) -> BTreeMap<String, String> {
    let package = std::fs::read_to_string(folder.join("package.json")).unwrap_or_default();
    let mut found = BTreeMap::new();
    if package.contains("\"@auth/") || package.contains("\"next-auth\"") {
        for idp in [Provider::Google, Provider::GitHub] {
            let (name, slug) = (idp.slug().to_ascii_uppercase(), idp.slug());
            found.insert(format!("AUTH_{name}_ID"), format!("{{{slug}.client_id}}"));
            found.insert(format!("AUTH_{name}_SECRET"), format!("{{{slug}.client_secret}}"));
        }
    }
    if package.contains("\"better-auth\"") {
        found.insert("BETTER_AUTH_URL".to_owned(), "{app.url}".to_owned());
    }
    found
}

fn collect(folder: &Path, depth: usize, left: &mut usize, names: &mut BTreeSet<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    let words = pattern(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\bORIGIN\b");
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let Ok(kind) = entry.file_type() else { continue };
        let is_settings = name.starts_with(".env");
        if kind.is_dir() {
            if depth > 0 && !name.starts_with('.') && !FOREIGN.contains(&name.as_str()) {
                collect(&path, depth - 1, left, names);
            }
            continue;
        }
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default();
        let is_source = is_settings || SOURCES.contains(&extension);
        let small = entry.metadata().is_ok_and(|file| file.len() <= MOST_BYTES);
        // Our own manifests name variables of every target.
        if !kind.is_file() || !is_source || !small || name == "target.toml" || *left == 0 {
            continue;
        }
        *left -= 1;
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        names.extend(words.find_iter(&text).map(|found| found.as_str().to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn names_in_sources_and_settings_are_filled_and_others_are_not() {
        let folder = TempDir::new().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, text).expect("a file");
        };
        write(
            "src/auth.js",
            "clientId: process.env.GOOGLE_CLIENT_ID, secret: env['GITHUB_OAUTH_CLIENT_SECRET'], GOOGLE_MAPS_API_KEY",
        );
        write(".env.example", "APP_URL=http://localhost:3000\nFIREBASE_ID=1\n");
        write("node_modules/lib/index.js", "process.env.GITHUB_CLIENT_ID");
        write("package.json", "{\"dependencies\": {\"@auth/express\": \"1\"}}");
        let found = of_app(folder.path());
        let expected = [
            ("APP_URL", "{app.url}"),
            ("AUTH_GITHUB_ID", "{github.client_id}"),
            ("AUTH_GITHUB_SECRET", "{github.client_secret}"),
            ("AUTH_GOOGLE_ID", "{google.client_id}"),
            ("AUTH_GOOGLE_SECRET", "{google.client_secret}"),
            ("GITHUB_OAUTH_CLIENT_SECRET", "{github.client_secret}"),
            ("GOOGLE_CLIENT_ID", "{google.client_id}"),
        ];
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(found, expected);
    }
}
