//! How a target's programs find the mock provider: by its URL, or by the providers' real names.

use std::net::{IpAddr, Ipv4Addr, TcpListener};

use mock_provider::{Builder, MockProvider, Tls};
use tempfile::TempDir;
use tokio::process::Command;

use super::manifest::Reach;
use super::private_files::PrivateFiles;

/// Port of `https://`.
const HTTPS: u16 = 443;
/// Loopback addresses that are tried for one on which nobody has the port.
const TRIES: u32 = 16;
/// Node's options, which are added to, because the target may have some of its own.
const NODE_OPTIONS: &str = "NODE_OPTIONS";

/// Why the target's programs cannot be led to the mock provider.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Names alone lead to port 443, and this program may not listen there.
    #[error("provider.reach = \"by-hosts\" needs port 443 of a loopback address of its own: {0}")]
    Port(std::io::Error),
    /// The provider of somebody else has no TLS listener.
    #[error("provider.reach = \"{}\" needs a mock provider with a TLS listener, and the one that was given has none", .0.word())]
    NoTls(Reach),
    /// Files for the programs cannot be written.
    #[error("the files by which programs find the mock provider cannot be written: {0}")]
    Files(std::io::Error),
    /// There are no private files on this system.
    #[error(
        "provider.reach = \"by-hosts\" gives the target a hosts file of its own, which this machine refuses: {0}"
    )]
    NoPrivateFiles(String),
}

impl AccessError {
    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Port(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                "run `sudo sysctl net.ipv4.ip_unprivileged_port_start=443`, run the harness as root, or use \
                 reach = \"by-name\", which needs no rights"
                    .to_owned()
            }
            Self::Port(_) => "use reach = \"by-name\", which needs no port".to_owned(),
            Self::NoTls(_) => {
                "start it with `MockProvider::builder().tls(Tls::ephemeral()).proxy()`".to_owned()
            }
            Self::Files(_) => {
                "make room in the folder for temporary files, or name another one in TMPDIR".to_owned()
            }
            Self::NoPrivateFiles(_) => {
                "run the harness as root, allow unprivileged user namespaces (`sudo sysctl \
                 kernel.unprivileged_userns_clone=1`), or use reach = \"by-name\", which needs no rights"
                    .to_owned()
            }
        }
    }
}

/// Gives a mock provider the listeners that `reach` needs.
///
/// # Errors
/// [`AccessError::Port`]
pub fn listeners(provider: Builder, reach: Reach) -> Result<Builder, AccessError> {
    Ok(match reach {
        Reach::ByUrl => provider,
        Reach::ByName => provider.tls(Tls::ephemeral()).proxy(),
        Reach::ByHosts => provider.tls(Tls::ephemeral().ip(own_address()?).port(HTTPS)),
    })
}

/// How the programs of a target find the mock provider.
#[derive(Debug, Default)]
pub struct Access {
    variables: Vec<(&'static str, String)>,
    private: Option<PrivateFiles>,
    /// Removed when the run ends.
    _folder: Option<TempDir>,
}

impl Access {
    /// Writes what programs need to find `provider`.
    ///
    /// # Errors
    /// See [`AccessError`].
    pub async fn prepare(reach: Reach, provider: &MockProvider) -> Result<Self, AccessError> {
        if !reach.is_by_real_names() {
            return Ok(Self::default());
        }
        let folder = TempDir::with_prefix("harness-access-").map_err(AccessError::Files)?;
        let environment = provider
            .environment(folder.path())
            .map_err(AccessError::Files)?
            .ok_or(AccessError::NoTls(reach))?;
        let (variables, private) = if reach == Reach::ByHosts {
            let private = PrivateFiles::write(folder.path(), provider).map_err(AccessError::Files)?;
            private.prove().await.map_err(AccessError::NoPrivateFiles)?;
            (environment.trust(), Some(private))
        } else {
            (environment.any(), None)
        };
        Ok(Self {
            variables,
            private,
            _folder: Some(folder),
        })
    }

    /// The command of `words` with what it needs to find the provider; variables that are set afterwards count more.
    pub(super) fn command(&self, words: Vec<String>) -> Command {
        let words = match &self.private {
            Some(private) => private.around(words),
            None => words,
        };
        let mut words = words.into_iter();
        let mut command = Command::new(words.next().unwrap_or_default());
        command
            .args(words)
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The value of a variable of the manifest beside what the programs need: Node's options are joined.
    pub(super) fn joined(&self, name: &str, value: &str) -> String {
        let ours = self.variables.iter().find(|(ours, _)| *ours == name);
        match ours {
            Some((NODE_OPTIONS, ours)) => format!("{ours} {value}"),
            _ => value.to_owned(),
        }
    }
}

/// A loopback address on which nobody has port 443. Each process begins elsewhere, so that runs stay apart.
fn own_address() -> Result<IpAddr, AccessError> {
    let mut refused = std::io::Error::other("every address that was tried is in use");
    let first = std::process::id();
    for number in first..first + TRIES {
        let [.., high, low] = number.to_be_bytes();
        let ip = IpAddr::from(Ipv4Addr::new(127, 4, high, low));
        match TcpListener::bind((ip, HTTPS)) {
            Ok(_) => return Ok(ip),
            Err(error) => refused = error,
        }
    }
    Err(AccessError::Port(refused))
}
