//! What has to be done once before the first start of a target.

use tokio::process::Command;

use super::error::TargetError;
use super::manifest::Manifest;
use crate::process::ProcessGroup;

/// Runs `start.setup` once, before the first start.
///
/// # Errors
/// [`TargetError::Spawn`] or [`TargetError::Ended`].
pub async fn set_up(manifest: &Manifest) -> Result<(), TargetError> {
    let Some((program, arguments)) = manifest
        .start
        .as_ref()
        .and_then(|start| start.setup.split_first())
    else {
        return Ok(());
    };
    let shown = manifest
        .start
        .as_ref()
        .map(|start| start.setup.join(" "))
        .unwrap_or_default();
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&manifest.folder);
    let spawn = |error: std::io::Error| TargetError::Spawn {
        command: shown.clone(),
        reason: error.to_string(),
    };
    let mut process = ProcessGroup::spawn(command).map_err(spawn)?;
    let status = process.wait().await.map_err(spawn)?;
    if status.success() {
        return Ok(());
    }
    let output = process.last_words(10).await.join("\n");
    Err(TargetError::Ended {
        status: status.to_string(),
        url: format!("`{shown}`"),
        output,
    })
}
