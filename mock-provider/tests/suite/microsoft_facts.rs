//! Microsoft: the facts of its wire that no other test is about.

use jsonwebtoken::{Algorithm, decode_header};
use mock_provider::{
    MockProvider, Provider,
    config::{Client, Config, MicrosoftRegistration},
    faults::{Change, Fault, Scope},
};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    setup::{App, VERIFIER, claims, client, json as body, start, start_with, text, value},
};

fn app(provider: &MockProvider) -> (App<'_>, Browser) {
    (
        App::new(provider, Provider::Microsoft),
        Browser::new(provider, "b-1"),
    )
}

fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

fn alice() -> mock_provider::config::Persona {
    Config::default().personas.into_iter().next().expect("alice")
}

#[tokio::test]
async fn microsoft_discovery_names_each_endpoint_of_its_tenant() {
    let provider = start().await;
    let (app, _) = app(&provider);
    for tenant in ["common", "organizations", "consumers"] {
        let path = format!("/{tenant}/v2.0/.well-known/openid-configuration");
        let document = body(app.get(&path, "").await).await;
        for (member, path) in [
            ("authorization_endpoint", "/oauth2/v2.0/authorize"),
            ("token_endpoint", "/oauth2/v2.0/token"),
            ("device_authorization_endpoint", "/oauth2/v2.0/devicecode"),
            ("end_session_endpoint", "/oauth2/v2.0/logout"),
            ("jwks_uri", "/discovery/v2.0/keys"),
        ] {
            let expected = app.url(&format!("/{tenant}{path}"));
            assert_eq!(text(&document, member), expected, "{tenant} {member}");
        }
        assert_eq!(
            text(&document, "userinfo_endpoint"),
            app.url("/graph/oidc/userinfo")
        );
        for (member, expected) in [
            (
                "scopes_supported",
                json!(["openid", "profile", "email", "offline_access"]),
            ),
            (
                "response_modes_supported",
                json!(["query", "fragment", "form_post"]),
            ),
            ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ] {
            assert_eq!(document[member], expected, "{member}");
        }
    }
}

#[tokio::test]
async fn microsoft_assumes_plain_where_the_method_is_missing() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    for method in ["", "plain"] {
        let asked = [("code_challenge", VERIFIER), ("code_challenge_method", method)];
        let code = app.code(&browser, "alice", &asked).await;
        let hashed = app
            .token(&code, &[("code_verifier", crate::setup::CHALLENGE)])
            .await;
        assert_eq!(hashed.status(), 400, "{method}");
        assert_eq!(app.token(&code, &[]).await.status(), 200, "{method}");
    }
}

/// What comes from Microsoft's own trouble, and not from a request, is a fault.
#[tokio::test]
async fn microsoft_redirects_trouble_of_its_own_as_a_fault_says() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    for error in [
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "invalid_resource",
    ] {
        let id = provider.arm(Fault {
            name: error.to_owned(),
            scope: Scope::default(),
            times: Some(1),
            change: Change::AuthorizationResponse {
                set: [
                    ("error".to_owned(), error.to_owned()),
                    ("error_description".to_owned(), "AADSTS90033".to_owned()),
                ]
                .into(),
                remove: vec!["code".to_owned(), "session_state".to_owned()],
            },
        });
        let response = app.sign_in(&browser, "alice", &[]).await;
        provider.disarm(&id);
        assert_eq!(value(&response, "error"), Some(error));
        assert_eq!(value(&response, "state"), Some("st/ate+ %"));
        assert_eq!(value(&response, "code"), None);
    }
}

#[tokio::test]
async fn microsoft_takes_a_scope_in_the_token_request() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let code = app.code(&browser, "alice", &[]).await;
    let response = app.token(&code, &[("scope", "openid User.Read")]).await;
    assert_eq!(response.status(), 200);
    let tokens = body(response).await;
    assert!(
        text(&tokens, "scope")
            .split(' ')
            .any(|scope| scope == "User.Read")
    );
}

#[tokio::test]
async fn microsoft_access_tokens_can_live_sixty_to_ninety_minutes() {
    for lifetime in [3_599, 5_399] {
        let mut config = Config::default();
        config.microsoft.access_token_lifetime = lifetime;
        let provider = start_with(config).await;
        let (app, browser) = app(&provider);
        let tokens = app.tokens(&browser, "alice", &[]).await;
        assert_eq!(
            (&tokens["expires_in"], &tokens["ext_expires_in"]),
            (&json!(lifetime), &json!(lifetime))
        );
    }
}

#[tokio::test]
async fn microsoft_id_tokens_are_rs256_and_have_the_claims_of_entra() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "alice", &[]).await;
    let id_token = text(&tokens, "id_token");
    let header = decode_header(id_token).expect("a header");
    assert_eq!(header.alg, Algorithm::RS256);
    assert!(header.kid.is_some());
    let claims = claims(id_token);
    assert_eq!(claims["aud"], crate::setup::client_id(Provider::Microsoft));
    for opaque in ["rh", "uti", "aio", "at_hash", "sub", "oid", "preferred_username"] {
        assert!(claims[opaque].is_string(), "{opaque} in {claims}");
    }
    for optional in ["sid", "acrs", "groups", "roles", "auth_time", "xms_edov"] {
        assert_eq!(claims.get(optional), None, "{optional}");
    }
}

