//! Writes files whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Writes `content` under a temporary name beside `path`, then renames it. Makes missing folders.
pub(super) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    fs::create_dir_all(folder).map_err(named)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(named)?;
    file.write_all(content).map_err(named)?;
    readable_by_others(file.as_file()).map_err(named)?;
    file.persist(path).map_err(|error| named(error.error))?;
    Ok(())
}

/// A temporary file is private; a report is for whoever may read the folder (a CI job's next step, say).
fn readable_by_others(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}
