//! Whether everybody can use the page that is shown, also with a keyboard or with weak eyes (WCAG 2.2, level AA).

use crate::broken::{Broken, Kind};
use crate::browser::Context;

const LACKS: &str = include_str!("accessible.js");

/// Passes when the page has a title, a language, a heading, a way on for keyboards, and enough contrast.
///
/// # Errors
/// What it lacks.
pub async fn usable(context: &Context) -> Result<(), Broken> {
    let answer = context.script(LACKS, vec![]).await?;
    let lacks: Vec<&str> = answer
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|lack| lack.as_str())
        .collect();
    if lacks.is_empty() {
        return Ok(());
    }
    Err(Broken::breach(
        "a page with a title, a language, a heading, a way on for keyboards, and a contrast of 4.5 : 1",
        format!("{} at {}", lacks.join(", "), context.page().await?.url),
    )
    .of_kind(Kind::Ugly))
}
