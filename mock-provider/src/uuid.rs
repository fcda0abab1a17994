//! UUIDs (RFC 9562), random or derived from what they name.

use sha2::{Digest as _, Sha256};

use crate::rng::Rng;

/// A random one (version 4).
#[must_use]
pub(crate) fn random(rng: &Rng) -> String {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes);
    write(bytes, 4)
}

/// The same one each time for the same names (version 8: the digest is of our choice).
#[must_use]
pub(crate) fn derived(names: &[&str]) -> String {
    let mut digest = Sha256::new();
    for name in names {
        digest.update(name.len().to_be_bytes());
        digest.update(name.as_bytes());
    }
    let mut bytes = [0; 16];
    for (byte, found) in bytes.iter_mut().zip(digest.finalize()) {
        *byte = found;
    }
    write(bytes, 8)
}

/// Whether a text is one, in lower case and with hyphens.
#[must_use]
pub(crate) fn well_formed(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

fn write(mut bytes: [u8; 16], version: u8) -> String {
    bytes[6] = bytes[6] & 0x0f | version << 4;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ones_are_stable_and_tell_names_apart() {
        let one = derived(&["a", "bc"]);
        assert_eq!(one, derived(&["a", "bc"]));
        assert_ne!(one, derived(&["ab", "c"]));
        assert!(well_formed(&one) && one.as_bytes()[14] == b'8', "{one}");
        let random = random(&Rng::seeded(1));
        assert!(well_formed(&random) && random.as_bytes()[14] == b'4', "{random}");
        for bad in [
            "",
            "11111111-1111-4111-8111-11111111111",
            &one.to_uppercase(),
            &one.replace('-', "0"),
        ] {
            assert!(!well_formed(bad), "{bad}");
        }
    }
}
