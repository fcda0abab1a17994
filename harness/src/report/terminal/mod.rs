//! The terminal: a line for each finished check, failures in full at once, and a summary.
//!
//! Everything goes to standard error; standard output is for data. Nothing depends on colour.

mod baseline;
mod paint;
mod progress;
mod show;
mod summary;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};

use super::Reporter;
use super::failure_block::{Part, failure_block};
use super::printable::{count, cut_middle, one_line, paragraph, seconds, seconds_column};
use super::record::Record;
use super::wording::label;
use crate::events::{CheckResult, Event, RunInfo, TargetInfo};
use crate::verdict::Verdict;
use paint::Paint;
use progress::Progress;
pub use show::show;
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
    /// Leaves out checks that nobody has to look into: for a run that is over.
    pub only_open: bool,
}

/// Prints a run while it goes on.
pub struct Terminal {
    options: TerminalOptions,
    out: Box<dyn Write + Send>,
    /// Absent where nobody watches: then each line counts itself.
    progress: Option<Progress>,
    record: Record,
    info: Option<RunInfo>,
    finished: usize,
    blocks: usize,
}

impl Terminal {
    /// Standard error: with a progress bar when a person watches it, plain otherwise (also when `CI` is set).
    ///
    /// Without `bar`, never with one: for a run that stops and talks to a person. Colours follow the terminal,
    /// `NO_COLOR`, and `CLICOLOR_FORCE`.
    #[must_use]
    pub fn stderr(report_dir: Option<PathBuf>, bar: bool) -> Self {
        let colour = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        let options = TerminalOptions {
            report_dir,
            colour,
            only_open: false,
        };
        let watched = bar && io::stderr().is_terminal() && std::env::var_os("CI").is_none();
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
            info: None,
            finished: 0,
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
        if self.options.only_open && !check.is_open() {
            return Ok(());
        }
        if let Some(progress) = &self.progress {
            progress.finished(check);
        }
        let mut text = String::new();
        if self.progress.is_none() {
            let total = self.info.as_ref().map_or(0, |info| info.total);
            let digits = total.to_string().len();
            text.push_str(&format!("[{:>digits$}/{total}] ", self.finished));
        }
        text.push_str(&self.paint().check_line(check));
        if needs_block(check) {
            self.blocks += 1;
            text.push('\n');
            text.push_str(&self.block(check));
            text.push('\n');
        }
        self.print(&text)
    }

    /// One attempt of several. Those of a repetition that pass are not worth a line each.
    fn attempted(&mut self, check: &CheckResult) -> io::Result<()> {
        if let Some(progress) = &self.progress {
            progress.attempted(check);
        }
        if !check.verdict.is_bad() {
            return Ok(());
        }
        let why = check
            .failure
            .as_ref()
            .map(|failure| failure.actual.as_str())
            .or(check.verdict.reason())
            .unwrap_or_default();
        let margin = match (&self.progress, &self.info) {
            (None, Some(info)) => " ".repeat(2 * info.total.to_string().len() + 4),
            _ => String::new(),
        };
        let paint = self.paint();
        let text = format!(
            "{margin}{} [{}] {}  attempt ended in {}{}\n",
            paint.dim("    TRY"),
            seconds_column(check.duration_ms),
            one_line(&check.address()),
            check.verdict.word(),
            paint.dim(&cut_middle(&format!("  ({})", one_line(why)), 200)),
        );
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
                self.info = Some(info.clone());
                let header = header(info, self.paint());
                self.print(&header)?;
                if let Some(progress) = &self.progress {
                    progress.begin(info.total * info.repeat as usize);
                }
            }
            Event::TargetStarted(target) => {
                let mut text = target_header(target, self.info.as_ref(), self.paint());
                if self.finished > 0 {
                    text.insert(0, '\n');
                }
                self.print(&text)?;
            }
            Event::CheckStarted { address, .. } => {
                if let Some(progress) = &self.progress {
                    progress.started(address);
                }
            }
            Event::AttemptFinished(check) => self.attempted(check)?,
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

/// What a person has to look into; a warning's reason stands on its line, as that of an expected failure.
fn needs_block(check: &CheckResult) -> bool {
    check.expected.is_none() && (check.verdict.is_bad() || matches!(check.verdict, Verdict::Flaky(_)))
}

fn header(info: &RunInfo, paint: Paint) -> String {
    let workers = count(info.workers, "worker", "workers");
    let mut text = format!(
        "{}\n",
        paint.bold(&format!("harness {}", one_line(&info.version)))
    );
    text.push_str(&row(
        "browser",
        &format!("{}, {}, {workers}", info.browser, info.driver),
    ));
    text.extend(
        info.shard
            .as_ref()
            .map(|shard| row("shard", &format!("{shard} of the selection"))),
    );
    text
}

/// What is judged now, and with what.
fn target_header(target: &TargetInfo, info: Option<&RunInfo>, paint: Paint) -> String {
    if let Some(problem) = &target.problem {
        let mut text = row(
            "target",
            &format!("{}  (cannot be judged)", paint.bold(&target.name)),
        );
        for line in paragraph(problem).lines() {
            text.push_str(&format!("            {line}\n"));
        }
        text.push('\n');
        return text;
    }
    let mut text = row(
        "target",
        &format!("{}  {}  ({})", target.name, target.url, target.start),
    );
    let seed = info.map_or(0, |info| info.seed);
    text.push_str(&row(
        "provider",
        &format!("{}  (seed {seed})", target.provider_url),
    ));
    let times = match info.map_or(1, |info| info.repeat) {
        1 => String::new(),
        repeat => format!(", {repeat} times each"),
    };
    text.push_str(&format!(
        "\n   Running {}{times}  (set up in {} s)\n\n",
        count(target.total, "check", "checks"),
        seconds(target.setup_ms)
    ));
    text
}

fn row(name: &str, value: &str) -> String {
    format!("  {name:<9} {}\n", one_line(value))
}

impl Paint {
    /// `   PASS [  0.41s] cb-state-wrong/google  A response with another state is refused`.
    fn check_line(self, check: &CheckResult) -> String {
        let word = format!("{:>7}", label(check));
        let reason = match (&check.expected, &check.verdict) {
            (Some(expected), _) => format!("  (expected: {})", one_line(&expected.reason)),
            (None, Verdict::Warn(why) | Verdict::NotApplicable(why)) => format!("  ({})", one_line(why)),
            _ => String::new(),
        };
        format!(
            "{} [{}] {}  {}{}\n",
            self.verdict(check, &word),
            seconds_column(check.duration_ms),
            self.bold(&one_line(&check.address())),
            cut_middle(&one_line(&check.name), LONGEST_TITLE),
            self.dim(&cut_middle(&reason, 200)),
        )
    }
}
