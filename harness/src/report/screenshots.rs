//! Screenshots as PNG files, for outputs that can only name a path.

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Reporter;
use super::files::write_whole;
use crate::events::{CheckResult, Event};

/// Writes each screenshot as soon as its check is done.
#[derive(Debug)]
pub struct Screenshots {
    report_dir: PathBuf,
}

impl Screenshots {
    /// Files go below `report_dir`, into `screenshots/`.
    #[must_use]
    pub fn new(report_dir: impl Into<PathBuf>) -> Self {
        Self {
            report_dir: report_dir.into(),
        }
    }
}

impl Reporter for Screenshots {
    fn on_event(&mut self, event: &Event) -> io::Result<()> {
        let Event::CheckFinished(check) = event else {
            return Ok(());
        };
        for page in &check.evidence.pages {
            if let Some(screenshot) = &page.screenshot {
                let png = STANDARD.decode(screenshot).map_err(|error| {
                    io::Error::new(
                        io::ErrorKind::InvalidData,
                        format!("the screenshot of {} is not Base64: {error}", check.address()),
                    )
                })?;
                write_whole(&screenshot_path(&self.report_dir, check, &page.person), &png)?;
            }
        }
        Ok(())
    }
}

/// Where the screenshot of one person's browser goes.
#[must_use]
pub fn screenshot_path(report_dir: &Path, check: &CheckResult, person: &str) -> PathBuf {
    let name = format!("{}-{}", file_name(&check.address()), file_name(person));
    report_dir
        .join("screenshots")
        .join(file_name(&check.target))
        .join(format!("{name}.png"))
}

/// `cb-state-wrong/google` as `cb-state-wrong-google`: nothing in it leaves the folder.
pub(super) fn file_name(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect()
}
