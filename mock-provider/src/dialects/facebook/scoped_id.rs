//! App-scoped ids: each app knows a person by another number, always the same one.

use sha2::{Digest as _, Sha256};

/// 17 digits, made from the account's own id and the app's.
#[must_use]
pub(crate) fn of(account_id: &str, client_id: &str) -> String {
    const FIRST: u64 = 10_000_000_000_000_000;
    let digest = Sha256::digest(format!("{account_id} {client_id}"));
    let number = digest
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    (FIRST + number % (9 * FIRST)).to_string()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn they_are_stable_and_differ_by_person_and_app() {
        let id = of("1", "app");
        assert_eq!(id, of("1", "app"));
        assert_ne!(id, of("1", "other"));
        assert_ne!(id, of("2", "app"));
        assert!(
            id.len() == 17 && id.bytes().all(|byte| byte.is_ascii_digit()),
            "{id}"
        );
    }
}
