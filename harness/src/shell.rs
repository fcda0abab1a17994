//! Words for a POSIX shell, in commands that people are told to type.

/// `word` as a shell takes it.
#[must_use]
pub fn quoted(word: &str) -> String {
    let plain = word
        .chars()
        .all(|c| c.is_alphanumeric() || "-_./=:,@".contains(c));
    if plain && !word.is_empty() {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_what_a_shell_would_touch_is_quoted() {
        assert_eq!(quoted("cb-state-wrong/google"), "cb-state-wrong/google");
        assert_eq!(quoted("@must and not @mfa"), "'@must and not @mfa'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
