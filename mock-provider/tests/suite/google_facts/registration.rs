//! What Google lets applications register (fact sheet 1.4).

use mock_provider::{
    Provider,
    config::{Client, Config},
};

use crate::setup::client;

#[test]
fn google_registers_https_and_this_machine_and_leniency_is_a_switch_that_warns() {
    // Each rule, with a redirect URI that breaks it.
    for (rule, uri) in [
        ("https except on this machine", "http://app.example.com/callback"),
        ("no IP address but loopback", "https://192.0.2.7/callback"),
        ("a public domain", "https://intranet/callback"),
        ("no user name", "https://me:secret@app.example.com/callback"),
        ("no fragment", "https://app.example.com/callback#x"),
        ("no wildcard", "https://*.example.com/callback"),
        ("no path that climbs", "https://app.example.com/a/../callback"),
        ("no control characters", "https://app.example.com/call\tback"),
        ("valid percent-encoding", "https://app.example.com/call%2"),
        (
            "not googleusercontent.com",
            "https://a.googleusercontent.com/callback",
        ),
        ("no custom scheme", "com.example.app:/callback"),
    ] {
        let strict = Client {
            redirect_uris: vec![uri.to_owned()],
            ..client(Provider::Google)
        };
        let error = strict.validate().expect_err(rule);
        assert!(
            error.contains("; expected ") || error.contains("expected"),
            "{rule}: {error}"
        );
        assert_eq!(strict.leniencies(), Vec::<&str>::new());
        // The same at another provider is none of Google's business.
        let elsewhere = Client {
            redirect_uris: vec![uri.to_owned()],
            ..client(Provider::GitHub)
        };
        assert_eq!(elsewhere.validate().is_err(), rule == "no fragment", "{rule}");
    }
    let lenient = Client {
        redirect_uris: vec!["http://app.example.com/callback".to_owned()],
        any_redirects: true,
        ..client(Provider::Google)
    };
    lenient.validate().expect("accepted");
    let config = Config {
        clients: vec![lenient],
        ..Config::empty()
    };
    let warnings = mock_provider::cli::warnings(&config);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].contains("any_redirects = true, which is more lenient than google is"),
        "{warnings:?}"
    );
}
