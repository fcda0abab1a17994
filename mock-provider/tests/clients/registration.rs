//! Each library's own application at each provider, with identifiers of the real provider's shape. No two share one,
//! because revoking a grant at one would take the other's tokens.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use mock_provider::{
    Provider,
    config::{Client, Config},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{apple_key::AppleKey, libraries::Library};

/// Where the apps under test are. Nothing listens there: the programs' own browsers deliver what goes to it.
const APP: &str = "https://app.example.com";

/// The library's clients.
pub(crate) fn clients(library: &Library, key: &AppleKey) -> Vec<Client> {
    library
        .uses
        .iter()
        .map(|used| {
            let seed = Seed::of(library.name, used.provider);
            let client = Client {
                client_secret: client_secret(used.provider, &seed),
                redirect_uris: vec![format!("{APP}{}", used.callback)],
                name: library.name.to_owned(),
                ..Client::new(used.provider, client_id(used.provider, &seed))
            };
            match used.provider {
                // At Apple a client has a key in place of a secret.
                Provider::Apple => Client {
                    public_keys: vec![key.public_pem()],
                    ..client
                },
                _ => client,
            }
        })
        .collect()
}

/// What the library's program has to know: its clients, and who signs in.
pub(crate) fn brief(library: &Library, config: &Config, key: &AppleKey) -> Value {
    let mut providers = json!({});
    for client in clients(library, key) {
        let brief = &mut providers[client.provider.slug()];
        *brief = json!({
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "redirect_uri": client.redirect_uris[0],
        });
        if client.provider == Provider::Apple {
            brief["team_id"] = config.apple.team_id.clone().into();
            brief["key_id"] = AppleKey::ID.into();
            brief["private_key"] = key.private_pem().into();
            brief["other_private_key"] = AppleKey::generate().private_pem().into();
        }
    }
    json!({
        "library": library.name,
        "app": APP,
        "providers": providers,
        "alice": person(config, "alice"),
        "bob": person(config, "bob"),
    })
}

fn person(config: &Config, id: &str) -> Value {
    let persona = config.personas.iter().find(|persona| persona.id == id);
    serde_json::to_value(persona.unwrap_or_else(|| panic!("the built-in configuration has no {id}")))
        .expect("a persona is JSON")
}

fn client_id(provider: Provider, seed: &Seed) -> String {
    match provider {
        Provider::Google => {
            let project = seed.text("123456789", 12);
            let rest = seed.text("0123456789abcdefghijklmnopqrstuvwxyz", 32);
            format!("{project}-{rest}.apps.googleusercontent.com")
        }
        Provider::GitHub => format!("Ov23li{}", seed.text(ALPHANUMERIC, 14)),
        Provider::Facebook => seed.text("123456789", 16),
        Provider::X => URL_SAFE_NO_PAD.encode(format!("{}:1:ci", seed.text(ALPHANUMERIC, 20))),
        Provider::Notion | Provider::Microsoft => seed.uuid(),
        Provider::Apple => format!("com.example.{}", seed.text("abcdefghijklmnopqrstuvwxyz", 12)),
        Provider::Oidc(_) => seed.text(ALPHANUMERIC, 20),
    }
}

fn client_secret(provider: Provider, seed: &Seed) -> String {
    match provider {
        Provider::Google => format!("GOCSPX-{}", seed.text(ALPHANUMERIC, 28)),
        Provider::GitHub => seed.text(HEX, 40),
        Provider::Facebook => seed.text(HEX, 32),
        Provider::X => seed.text(ALPHANUMERIC, 50),
        Provider::Notion => format!("secret_{}", seed.text(ALPHANUMERIC, 43)),
        Provider::Microsoft => format!("{}8Q~{}", seed.text(ALPHANUMERIC, 3), seed.text(ALPHANUMERIC, 34)),
        Provider::Apple => String::new(),
        Provider::Oidc(_) => seed.text(ALPHANUMERIC, 40),
    }
}

const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const HEX: &str = "0123456789abcdef";

/// Characters that differ from one application to the next, and are the same in every run.
struct Seed([u8; 32]);

impl Seed {
    fn of(library: &str, provider: Provider) -> Self {
        Self(Sha256::digest(format!("{library} at {provider}")).into())
    }

    fn text(&self, alphabet: &str, length: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        let bytes = self.0.iter().cycle().zip(0usize..).take(length);
        bytes
            .map(|(byte, at)| alphabet[(usize::from(*byte) + at) % alphabet.len()])
            .collect()
    }

    fn uuid(&self) -> String {
        let hex = self.text(HEX, 30);
        let (head, rest) = hex.split_at(8);
        format!(
            "{head}-{}-4{}-8{}-{}",
            &rest[..4],
            &rest[4..7],
            &rest[7..10],
            &rest[10..22]
        )
    }
}
