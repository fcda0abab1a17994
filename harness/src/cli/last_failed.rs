//! `--last-failed`: what was open in the last run, read from its report.

use std::collections::HashSet;

use super::results::{self, Problem};
use super::run::Arguments;
use crate::exit;

/// Target and address of each check that was open, or nothing when `--last-failed` was not asked for.
///
/// A failure that the baseline expects is not open, and a warning is not worth another run.
pub(super) fn only(arguments: &Arguments) -> Result<Option<HashSet<(String, String)>>, Problem> {
    let Some(file) = &arguments.last_failed else {
        return Ok(None);
    };
    let path = file.as_ref().unwrap_or(&arguments.report_dir);
    let results = results::read(path)?;
    let open: HashSet<(String, String)> = results
        .checks
        .iter()
        .filter(|check| check.is_open() && check.verdict.word() != "warn")
        .map(|check| (check.target.clone(), check.address()))
        .collect();
    if open.is_empty() {
        return Err(Problem {
            message: format!("nothing was open in the last run ({})", path.display()),
            hint: Some("leave --last-failed out to run everything".to_owned()),
            exit_code: exit::NOTHING_RAN,
        });
    }
    Ok(Some(open))
}
