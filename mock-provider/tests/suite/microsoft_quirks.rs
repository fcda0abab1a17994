//! What is peculiar to Microsoft: tenants, tokens, and the names that it has for people. One test a fact.

use mock_provider::{
    MockProvider, Provider,
    config::{Client, Config, MicrosoftRegistration, OwnerFlagForm, SignInAudience},
};
use reqwest::Response;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    setup::{App, NOW, claims, client, fragment, json as body, names, start, start_with, text, value},
};

const BRICKWORKS: &str = "0f1e2d3c-4b5a-4968-8776-655443322110";
const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

fn register(provider: &MockProvider, change: impl FnOnce(&mut MicrosoftRegistration)) {
    let mut registration = MicrosoftRegistration::default();
    change(&mut registration);
    provider.put_client(Client {
        microsoft: Some(registration),
        ..client(Provider::Microsoft)
    });
}

fn at(app: &App<'_>, tenant: &str, changes: &[(&str, &str)]) -> String {
    app.authorize_url(changes)
        .replace("/common/", &format!("/{tenant}/"))
}

async fn get(app: &App<'_>, path: &str) -> Response {
    app.http().get(app.url(path)).send().await.expect("an answer")
}

async fn discovery(app: &App<'_>, tenant: &str) -> Value {
    body(get(app, &format!("/{tenant}/v2.0/.well-known/openid-configuration")).await).await
}

#[tokio::test]
async fn the_issuer_of_many_tenants_is_a_placeholder_and_of_one_its_id() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    for (tenant, in_issuer, in_paths) in [
        ("common", "{tenantid}", "common"),
        ("organizations", "{tenantid}", "organizations"),
        ("consumers", PERSONAL, "consumers"),
        (PERSONAL, PERSONAL, "consumers"),
        (BRICKWORKS, BRICKWORKS, BRICKWORKS),
        ("brickworks.example", BRICKWORKS, BRICKWORKS),
    ] {
        let document = discovery(&app, tenant).await;
        assert_eq!(text(&document, "issuer"), app.url(&format!("/{in_issuer}/v2.0")));
        let token = app.url(&format!("/{in_paths}/oauth2/v2.0/token"));
        assert_eq!(text(&document, "token_endpoint"), token);
        assert_eq!(document["subject_types_supported"], json!(["pairwise"]));
        for absent in [
            "code_challenge_methods_supported",
            "authorization_response_iss_parameter_supported",
        ] {
            assert_eq!(document.get(absent), None, "{tenant}");
        }
        let claims = document["claims_supported"].as_array().expect("a list");
        assert!(!claims.contains(&json!("email_verified")), "{tenant}");
    }
    let unknown = get(&app, "/nowhere.example/v2.0/.well-known/openid-configuration").await;
    assert_eq!(unknown.status(), 400);
    assert_eq!(body(unknown).await["error"], "invalid_tenant");
}

