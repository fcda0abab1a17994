//! The terminal: a line for each finished check, failures in full at once, and a summary.
//!
//! Everything goes to standard error; standard output is for data. Nothing depends on colour.

mod paint;
mod progress;
mod summary;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};

use super::Reporter;
use super::failure_block::{Part, failure_block};
use super::printable::{cut_middle, one_line, seconds_column};
use super::record::Record;
use super::wording::label;
use crate::events::{CheckResult, Event, RunInfo};
use crate::verdict::Verdict;
use paint::Paint;
use progress::Progress;
use summary::summary;

/// Titles of scenarios are short; one made by an outline's values may not be.
const LONGEST_TITLE: usize = 100;

/// How the terminal reporter writes.
#[derive(Debug, Clone, Default)]
pub struct TerminalOptions {
    /// Where the other reports go; its `index.html` and screenshots are named.
    pub report_dir: Option<PathBuf>,
    /// Colours, as ANSI sequences.
    pub colour: bool,
}

/// Prints a run while it goes on.
pub struct Terminal {
    options: TerminalOptions,
    out: Box<dyn Write + Send>,
    /// Absent where nobody watches: then each line counts itself.
    progress: Option<Progress>,
    record: Record,
    finished: usize,
    total: usize,
    blocks: usize,
}

impl Terminal {
    /// Standard error: with a progress bar when a person watches it, plain otherwise (also when `CI` is set).
    ///
    /// Colours follow the terminal, `NO_COLOR`, and `CLICOLOR_FORCE`.
    #[must_use]
    pub fn stderr(report_dir: Option<PathBuf>) -> Self {
        let colour = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        let options = TerminalOptions { report_dir, colour };
        let watched = io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let progress = watched.then(|| Progress::new(colour));
        Self {
            progress,
            ..Self::plain(io::stderr(), options)
        }
    }

    /// Any writer, without a progress bar.
    #[must_use]
    pub fn plain(out: impl Write + Send + 'static, options: TerminalOptions) -> Self {
        Self {
            options,
            out: Box::new(out),
            progress: None,
            record: Record::default(),
            finished: 0,
            total: 0,
            blocks: 0,
        }
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        let out = &mut self.out;
        let mut write = || out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match &self.progress {
            Some(progress) => progress.aside(write),
            None => write(),
        }
    }

    fn paint(&self) -> Paint {
        Paint {
            on: self.options.colour,
        }
    }

    fn finished(&mut self, check: &CheckResult) -> io::Result<()> {
        self.finished += 1;
        if let Some(progress) = &self.progress {
            progress.finished(check);
        }
        let mut text = String::new();
        if self.progress.is_none() {
            let digits = self.total.to_string().len();
            text.push_str(&format!("[{:>digits$}/{}] ", self.finished, self.total));
        }
        text.push_str(&self.paint().check_line(check));
        if needs_block(&check.verdict) {
            self.blocks += 1;
            text.push('\n');
            text.push_str(&self.block(check));
            text.push('\n');
        }
        self.print(&text)
    }

    /// The failure block, numbered and indented.
    fn block(&self, check: &CheckResult) -> String {
        let mut text = String::new();
        for (number, (part, line)) in failure_block(check, self.options.report_dir.as_deref())
            .into_iter()
            .enumerate()
        {
            let line = self.paint().part(part, &line);
            let margin = if number == 0 {
                format!("{:>4}) ", self.blocks)
            } else {
                " ".repeat(6)
            };
            text.push_str(if part == Part::Blank { "" } else { &margin });
            text.push_str(&line);
            text.push('\n');
        }
        text
    }
}

impl Reporter for Terminal {
    fn on_event(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::RunStarted(info) => {
                self.total = info.total;
                let header = header(info, self.paint());
                self.print(&header)?;
                if let Some(progress) = &self.progress {
                    progress.begin(info.total);
                }
            }
            Event::CheckStarted { address, .. } => {
                if let Some(progress) = &self.progress {
                    progress.started(address);
                }
            }
            Event::CheckFinished(check) => self.finished(check)?,
            Event::RunFinished(_) => {}
        }
        if let Some(run) = self.record.observe(event) {
            if let Some(progress) = &self.progress {
                progress.end();
            }
            let text = summary(&run, self.options.report_dir.as_deref(), self.paint());
            self.print(&text)?;
        }
        Ok(())
    }
}

/// Verdicts that a person has to look into; a warning's reason stands on its line.
fn needs_block(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Fail | Verdict::Inconclusive(_) | Verdict::Error(_)
    )
}

fn header(info: &RunInfo, paint: Paint) -> String {
    let workers = if info.workers == 1 {
        "1 worker".to_owned()
    } else {
        format!("{} workers", info.workers)
    };
    let checks = if info.total == 1 {
        "1 check".to_owned()
    } else {
        format!("{} checks", info.total)
    };
    let rows = [
        (
            "target",
            format!("{}  {}  ({})", info.target, info.target_url, info.target_start),
        ),
        ("provider", format!("{}  (seed {})", info.provider_url, info.seed)),
        ("browser", format!("{}, {}, {workers}", info.browser, info.driver)),
    ];
    let mut text = format!(
        "{}\n",
        paint.bold(&format!("harness {}", one_line(&info.version)))
    );
    for (name, value) in rows {
        text.push_str(&format!("  {name:<9} {}\n", one_line(&value).replace("  ", " ")));
    }
    let setup = seconds_column(info.setup_ms).trim_start().replace('s', " s");
    text.push_str(&format!("\n   Running {checks}  (set up in {setup})\n\n"));
    text
}

impl Paint {
    /// `   PASS [  0.41s] cb-state-wrong/google  A response with another state is refused`.
    fn check_line(self, check: &CheckResult) -> String {
        let word = format!("{:>7}", label(&check.verdict));
        let reason = match &check.verdict {
            Verdict::Warn(why) | Verdict::NotApplicable(why) => format!("  ({})", one_line(why)),
            _ => String::new(),
        };
        format!(
            "{} [{}] {}  {}{}\n",
            self.verdict(&check.verdict, &word),
            seconds_column(check.duration_ms),
            self.bold(&one_line(&check.address())),
            cut_middle(&one_line(&check.name), LONGEST_TITLE),
            self.dim(&cut_middle(&reason, 200)),
        )
    }
}
