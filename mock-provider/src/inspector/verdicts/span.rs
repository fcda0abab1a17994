//! Durations for people.

/// A duration in the two largest units that it has: `59 min 59 s`.
pub(super) fn span(seconds: i64) -> String {
    let (sign, seconds) = if seconds < 0 {
        ("-", seconds.saturating_neg())
    } else {
        ("", seconds)
    };
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let first = parts.iter().position(|(count, _)| *count > 0).unwrap_or(3);
    let shown = parts[first..]
        .iter()
        .take(2)
        .filter(|(count, unit)| *count > 0 || *unit == parts[first].1);
    let text = shown
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect::<Vec<_>>();
    format!("{sign}{}", text.join(" "))
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn durations_are_short() {
        assert_eq!(
            [0, 59, 3_599, 3_600, 90_061, -5].map(span),
            ["0 s", "59 s", "59 min 59 s", "1 h", "1 d 1 h", "-5 s"]
        );
    }
}
