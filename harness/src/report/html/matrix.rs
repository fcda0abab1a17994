//! The requirement matrix: a row for each topic, a column for each provider.

use super::super::printable::one_line;
use super::super::wording::{label, urgency};
use super::card::anchor;
use crate::events::CheckResult;

/// Topics against providers.
pub(super) struct Matrix {
    /// Column headings.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// One topic.
pub(super) struct Row {
    pub(super) topic: String,
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

/// Heading of the column for checks that name no provider.
const ANY: &str = "any";

impl Matrix {
    /// Counts `checks`, which are in the order of the feature files.
    pub(super) fn of(checks: &[CheckResult]) -> Self {
        let column_of = |check: &CheckResult| check.provider.as_deref().map_or(ANY.to_owned(), one_line);
        let mut columns: Vec<String> = Vec::new();
        let mut topics: Vec<&str> = Vec::new();
        for check in checks {
            let column = column_of(check);
            if !columns.contains(&column) {
                columns.push(column);
            }
            if !topics.contains(&check.feature.as_str()) {
                topics.push(&check.feature);
            }
        }
        columns.sort_by_key(|column| (column == ANY, column.clone()));
        let rows = topics
            .into_iter()
            .map(|topic| Row {
                topic: one_line(topic),
                cells: columns
                    .iter()
                    .map(|column| {
                        cell(
                            checks
                                .iter()
                                .filter(|check| check.feature == topic && column_of(check) == *column),
                        )
                    })
                    .collect(),
            })
            .collect();
        Self { columns, rows }
    }
}

fn cell<'a>(checks: impl Iterator<Item = &'a CheckResult>) -> Vec<Count> {
    let mut counts: Vec<(u8, Count)> = Vec::new();
    for check in checks {
        let place = urgency(&check.verdict);
        match counts.iter_mut().find(|(urgency, _)| *urgency == place) {
            Some((_, count)) => count.number += 1,
            None => counts.push((
                place,
                Count {
                    number: 1,
                    label: label(&check.verdict),
                    word: check.verdict.word(),
                    anchor: anchor(check),
                },
            )),
        }
    }
    counts.sort_by_key(|(urgency, _)| *urgency);
    counts.into_iter().map(|(_, count)| count).collect()
}