#[tokio::test]
async fn keys_have_certificates_and_issuers_and_no_algorithm_and_verify_an_id_token() {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    let keys = body(get(&app, "/common/discovery/v2.0/keys").await).await["keys"].clone();
    let keys = keys.as_array().expect("a list");
    assert_eq!(keys.len(), 2);
    for key in keys {
        assert_eq!(text(key, "issuer"), app.url("/{tenantid}/v2.0"));
        assert_eq!(key.get("alg"), None);
        assert_eq!(text(key, "x5t").len(), 27);
        assert!(key["x5c"][0].as_str().is_some_and(|der| der.starts_with("MII")));
    }
    let one = body(get(&app, &format!("/{BRICKWORKS}/discovery/v2.0/keys")).await).await;
    assert_eq!(
        text(&one["keys"][0], "issuer"),
        app.url(&format!("/{BRICKWORKS}/v2.0"))
    );
    let tokens = app.tokens(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    let id_token = text(&tokens, "id_token");
    let kid = decode_header(id_token).expect("a header").kid.expect("a kid");
    let key = keys
        .iter()
        .find(|key| key["kid"] == kid.as_str())
        .expect("published");
    let key = DecodingKey::from_rsa_components(text(key, "n"), text(key, "e")).expect("a key");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.set_audience(&[crate::setup::client_id(Provider::Microsoft)]);
    decode::<Value>(id_token, &key, &validation).expect("verifies");
}

#[tokio::test]
async fn the_id_token_names_the_tenant_of_the_account_and_says_nothing_about_the_address() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    for (persona, tenant) in [("alice", PERSONAL), ("bob", BRICKWORKS)] {
        let tokens = app.tokens(&Browser::new(&provider, persona), persona, &[]).await;
        let claims = claims(text(&tokens, "id_token"));
        assert_eq!(text(&claims, "iss"), app.url(&format!("/{tenant}/v2.0")));
        assert_eq!((text(&claims, "tid"), text(&claims, "ver")), (tenant, "2.0"));
        assert_eq!(claims["nbf"], NOW);
        assert_eq!(claims["exp"], NOW + 3_600);
        assert_eq!(text(&claims, "nonce"), "n-1");
        assert_eq!(claims.get("email_verified"), None);
        assert_eq!(claims.get("xms_edov"), None);
        assert!(claims["preferred_username"].is_string() && claims["email"].is_string());
    }
    // `oid`, the name, and the user name need `profile`, the address `email`.
    let tokens = app
        .tokens(&Browser::new(&provider, "few"), "alice", &[("scope", "openid")])
        .await;
    let claims = claims(text(&tokens, "id_token"));
    for absent in ["oid", "name", "preferred_username", "email"] {
        assert_eq!(claims.get(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn each_application_sees_another_sub_and_the_same_oid() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    let browser = Browser::new(&provider, "b-1");
    let first = claims(text(&app.tokens(&browser, "alice", &[]).await, "id_token"));
    provider.put_client(Client {
        client_id: "other".to_owned(),
        ..client(Provider::Microsoft)
    });
    let code = app.code(&browser, "alice", &[("client_id", "other")]).await;
    let second = body(app.token(&code, &[("client_id", "other")]).await).await;
    let second = claims(text(&second, "id_token"));
    assert_eq!(first["oid"], second["oid"]);
    assert_ne!(first["sub"], second["sub"]);
    let userinfo = app
        .profile(text(&app.tokens(&browser, "alice", &[]).await, "access_token"))
        .await;
    assert_eq!(userinfo["sub"], first["sub"]);
}

#[tokio::test]
async fn the_owner_of_a_domain_is_told_only_on_request_and_in_three_forms() {
    for (form, checked, unchecked) in [
        (OwnerFlagForm::Boolean, json!(true), json!(false)),
        (OwnerFlagForm::Digit, json!("1"), json!("0")),
        (OwnerFlagForm::Text, json!("true"), json!("false")),
    ] {
        let mut config = Config::default();
        config.microsoft.xms_edov_form = form;
        let provider = start_with(config).await;
        register(&provider, |asked| {
            asked.optional_claims = vec!["xms_edov".to_owned(), "auth_time".to_owned()];
        });
        let app = App::new(&provider, Provider::Microsoft);
        for (persona, expected) in [("alice", checked), ("trudy", unchecked)] {
            let tokens = app.tokens(&Browser::new(&provider, persona), persona, &[]).await;
            let claims = claims(text(&tokens, "id_token"));
            assert_eq!(claims["xms_edov"], expected, "{persona}");
            assert_eq!(claims["email"], "alice.archer@gmail.com");
            assert_eq!(claims["auth_time"], NOW);
        }
    }
}

#[tokio::test]
async fn the_response_has_a_session_state_and_client_info_where_it_is_asked() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let plain = app.sign_in(&browser, "alice", &[]).await;
    assert_eq!(names(&plain), ["code", "state", "session_state"]);
    let told = app.sign_in(&browser, "alice", &[("client_info", "1")]).await;
    assert_eq!(names(&told), ["code", "client_info", "state", "session_state"]);
    let info = claims(&format!(".{}.", value(&told, "client_info").expect("asked for")));
    assert_eq!(
        info,
        json!({"uid": "00000000-0000-0000-4a1c-e0b5d2f37a91", "utid": PERSONAL})
    );
    let code = value(&told, "code").expect("a code");
    let tokens = body(app.token(code, &[("client_info", "1")]).await).await;
    assert_eq!(
        tokens["client_info"],
        value(&told, "client_info").expect("a value")
    );

    let mut config = Config::default();
    config.microsoft.session_state = false;
    let provider = start_with(config).await;
    let app = App::new(&provider, Provider::Microsoft);
    let response = app.sign_in(&Browser::new(&provider, "b-1"), "alice", &[]).await;
    assert_eq!(names(&response), ["code", "state"]);
}

#[tokio::test]
async fn tokens_from_the_authorization_endpoint_must_be_enabled_and_come_in_the_fragment() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let hybrid = [("response_type", "code id_token")];
    let refused = browser.go(&app.authorize_url(&hybrid)).await;
    let refused = fragment(refused.left());
    assert_eq!(value(&refused, "error"), Some("unsupported_response_type"));
    assert!(value(&refused, "error_description").is_some_and(|text| text.starts_with("AADSTS700054: ")));

    register(&provider, |asked| asked.id_tokens = true);
    let response = app.sign_in(&browser, "alice", &hybrid).await;
    assert_eq!(names(&response), ["code", "id_token", "state", "session_state"]);
    let claims = claims(value(&response, "id_token").expect("an id_token"));
    assert!(claims["c_hash"].is_string());
    // A mode that is asked for wins over the fragment.
    let posted = [("response_type", "id_token"), ("response_mode", "form_post")];
    let page = browser.go(&app.authorize_url(&posted)).await;
    let (action, parameters) = page.posted();
    assert_eq!(action, "http://localhost:3000/callback");
    assert_eq!(names(&parameters), ["id_token", "state", "session_state"]);
    let missing = browser
        .go(&app.authorize_url(&[("response_type", "id_token"), ("nonce", "")]))
        .await;
    assert_eq!(missing.error(), (400, "AADSTS900144"));
}

#[tokio::test]
async fn the_token_response_has_microsofts_members_in_their_order() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let scope = [("scope", "openid offline_access User.Read")];
    let tokens = app.tokens(&browser, "alice", &scope).await;
    let members: Vec<&String> = tokens.as_object().expect("an object").keys().collect();
    assert_eq!(
        members,
        [
            "token_type",
            "scope",
            "expires_in",
            "ext_expires_in",
            "access_token",
            "refresh_token",
            "id_token"
        ]
    );
    assert_eq!(
        (&tokens["token_type"], &tokens["scope"]),
        (&json!("Bearer"), &json!("openid User.Read"))
    );
    assert_eq!(
        (&tokens["expires_in"], &tokens["ext_expires_in"]),
        (&json!(3_599), &json!(3_599))
    );
    assert_eq!(text(&tokens, "access_token").split('.').count(), 3);
    let without = app.tokens(&browser, "alice", &[("scope", "User.Read")]).await;
    assert_eq!(
        (without.get("id_token"), without.get("refresh_token")),
        (None, None)
    );
}

