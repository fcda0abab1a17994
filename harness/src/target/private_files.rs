//! Files of the system that a target's programs see in a version of their own: the hosts file and the certificate
//! bundles. Their process gets its own view of the file system (a mount namespace); the machine's files stay as they are.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use mock_provider::MockProvider;
use tokio::process::Command;

/// The file in which names are looked up first.
const HOSTS: &str = "/etc/hosts";
/// Where systems keep the certificates that they trust.
const BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];
/// Puts each file over another one (two arguments each, up to an empty one), then becomes the command. As somebody who
/// is root only in here, it goes back to who it was.
const SCRIPT: &str = r#"while [ -n "$1" ]; do mount --bind "$1" "$2" || exit 126; shift 2; done; shift
if [ -n "$HARNESS_UID" ]; then exec unshare --user --map-user="$HARNESS_UID" --map-group="$HARNESS_GID" -- "$@"; fi
exec "$@""#;

/// Files, each with the one that it is seen in place of.
#[derive(Debug)]
pub(super) struct PrivateFiles(Vec<(PathBuf, PathBuf)>);

impl PrivateFiles {
    /// Writes the files into `folder`.
    pub(super) fn write(folder: &Path, provider: &MockProvider) -> std::io::Result<Self> {
        let mut files = Vec::new();
        let mut put = |name: String, text: String, over: &Path| {
            let file = folder.join(name);
            std::fs::write(&file, text)?;
            files.push((file, over.to_owned()));
            Ok::<_, std::io::Error>(())
        };
        let hosts = std::fs::read_to_string(HOSTS).unwrap_or_default();
        put("hosts".to_owned(), leading_to(provider, &hosts), Path::new(HOSTS))?;
        let authority = provider.ca_pem().unwrap_or_default();
        // Links lead to one file, over which something can be put only once.
        let mut bundles: Vec<PathBuf> = BUNDLES
            .iter()
            .filter_map(|path| std::fs::canonicalize(path).ok())
            .collect();
        bundles.sort();
        bundles.dedup();
        for (number, bundle) in bundles.iter().enumerate() {
            let trusted = std::fs::read_to_string(bundle)?;
            put(
                format!("bundle-{number}.pem"),
                format!("{trusted}\n{authority}"),
                bundle,
            )?;
        }
        Ok(Self(files))
    }

    /// The command of `words`, in a view of its own.
    pub(super) fn around(&self, words: Vec<String>) -> Vec<String> {
        let (uid, gid) = (nix::unistd::geteuid(), nix::unistd::getegid());
        let mut all: Vec<String> = Vec::new();
        if !uid.is_root() {
            all.extend([
                "env".to_owned(),
                format!("HARNESS_UID={uid}"),
                format!("HARNESS_GID={gid}"),
            ]);
        }
        all.extend(["unshare", "--mount", "--propagation", "private"].map(str::to_owned));
        if !uid.is_root() {
            all.extend(["--user", "--map-root-user"].map(str::to_owned));
        }
        all.extend(["--", "sh", "-c", SCRIPT, "sh"].map(str::to_owned));
        for (file, over) in &self.0 {
            all.extend([file.display().to_string(), over.display().to_string()]);
        }
        all.push(String::new());
        all.extend(words);
        all
    }

    /// Tries it with a command that does nothing.
    ///
    /// # Errors
    /// What the system says.
    pub(super) async fn prove(&self) -> Result<(), String> {
        let words = self.around(vec!["true".to_owned()]);
        let mut words = words.into_iter();
        let output = Command::new(words.next().unwrap_or_default())
            .args(words)
            .output()
            .await
            .map_err(|error| format!("`unshare` cannot be run: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(said.lines().last().unwrap_or("no reason given").to_owned())
    }
}

/// A hosts file in which the providers' names lead to `provider`, and all others where they did.
fn leading_to(provider: &MockProvider, hosts: &str) -> String {
    let names = provider.virtual_hosts();
    let others = hosts
        .lines()
        .filter(|line| !line.split_whitespace().any(|word| names.contains(&word)));
    let mut text: String = others.flat_map(|line| [line, "\n"]).collect();
    if let Some(address) = provider.tls_addr() {
        for name in names {
            let _ = writeln!(text, "{} {name}", address.ip());
        }
    }
    text
}
