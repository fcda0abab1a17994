//! `harness report open`: the HTML report in whatever the desktop opens pages with.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use url::Url;

use super::super::results::{self, Problem};
use super::super::run::REPORT_DIR;
use super::super::say;
use super::find;
use crate::exit;
use crate::report::html;

/// Programs that open a page, the desktop's own first.
const OPENERS: [&str; 4] = ["xdg-open", "open", "wslview", "sensible-browser"];

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Id or address of a check to begin with, for example cb-state-wrong/google
    check: Option<String>,
    /// Folder of the report
    #[arg(long, value_name = "DIR", default_value = REPORT_DIR)]
    report_dir: PathBuf,
}

pub(super) fn main(arguments: &Arguments) -> Result<u8, Problem> {
    let mut url = page(&arguments.report_dir)?;
    if let Some(name) = &arguments.check {
        let results = results::read(&arguments.report_dir)?;
        let found = find(&results, name)?;
        url.set_fragment(found.first().map(|check| html::anchor(check)).as_deref());
    }
    let Some(opener) = OPENERS.iter().find_map(|name| which::which(name).ok()) else {
        return Err(Problem {
            message: format!(
                "there is no program here that opens pages (looked for {})",
                OPENERS.join(", ")
            ),
            hint: Some(format!("open {url} in a browser")),
            exit_code: exit::NOT_JUDGED,
        });
    };
    let status = Command::new(&opener)
        .arg(url.as_str())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => {
            say::note(&format!("opened {url}"));
            Ok(exit::CONFORMANT)
        }
        Ok(status) => Err(refused(&opener, &status.to_string(), &url)),
        Err(error) => Err(refused(&opener, &error.to_string(), &url)),
    }
}

fn refused(opener: &Path, why: &str, url: &Url) -> Problem {
    Problem {
        message: format!("{} did not open the report: {why}", opener.display()),
        hint: Some(format!("open {url} in a browser")),
        exit_code: exit::NOT_JUDGED,
    }
}

/// The address of the HTML report in `folder`.
fn page(folder: &Path) -> Result<Url, Problem> {
    let missing = |why: String| {
        Problem::usage(
            format!("there is no report to open: {why}"),
            "name the folder that `harness run` wrote with --report-dir, or run it first",
        )
    };
    let file = folder.join("index.html");
    let absolute = file
        .canonicalize()
        .map_err(|error| missing(format!("{}: {error}", file.display())))?;
    Url::from_file_path(&absolute).map_err(|()| missing(format!("{} is no file", absolute.display())))
}
