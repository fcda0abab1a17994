//! Reading a bearer token from a request (RFC 6750 §2).

/// The token of an `Authorization` header whose scheme is one of `schemes`, compared without regard to case.
#[must_use]
pub fn from_header<'a>(authorization: Option<&'a str>, schemes: &[&str]) -> Option<&'a str> {
    let (scheme, token) = authorization?.split_once(' ')?;
    schemes
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme))
        .then(|| token.trim())
        .filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::from_header;

    #[test]
    fn only_the_named_schemes_carry_a_token() {
        assert_eq!(from_header(Some("bearer t"), &["Bearer"]), Some("t"));
        assert_eq!(from_header(Some("token t"), &["Bearer"]), None);
        assert_eq!(from_header(Some("Bearer "), &["Bearer"]), None);
        assert_eq!(from_header(None, &["Bearer"]), None);
    }
}
