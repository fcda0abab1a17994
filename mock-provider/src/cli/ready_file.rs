//! A file that exists while the server is ready, with its URL in it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Removes the file when it is dropped.
#[derive(Debug)]
pub(super) struct ReadyFile {
    path: PathBuf,
}

impl ReadyFile {
    /// Removes what an earlier run may have left, so that nobody takes it for ours.
    ///
    /// # Errors
    /// When a file is there and cannot be removed.
    pub(super) fn forget(path: &Path) -> io::Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Writes the URL. Whoever sees the file sees all of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn write(path: &Path, url: &str) -> io::Result<Self> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}", std::process::id()));
        let draft = path.with_file_name(name);
        fs::write(&draft, format!("{url}\n"))?;
        fs::rename(&draft, path)?;
        Ok(Self {
            path: path.to_owned(),
        })
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        // The server stops anyway; a file that cannot be removed is removed by the next start.
        let _ = fs::remove_file(&self.path);
    }
}
