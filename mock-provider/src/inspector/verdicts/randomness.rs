//! How hard a value is to guess, at best, by its length and letters.

/// What RFC 6749 §10.10 asks of values that nobody may guess.
pub(super) const ENOUGH: usize = 128;

/// The most bits of chance that a text can hold: four a character in hexadecimal, three in digits, else six.
pub(super) fn bits_at_most(text: &str) -> usize {
    let characters = text.chars().count();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A decimal digit holds 3.3 bits.
        characters * 10 / 3
    } else if text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
        text.bytes().filter(|byte| *byte != b'-').count() * 4
    } else {
        characters * 6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_generators_are_enough_and_a_counter_is_not() {
        assert!(
            bits_at_most("b3RoZXItc3RhdGUtdGhhdC1") >= ENOUGH,
            "base64url of 17 bytes"
        );
        assert!(
            bits_at_most("0123456789abcdef0123456789abcdef") >= ENOUGH,
            "hex of 16 bytes"
        );
        assert!(
            bits_at_most("6f9619ff-8b86-d011-b42d-00c04fc964ff") >= ENOUGH,
            "a UUID"
        );
        assert!(bits_at_most("1769860800000") < ENOUGH, "the time");
        assert!(bits_at_most("xyz") < ENOUGH);
    }
}
