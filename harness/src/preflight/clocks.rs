//! Whether target and provider agree on the time: tokens that are not valid yet, or no longer, are refused.

use super::{Examination, Problem};
use crate::suite::Suite;
use crate::target::Target;

const NAME: &str = "clocks";
/// Seconds by which clocks may differ; relying parties commonly allow for as many.
const LEEWAY_S: i64 = 30;

/// Compares the target's `Date` with the provider's clock.
pub(super) async fn examine(suite: &Suite, target: &Target) -> Examination {
    let answer = target
        .http()
        .get(&suite.manifest.whoami.url, suite.manifest.whoami.accept(), &[])
        .await;
    let now = suite.provider.clock().now();
    let Ok(Some(date)) = answer.map(|answer| answer.date) else {
        return Examination::skipped(NAME, "the target's answers have no Date");
    };
    let ahead = date.as_second() - now.as_second();
    if ahead.abs() <= LEEWAY_S {
        return Examination::fine(NAME, format!("target and provider differ by {} s", ahead.abs()));
    }
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    Examination::problem(
        NAME,
        Problem::new(
            format!(
                "the target's clock says {date}, which is {} s {way} the provider's",
                ahead.abs()
            ),
            "set the clock of the machine or container in which the target runs",
        ),
    )
}
