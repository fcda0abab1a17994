//! The folder of a user that keeps one authority, so that it is trusted once.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use tempfile::NamedTempFile;

use super::authority::{Authority, AuthorityError};

/// The certificate, for everybody to read.
pub(crate) const CERTIFICATE: &str = "ca.pem";
/// The private key, for the owner alone.
const KEY: &str = "ca-key.pem";
/// Held while the folder is read or written, so that two programs that start at once agree on one authority.
const LOCK: &str = "ca.lock";

/// Why a folder gives no authority.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// A file cannot be read or written.
    #[error("{path} cannot be read or written: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What is there is no authority, or none can be made.
    #[error("in {path}: {source}")]
    Authority {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        source: AuthorityError,
    },
    /// There is neither a home nor a data directory to put it in.
    #[error("no folder is known for the certificate authority: neither XDG_DATA_HOME nor HOME is set")]
    NoHome,
}

/// `mock-provider/ca` below the user's data directory (XDG Base Directory: `XDG_DATA_HOME`, else `~/.local/share`).
///
/// # Errors
/// [`DirectoryError::NoHome`]
pub(crate) fn of_user() -> Result<PathBuf, DirectoryError> {
    let folder = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    folder("XDG_DATA_HOME")
        .or_else(|| {
            folder("HOME")
                .or_else(|| folder("USERPROFILE"))
                .map(|home| home.join(".local/share"))
        })
        .map(|data| data.join("mock-provider/ca"))
        .ok_or(DirectoryError::NoHome)
}

/// The authority of a folder; made where there is none, or where it is about to end or serves other names.
pub(super) fn open(folder: &Path, hosts: &[&str], now: Timestamp) -> Result<Authority, DirectoryError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| DirectoryError::File { path, source }
    };
    create_folder(folder).map_err(at(folder))?;
    let (key, certificate, lock) = (folder.join(KEY), folder.join(CERTIFICATE), folder.join(LOCK));
    let held = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock)
        .map_err(at(&lock))?;
    held.lock().map_err(at(&lock))?;

    let broken = |source| DirectoryError::Authority {
        path: folder.to_owned(),
        source,
    };
    let kept = match (
        read(&key).map_err(at(&key))?,
        read(&certificate).map_err(at(&certificate))?,
    ) {
        (Some(key), Some(certificate)) => Authority::read(&key, &certificate, hosts, now).map_err(broken)?,
        _ => None,
    };
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let made = Authority::create(hosts, now).map_err(broken)?;
    replace(&key, made.key_pem().as_bytes(), 0o600).map_err(at(&key))?;
    replace(&certificate, made.certificate_pem().as_bytes(), 0o644).map_err(at(&certificate))?;
    Ok(made)
}

/// Writes a file whole or not at all: nobody ever sees a part of it. A file with that content already is left alone.
pub(super) fn replace(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    if fs::read(path).is_ok_and(|found| found == content) {
        return Ok(());
    }
    let mut file = new_file(path.parent().unwrap_or(Path::new(".")), mode)?;
    file.write_all(content)?;
    file.persist(path)?;
    Ok(())
}

/// None: there is no such file.
fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn create_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(unix)]
fn new_file(folder: &Path, mode: u32) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(mode))
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path, _: u32) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}
