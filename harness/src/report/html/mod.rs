//! `index.html`: the whole run in one file that loads nothing and works without scripts.

mod attempt;
mod card;
mod claims;
mod curl;
mod exchange;
mod matrix;
mod parameters;
mod sequence;

use std::io;
use std::path::PathBuf;

use askama::Template;

use super::Reporter;
use super::files::write_whole;
use super::printable::{one_line, printable, seconds};
use super::record::{Record, Run};
use super::tally::{Totals, conclusion};
use super::wording::{DEFINITIONS, fix_order, level};
use crate::events::Event;
use crate::verdict::Verdict;
use card::Card;
pub use card::anchor;
use matrix::Matrix;

/// Writes the report when the run ends.
#[derive(Debug)]
pub struct Html {
    path: PathBuf,
    record: Record,
}

impl Html {
    /// Writes to `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            record: Record::default(),
        }
    }
}

impl Reporter for Html {
    fn on_event(&mut self, event: &Event) -> io::Result<()> {
        let Some(run) = self.record.observe(event) else {
            return Ok(());
        };
        let page = Page::of(run).render().map_err(io::Error::other)?;
        write_whole(&self.path, page.as_bytes())
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    css: &'static str,
    script: &'static str,
    target: String,
    conclusion: String,
    /// Class of the header: `good`, `bad`, or `open`.
    mood: &'static str,
    command: String,
    facts: Vec<(&'static str, String)>,
    tiles: Vec<Tile>,
    matrices: Vec<Matrix>,
    fix_first: Vec<Link>,
    /// Wrong entries of the baseline.
    stale: Vec<String>,
    cards: Vec<Card>,
}

/// A count that is also a filter.
struct Tile {
    word: &'static str,
    label: &'static str,
    meaning: &'static str,
    count: usize,
}

/// A link to a card.
struct Link {
    anchor: String,
    text: String,
    level: &'static str,
    title: String,
}

impl Page {
    fn of(mut run: Run) -> Self {
        let totals = Totals::of(&run.checks);
        let conclusion = conclusion(&run);
        let matrices = Matrix::all(&run);
        // Stable: within one rank the order of the feature files stays.
        run.checks.sort_by_key(fix_order);
        let info = &run.info;
        let mood = match run.end.exit_code {
            0 if totals.judged() > 0 => "good",
            0 => "open",
            1 => "bad",
            // Interrupted, or unable to judge the rest: what is broken stays broken.
            _ if totals.fail > 0 => "bad",
            _ => "open",
        };
        let mut facts: Vec<(&'static str, String)> = run
            .targets
            .iter()
            .flat_map(|target| {
                let how = match &target.problem {
                    Some(problem) => format!("{}: could not be set up: {problem}", target.name),
                    None => format!("{} at {} ({})", target.name, target.url, target.start),
                };
                let provider =
                    (!target.provider_url.is_empty()).then(|| ("Provider", target.provider_url.clone()));
                [Some(("Target", how)), provider]
            })
            .flatten()
            .collect();
        facts.extend(
            info.shard
                .iter()
                .map(|shard| ("Shard", format!("{shard} of the selection"))),
        );
        facts.extend([
            ("Seed", info.seed.to_string()),
            ("Browser", info.browser.clone()),
            ("Driver", info.driver.clone()),
            ("Harness", info.version.clone()),
            ("Workers", info.workers.to_string()),
            ("Started", to_the_second(&info.started_at)),
            ("Took", format!("{} s", seconds(run.end.duration_ms))),
            ("Exit code", run.end.exit_code.to_string()),
        ]);
        let counts = [
            totals.pass,
            totals.fail,
            totals.warn,
            totals.flaky,
            totals.expected,
            totals.not_applicable,
            totals.inconclusive,
            totals.error,
        ];
        let tiles = DEFINITIONS
            .into_iter()
            .zip(counts)
            .map(|((word, label, meaning), count)| Tile {
                word,
                label,
                meaning,
                count,
            })
            .collect();
        let fix_first = run
            .checks
            .iter()
            .filter(|check| check.verdict == Verdict::Fail && check.expected.is_none())
            .take(5)
            .map(|check| Link {
                anchor: anchor(check),
                text: one_line(&run.name_of(check)),
                level: level(check.level),
                title: one_line(&check.name),
            })
            .collect();
        Self {
            css: include_str!("../../../templates/report.css"),
            script: include_str!("../../../templates/report.js"),
            target: one_line(&run.target_names()),
            conclusion,
            mood,
            command: one_line(&info.command),
            facts: facts
                .into_iter()
                .map(|(name, value)| (name, printable(&value)))
                .collect(),
            tiles,
            matrices,
            fix_first,
            stale: run
                .end
                .stale
                .iter()
                .map(|stale| {
                    printable(&format!(
                        "{}:{} {}: {}",
                        stale.file, stale.line, stale.check, stale.problem
                    ))
                })
                .collect(),
            cards: run
                .checks
                .iter()
                .map(|check| Card::of(check, run.has_several_targets()))
                .collect(),
        }
    }
}

/// A time of RFC 3339 in UTC without what is below a second.
fn to_the_second(time: &str) -> String {
    match time.split_once('.') {
        Some((seconds, _)) => format!("{seconds}Z"),
        None => time.to_owned(),
    }
}
