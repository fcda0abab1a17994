//! The shape of GitHub's tokens: a prefix, random characters, and a checksum that scanners for leaked secrets check.

use crate::rng::Rng;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Characters of the checksum.
const CHECKSUM: usize = 6;

/// A new token with `length` characters behind the prefix, of which the last six are the CRC-32 of those before.
#[must_use]
pub(super) fn new(prefix: &str, length: usize, rng: &Rng) -> String {
    let random = rng.base62(length - CHECKSUM);
    let checksum = base62(crc32(random.as_bytes()));
    format!("{prefix}{random}{checksum}")
}

/// Six digits to the base of 62, the highest first.
fn base62(mut number: u32) -> String {
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(number % 62) as usize];
        number /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

/// CRC-32 as zip and Ethernet have it: the polynomial 0xEDB88320, reflected.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = crc & 1;
            crc >>= 1;
            if carry == 1 {
                crc ^= 0xEDB8_8320;
            }
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_that_everybody_computes() {
        // The check value of the CRC catalogue.
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(
            (base62(0), base62(61), base62(62)),
            ("000000".to_owned(), "00000z".to_owned(), "000010".to_owned())
        );
        assert_eq!(base62(u32::MAX), "4gfFC3");
    }
}
