//! "Did you mean …": the nearest of the words that exist.

/// The word of `known` nearest to `word`, when one is near enough to be a slip.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// `did you mean …`, for serde's message about a field that it does not know.
#[must_use]
pub fn for_unknown_field(message: &str) -> Option<String> {
    let (unknown, known) = message.strip_prefix("unknown field `")?.split_once('`')?;
    let known = known.split('`').skip(1).step_by(2);
    nearest(unknown, known).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        assert_eq!(
            nearest("cb-state-wrng", ["cb-state-wrong", "cb-state-missing"]),
            Some("cb-state-wrong")
        );
        assert_eq!(nearest("zebra", ["cb-state-wrong"]), None);
    }
}