#[tokio::test]
async fn microsoft_tells_session_contexts_groups_and_roles_on_request() {
    let provider = start().await;
    let mut alice = alice();
    if let Some(account) = &mut alice.microsoft {
        account.acrs = vec!["c1".to_owned()];
        account.groups = vec!["e1a2b3c4-0000-4000-8000-000000000001".to_owned()];
        account.roles = vec!["Archer".to_owned()];
    }
    provider.put_persona(alice);
    let wanted = ["sid", "acrs", "groups", "roles"];
    provider.put_client(Client {
        microsoft: Some(MicrosoftRegistration {
            optional_claims: wanted.map(ToOwned::to_owned).to_vec(),
            ..MicrosoftRegistration::default()
        }),
        ..client(Provider::Microsoft)
    });
    let (app, browser) = app(&provider);
    let first = claims(text(&app.tokens(&browser, "alice", &[]).await, "id_token"));
    assert_eq!(first["acrs"], json!(["c1"]));
    assert_eq!(first["groups"], json!(["e1a2b3c4-0000-4000-8000-000000000001"]));
    assert_eq!(first["roles"], json!(["Archer"]));
    // The session has one name as long as it lasts, and another browser's has another.
    let again = claims(text(&app.tokens(&browser, "alice", &[]).await, "id_token"));
    let other = Browser::new(&provider, "b-2");
    let other = claims(text(&app.tokens(&other, "alice", &[]).await, "id_token"));
    assert!(first["sid"].is_string());
    assert_eq!(first["sid"], again["sid"]);
    assert_ne!(first["sid"], other["sid"]);
    // Nobody has groups that are not configured.
    let bob = Browser::new(&provider, "b-3");
    let bob = claims(text(&app.tokens(&bob, "bob", &[]).await, "id_token"));
    assert_eq!((bob.get("groups"), bob.get("roles")), (None, None));
}

#[tokio::test]
async fn microsoft_addresses_may_change_while_sub_and_oid_stay() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let before = claims(text(&app.tokens(&browser, "alice", &[]).await, "id_token"));
    let mut alice = alice();
    if let Some(account) = &mut alice.microsoft {
        account.username = "archer@outlook.com".to_owned();
        account.email = Some("archer@outlook.com".to_owned());
    }
    provider.put_persona(alice);
    let after = claims(text(&app.tokens(&browser, "alice", &[]).await, "id_token"));
    for same in ["sub", "oid", "tid"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    for changed in ["email", "preferred_username"] {
        assert_eq!(after[changed], "archer@outlook.com", "{changed}");
    }
}

#[tokio::test]
async fn microsoft_graph_describes_a_user_with_these_members() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let tokens = app.tokens(&browser, "bob", &[]).await;
    let me = body(app.get("/graph/v1.0/me", text(&tokens, "access_token")).await).await;
    let mut members = keys(&me);
    members.sort_unstable();
    assert_eq!(
        members,
        [
            "@odata.context",
            "businessPhones",
            "displayName",
            "givenName",
            "id",
            "jobTitle",
            "mail",
            "mobilePhone",
            "officeLocation",
            "preferredLanguage",
            "surname",
            "userPrincipalName"
        ]
    );
    assert_eq!(
        (&me["displayName"], &me["givenName"], &me["surname"]),
        (&json!("Bob Baker"), &json!("Bob"), &json!("Baker"))
    );
}

#[tokio::test]
async fn microsoft_graph_refuses_with_an_error_in_an_error() {
    let provider = start().await;
    let (app, _) = app(&provider);
    let response = app.get("/graph/v1.0/me", "x").await;
    assert_eq!(response.status(), 401);
    let refused = body(response).await;
    assert_eq!(keys(&refused), ["error"]);
    assert_eq!(keys(&refused["error"]), ["code", "message", "innerError"]);
    assert_eq!(refused["error"]["code"], "InvalidAuthenticationToken");
    assert!(refused["error"]["innerError"].is_object());
}

#[tokio::test]
async fn microsoft_answers_in_the_query_unless_there_is_an_id_token_or_a_mode() {
    let provider = start().await;
    provider.put_client(Client {
        microsoft: Some(MicrosoftRegistration {
            id_tokens: true,
            ..MicrosoftRegistration::default()
        }),
        ..client(Provider::Microsoft)
    });
    let (app, browser) = app(&provider);
    app.sign_in(&browser, "alice", &[]).await;
    for (response_type, mode, mark) in [
        ("code", "", '?'),
        ("code", "query", '?'),
        ("code", "fragment", '#'),
        ("code id_token", "", '#'),
        ("id_token", "", '#'),
    ] {
        let asked = [("response_type", response_type), ("response_mode", mode)];
        let page = browser.go(&app.authorize_url(&asked)).await;
        let begin = format!("{}{mark}", crate::setup::REDIRECT_URI);
        assert!(page.left().starts_with(&begin), "{asked:?} {page:?}");
    }
}

#[tokio::test]
async fn microsoft_prefills_the_login_hint() {
    let provider = start().await;
    let (app, browser) = app(&provider);
    let page = browser
        .go(&app.authorize_url(&[("login_hint", "alice.archer@gmail.com")]))
        .await;
    assert!(page.html().contains("value=\"alice.archer@gmail.com\""));
}
