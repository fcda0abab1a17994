//! Durations as people write them.

use std::time::Duration;

use jiff::SignedDuration;

/// Reads `90`, `90s`, `1h30m`, or `7d`; a bare number means seconds.
///
/// # Errors
/// What was found and expected.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("\"{text}\" is no duration; expected one like 30s, 1h30m, or 7d");
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    if text.is_empty() {
        return Err(wrong());
    }
    // Days are not among the units of an exact duration, because days of a calendar differ; here they have 24 hours.
    let (days, rest) = match text.split_once('d') {
        Some((days, rest)) => (days.parse().map_err(|_| wrong())?, rest),
        None => (0, text),
    };
    let rest = match rest {
        "" => SignedDuration::ZERO,
        rest => rest.parse().map_err(|_| wrong())?,
    };
    SignedDuration::from_hours(24)
        .checked_mul(days)
        .and_then(|days| days.checked_add(rest))
        .and_then(|sum| Duration::try_from(sum).ok())
        .ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn people_write_durations_in_several_ways() {
        let seconds = |text: &str| duration(text).map(|found| found.as_secs());
        for (text, expected) in [
            ("90", 90),
            ("90s", 90),
            ("1h30m", 5_400),
            ("7d", 604_800),
            ("1d1h", 90_000),
            ("500ms", 0),
        ] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
        for text in ["", "soon", "-5s", "1x", "d", "99999999999999d"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