async fn refresh(app: &App<'_>, token: &str, changes: &[(&str, &str)]) -> Value {
    let secret = app.secret();
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", crate::setup::client_id(Provider::Microsoft)),
        ("client_secret", &secret),
    ];
    form.extend_from_slice(changes);
    body(app.token_form(&form, "application/json").await).await
}

#[tokio::test]
async fn a_refresh_token_is_replaced_and_the_old_one_goes_on_working() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let scope = [("scope", "openid offline_access User.Read")];
    let tokens = app.tokens(&browser, "alice", &scope).await;
    let old = text(&tokens, "refresh_token");
    // Clients repeat the scopes that they asked for, offline_access too.
    let first = refresh(&app, old, &[("scope", "openid offline_access User.Read")]).await;
    assert_ne!(text(&first, "refresh_token"), old);
    assert!(first["id_token"].is_string());
    let second = refresh(&app, old, &[("scope", "User.Read")]).await;
    assert_eq!(
        (&second["scope"], second.get("id_token")),
        (&json!("User.Read"), None)
    );
    let wider = refresh(&app, old, &[("scope", "Mail.Read")]).await;
    assert_eq!(
        (&wider["error"], &wider["suberror"]),
        (&json!("invalid_grant"), &json!("consent_required"))
    );
    // The access token of the first exchange lives on, too.
    app.profile(text(&tokens, "access_token")).await;
    provider
        .clock()
        .advance(std::time::Duration::from_secs(90 * 86_400));
    let late = refresh(&app, old, &[]).await;
    assert_eq!(late["error_codes"], json!([700_082]));
}

