//! Medians and spread, for people.

use std::fmt::Write as _;
use std::time::Duration;

use crate::process::Cost;

/// One process.
pub(crate) fn line(name: &str, cost: Option<&Cost>) -> String {
    cost.map_or_else(String::new, |cost| {
        let processor = cost.processor.map_or_else(|| "–".to_owned(), seconds);
        format!("{name} {} (processor {processor})", seconds(cost.wall))
    })
}

/// Every side in a row, and how the first compares with the second.
pub(crate) fn table(sides: &[(&str, &[Cost])]) -> String {
    let mut text = String::from(
        "| | wall time: median (least to most) | processor time: median (least to most) |\n|---|---:|---:|\n",
    );
    for (name, costs) in sides {
        let _ = writeln!(
            text,
            "| `{name}` | {} | {} |",
            Spread::of(&walls(costs)).text(),
            {
                let times = processors(costs);
                if times.is_empty() {
                    "–".to_owned()
                } else {
                    Spread::of(&times).text()
                }
            }
        );
    }
    if let [(_, ours), (_, theirs)] = sides {
        let _ = write!(text, "| ratio | {:.2} |", ratio(&walls(ours), &walls(theirs)));
        let (ours, theirs) = (processors(ours), processors(theirs));
        let _ = if ours.is_empty() || theirs.is_empty() {
            writeln!(text, " – |")
        } else {
            writeln!(text, " {:.2} |", ratio(&ours, &theirs))
        };
    }
    text
}

struct Spread {
    least: Duration,
    median: Duration,
    most: Duration,
}

impl Spread {
    /// Of at least one time.
    fn of(times: &[Duration]) -> Self {
        let mut times = times.to_vec();
        times.sort_unstable();
        Self {
            least: times[0],
            median: times[times.len() / 2],
            most: times[times.len() - 1],
        }
    }

    fn text(&self) -> String {
        format!(
            "{} ({} to {})",
            seconds(self.median),
            seconds(self.least),
            seconds(self.most)
        )
    }
}

fn ratio(ours: &[Duration], theirs: &[Duration]) -> f64 {
    Spread::of(ours).median.as_secs_f64() / Spread::of(theirs).median.as_secs_f64()
}

fn walls(costs: &[Cost]) -> Vec<Duration> {
    costs.iter().map(|cost| cost.wall).collect()
}

fn processors(costs: &[Cost]) -> Vec<Duration> {
    costs.iter().filter_map(|cost| cost.processor).collect()
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
