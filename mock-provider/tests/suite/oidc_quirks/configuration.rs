//! Configurations that no issuer can serve.

use mock_provider::config::Config;

#[test]
fn a_configuration_that_no_issuer_can_serve_is_refused() {
    let issuer = "[[issuers]]\nname = \"oidc\"\n";
    let client = "[[clients]]\nclient_id = \"a\"\n";
    for (text, expected) in [
        (
            "[[issuers]]\nname = \"acme\"\n".to_owned(),
            "is no name of an issuer; expected \"oidc\"",
        ),
        (format!("{issuer}{issuer}"), "is configured twice"),
        (
            format!("{issuer}algorithms = []\n"),
            "expected at least one, such as \"RS256\"",
        ),
        (format!("{issuer}algorithms = [\"HS256\"]\n"), "HS256"),
        (format!("{issuer}response_types = [\"codes\"]\n"), "has \"codes\""),
        (
            format!("{issuer}response_types = []\n"),
            "expected at least \"code\"",
        ),
        (format!("{issuer}response_modes = [\"jwt\"]\n"), "has \"jwt\""),
        (
            format!("{issuer}registration = \"token\"\n"),
            "initial_access_token is empty",
        ),
        (
            format!("{issuer}trailing_slsh = true\n"),
            "did you mean \"trailing_slash\"?",
        ),
        (
            format!("{client}provider = \"oidc\"\n"),
            "is no configured issuer",
        ),
        (
            format!(
                "{issuer}algorithms = [\"RS256\"]\n{client}provider = \"oidc\"\noidc = {{ id_token_signed_response_alg = \"ES256\" }}\n"
            ),
            "expected one of RS256",
        ),
        (
            format!("{issuer}{client}provider = \"oidc\"\noidc = {{ response_types = [\"token\"] }}\n"),
            "has \"token\", which issuer \"oidc\" does not have",
        ),
        (
            format!("{issuer}{client}provider = \"oidc\"\nkind = \"desktop\"\n"),
            "is of kind \"desktop\"",
        ),
        (
            format!("{issuer}{client}provider = \"oidc\"\njwks = {{}}\n"),
            "is no JWK set",
        ),
        (
            format!("{issuer}{client}provider = \"oidc\"\npublic_keys = [\"x\"]\n"),
            "is no public key",
        ),
        (
            "[[personas]]\nid = \"p\"\noidc = { sub = \"\" }\n".to_owned(),
            "expected 1 to 255 ASCII characters",
        ),
        (
            "[[personas]]\nid = \"p\"\noidc = { sub = \"1\", claims = { email = \"a\" } }\n".to_owned(),
            "claims of persona \"p\" has \"email\"",
        ),
    ] {
        let error = Config::from_toml(&text, "mine.toml")
            .expect_err(&text)
            .to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
}