#[tokio::test]
async fn who_may_sign_in_depends_on_the_tenant() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    for (tenant, persona, refused) in [
        ("common", "alice", None),
        ("common", "bob", None),
        ("organizations", "bob", None),
        ("organizations", "alice", Some("AADSTS500200")),
        ("consumers", "alice", None),
        ("consumers", "bob", Some("AADSTS50020")),
        (BRICKWORKS, "bob", None),
        ("brickworks.example", "bob", None),
        ("brickworks.example", "alice", Some("AADSTS50020")),
        ("brickworks.example", "trudy", Some("AADSTS50020")),
        (PERSONAL, "alice", None),
    ] {
        let browser = Browser::new(&provider, &format!("{persona}-{}", tenant.replace('.', "-")));
        let page = browser.go(&at(&app, tenant, &[])).await;
        let page = browser.submit(&page, &[("identifier", persona)]).await;
        match refused {
            Some(code) => assert_eq!(page.error(), (400, code), "{persona} at {tenant}"),
            None => {
                let response = app.walk(&browser, page, persona).await;
                assert!(value(&response, "code").is_some(), "{persona} at {tenant}");
            }
        }
    }
}

#[tokio::test]
async fn who_may_sign_in_depends_on_the_audience_of_the_client() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    for (audience, tenant, expected) in [
        (SignInAudience::OneTenant, "common", Some("AADSTS50194")),
        (SignInAudience::OneTenant, "organizations", Some("AADSTS50194")),
        (SignInAudience::OneTenant, "consumers", Some("AADSTS9002332")),
        (SignInAudience::OneTenant, "trudy.example", Some("AADSTS700016")),
        (SignInAudience::OneTenant, BRICKWORKS, None),
        (SignInAudience::Organizations, "consumers", Some("AADSTS9002332")),
        (SignInAudience::Organizations, "common", None),
        (SignInAudience::Personal, "common", Some("AADSTS9002331")),
        (SignInAudience::Personal, BRICKWORKS, Some("AADSTS9002331")),
        (SignInAudience::Personal, "consumers", None),
        (SignInAudience::Everybody, "consumers", None),
    ] {
        register(&provider, |asked| {
            asked.audience = audience;
            asked.tenant = Some(BRICKWORKS.to_owned());
        });
        let page = Browser::new(&provider, "b-1").go(&at(&app, tenant, &[])).await;
        match expected {
            Some(code) => assert_eq!(page.error(), (400, code), "{audience:?} at {tenant}"),
            None => assert!(
                page.html().contains("mock-identifier"),
                "{audience:?} at {tenant}"
            ),
        }
    }
    register(&provider, |asked| asked.audience = SignInAudience::Organizations);
    let browser = Browser::new(&provider, "b-2");
    let page = browser.go(&app.authorize_url(&[])).await;
    let page = browser.submit(&page, &[("identifier", "alice")]).await;
    assert_eq!(page.error(), (400, "AADSTS500200"));
}

