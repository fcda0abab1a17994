//! Tables that count verdicts: a row for each topic, requirement, or check, and a column for each provider or target.

use super::super::printable::one_line;
use super::super::record::Run;
use super::super::wording::{label, level, urgency, word};
use super::card::{anchor, safe_section};
use crate::events::CheckResult;

/// Rows against columns.
pub(super) struct Matrix {
    pub(super) title: &'static str,
    /// Heading of the rows.
    pub(super) of: &'static str,
    /// Column headings.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// Too long to stand open at the head of a report.
    pub(super) folded: bool,
}

/// One row.
pub(super) struct Row {
    pub(super) title: String,
    /// Where the title leads; empty for nowhere.
    pub(super) link: String,
    /// What is said beside the title.
    pub(super) note: String,
    pub(super) cells: Vec<Vec<Count>>,
}

/// How many checks of a cell got one verdict.
pub(super) struct Count {
    pub(super) number: usize,
    pub(super) label: &'static str,
    pub(super) word: &'static str,
    /// Card of the first of them.
    pub(super) anchor: String,
}

/// A heading of a row or column, and the words beside it.
#[derive(Clone, PartialEq, Eq)]
struct Heading {
    title: String,
    link: String,
    note: String,
}

/// Heading of the column for checks that name no provider.
const ANY: &str = "any";

/// A table of more rows is folded.
const LONG: usize = 14;

impl Matrix {
    /// The tables of a run, whose checks are in the order of the feature files.
    pub(super) fn all(run: &Run) -> Vec<Self> {
        let mut tables = Vec::new();
        let target = |check: &CheckResult| one_line(&check.target);
        let several = run.has_several_targets();
        if several {
            tables.push(Self::of(
                "Topics and targets",
                "Topic",
                &run.checks,
                topic,
                target,
            ));
            let mut every = Self::of("Checks and targets", "Check", &run.checks, check, target);
            // Where targets differ is what a comparison is for.
            every.rows.sort_by_key(Row::is_uniform);
            every.folded = true;
            tables.push(every);
        }
        tables.push(Self::of(
            "Topics and providers",
            "Topic",
            &run.checks,
            topic,
            provider,
        ));
        if let Some(first) = tables.last_mut() {
            first.columns_sorted();
        }
        let mut requirements = if several {
            Self::of("Requirements", "Requirement", &run.checks, requirements, target)
        } else {
            Self::of(
                "Requirements",
                "Requirement",
                &run.checks,
                requirements,
                |check| level(check.level).to_owned(),
            )
        };
        requirements.rows.sort_by_cached_key(|row| natural(&row.title));
        requirements.folded = requirements.rows.len() > LONG;
        if !requirements.rows.is_empty() {
            tables.push(requirements);
        }
        tables
    }

    fn of(
        title: &'static str,
        of: &'static str,
        checks: &[CheckResult],
        rows_of: impl Fn(&CheckResult) -> Vec<Heading>,
        column_of: impl Fn(&CheckResult) -> String,
    ) -> Self {
        let mut columns: Vec<String> = Vec::new();
        let mut headings: Vec<Heading> = Vec::new();
        let mut placed: Vec<(usize, usize, &CheckResult)> = Vec::new();
        for check in checks {
            let rows = rows_of(check);
            if rows.is_empty() {
                continue;
            }
            let column = place(&mut columns, column_of(check));
            for heading in rows {
                placed.push((place(&mut headings, heading), column, check));
            }
        }
        let rows = headings
            .into_iter()
            .enumerate()
            .map(|(row, heading)| Row {
                title: heading.title,
                link: heading.link,
                note: heading.note,
                cells: (0..columns.len())
                    .map(|column| {
                        let here = placed.iter().filter(|(r, c, _)| (*r, *c) == (row, column));
                        cell(here.map(|(_, _, check)| *check))
                    })
                    .collect(),
            })
            .collect();
        Self {
            title,
            of,
            columns,
            rows,
            folded: false,
        }
    }

    /// Columns by name, the one for no provider last.
    fn columns_sorted(&mut self) {
        let mut order: Vec<usize> = (0..self.columns.len()).collect();
        order.sort_by_key(|&at| (self.columns[at] == ANY, self.columns[at].clone()));
        self.columns = order.iter().map(|&at| self.columns[at].clone()).collect();
        for row in &mut self.rows {
            let mut cells: Vec<Option<Vec<Count>>> = row.cells.drain(..).map(Some).collect();
            row.cells = order.iter().filter_map(|&at| cells[at].take()).collect();
        }
    }
}

impl Row {
    /// True when every column says the same.
    fn is_uniform(&self) -> bool {
        let words = |cell: &Vec<Count>| cell.iter().map(|count| count.word).collect::<Vec<_>>();
        self.cells
            .windows(2)
            .all(|pair| words(&pair[0]) == words(&pair[1]))
    }
}

/// Text in the order in which people count: section 4.1 before section 10.12.
fn natural(text: &str) -> Vec<(u64, String)> {
    let alike = |a: &char, b: &char| a.is_ascii_digit() == b.is_ascii_digit();
    let characters: Vec<char> = text.chars().collect();
    let parts = characters.chunk_by(alike);
    parts
        .map(|part| part.iter().collect::<String>())
        .map(|part| {
            part.parse()
                .map_or((0, part.clone()), |number| (number, String::new()))
        })
        .collect()
}

fn topic(check: &CheckResult) -> Vec<Heading> {
    vec![Heading {
        title: one_line(&check.feature),
        link: String::new(),
        note: String::new(),
    }]
}

fn check(check: &CheckResult) -> Vec<Heading> {
    vec![Heading {
        title: one_line(&check.address()),
        link: String::new(),
        note: one_line(&check.name),
    }]
}

fn requirements(check: &CheckResult) -> Vec<Heading> {
    let sections = check.sections.iter().map(safe_section);
    sections
        .map(|section| Heading {
            title: section.title,
            link: section.url,
            note: String::new(),
        })
        .collect()
}

fn provider(check: &CheckResult) -> String {
    check.provider.as_deref().map_or(ANY.to_owned(), one_line)
}

/// The place of `item` in `list`, to which it is added when it is new.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

fn cell<'a>(checks: impl Iterator<Item = &'a CheckResult>) -> Vec<Count> {
    let mut counts: Vec<(u8, Count)> = Vec::new();
    for check in checks {
        let place = urgency(check);
        match counts.iter_mut().find(|(urgency, _)| *urgency == place) {
            Some((_, count)) => count.number += 1,
            None => counts.push((
                place,
                Count {
                    number: 1,
                    label: label(check),
                    word: word(check),
                    anchor: anchor(check),
                },
            )),
        }
    }
    counts.sort_by_key(|(urgency, _)| *urgency);
    counts.into_iter().map(|(_, count)| count).collect()
}