#[tokio::test]
async fn a_code_is_redeemed_where_the_account_is_let_in() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let code = app.code(&browser, "bob", &[]).await;
    let secret = app.secret();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", crate::setup::REDIRECT_URI),
        ("client_id", crate::setup::client_id(Provider::Microsoft)),
        ("client_secret", &secret),
        ("code_verifier", crate::setup::VERIFIER),
    ];
    let (status, refused) = app.post("/consumers/oauth2/v2.0/token", &form).await;
    assert_eq!((status, &refused["error_codes"]), (400, &json!([700_005])));
    let (status, tokens) = app.post("/brickworks.example/oauth2/v2.0/token", &form).await;
    assert_eq!(status, 200, "{tokens}");
}

#[tokio::test]
async fn the_port_of_localhost_does_not_matter_and_case_does() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    for (uri, good) in [
        ("http://localhost:4711/callback", true),
        ("http://localhost:3000/Callback", false),
        ("https://localhost:3000/callback", false),
    ] {
        let browser = Browser::new(&provider, "b-1");
        let page = browser.go(&app.authorize_url(&[("redirect_uri", uri)])).await;
        assert_eq!(page.html().contains("mock-identifier"), good, "{uri}");
    }
}

#[tokio::test]
async fn prompt_decides_what_is_asked() {
    let provider = start().await;
    let (app, browser) = (
        App::new(&provider, Provider::Microsoft),
        Browser::new(&provider, "b-1"),
    );
    let silent = |page: Page| crate::setup::query(page.left());
    let none = app.authorize_url(&[("prompt", "none")]);
    let nobody = silent(browser.go(&none).await);
    assert_eq!(value(&nobody, "error"), Some("login_required"));
    app.sign_in(&browser, "alice", &[("scope", "openid")]).await;
    let more = silent(browser.go(&none).await);
    assert_eq!(value(&more, "error"), Some("consent_required"));
    let enough = app.authorize_url(&[("prompt", "none"), ("scope", "openid")]);
    assert!(value(&silent(browser.go(&enough).await), "code").is_some());
    let page = browser.go(&app.authorize_url(&[("prompt", "login")])).await;
    assert!(page.html().contains("mock-identifier"));
    let page = browser
        .go(&app.authorize_url(&[("prompt", "select_account")]))
        .await;
    assert!(page.html().contains("mock-other-account"));
    let page = browser
        .go(&app.authorize_url(&[("prompt", "consent"), ("scope", "openid")]))
        .await;
    assert!(page.html().contains("mock-approve"));
    app.sign_in(&browser, "bob", &[("prompt", "login"), ("scope", "openid")])
        .await;
    let several = silent(browser.go(&enough).await);
    assert_eq!(value(&several, "error"), Some("interaction_required"));
    let hint = [
        ("prompt", "none"),
        ("scope", "openid"),
        ("login_hint", "bob@brickworks.example"),
    ];
    assert!(value(&silent(browser.go(&app.authorize_url(&hint)).await), "code").is_some());
}

#[tokio::test]
async fn domain_hint_and_the_tenant_filter_the_accounts_that_are_shown() {
    let provider = start().await;
    let app = App::new(&provider, Provider::Microsoft);
    for (tenant, hint, alice, bob) in [
        ("common", "", true, true),
        ("common", "consumers", true, false),
        ("common", "organizations", false, true),
        ("common", "brickworks.example", false, true),
        (BRICKWORKS, "", false, true),
        ("consumers", "", true, false),
    ] {
        let browser = Browser::new(&provider, "b-1");
        let page = browser.go(&at(&app, tenant, &[("domain_hint", hint)])).await;
        let shows = |id: &str| page.html().contains(&format!("data-persona=\"{id}\""));
        assert_eq!((shows("alice"), shows("bob")), (alice, bob), "{tenant} {hint}");
    }
}
