//! What both sides find: the reference target, the people, and the address at which the provider is.

use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use harness::browser::{self, Options, Programs};
use mock_provider::config::{Client, Config};
use mock_provider::{MockProvider, Provider};
use reference_target::{ReferenceTarget, Settings};
use tempfile::TempDir;

use crate::PEOPLE;

const CLIENT_ID: &str = "sign-ins";
const CLIENT_SECRET: &str = "secret-of-sign-ins";

/// The running target, and where everything is.
pub(crate) struct Stage {
    pub(crate) programs: Programs,
    /// Where the manifest and the reports are.
    pub(crate) folder: TempDir,
    target: ReferenceTarget,
    provider_port: u16,
}

impl Stage {
    /// Starts the target. The provider's address is chosen, and whoever drives lets one run there.
    pub(crate) async fn set() -> anyhow::Result<Self> {
        let programs = browser::find_or_install(&Options::default(), |words| eprintln!("{words}")).await?;
        let provider_port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let issuer = format!("http://127.0.0.1:{provider_port}/google");
        let settings = [
            ("PORT", "0"),
            ("REFERENCE_TEST_HOOKS", "on"),
            ("GOOGLE_ISSUER", &issuer),
            ("GOOGLE_CLIENT_ID", CLIENT_ID),
            ("GOOGLE_CLIENT_SECRET", CLIENT_SECRET),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let target = ReferenceTarget::start(Settings::from_variables(&settings)?).await?;
        Ok(Self {
            programs,
            folder: TempDir::with_prefix("sign-ins-")?,
            target,
            provider_port,
        })
    }

    /// The target's address, without a slash at the end.
    pub(crate) fn app_url(&self) -> &str {
        self.target.url().as_str().trim_end_matches('/')
    }

    /// The reference target's manifest, for one that runs already.
    pub(crate) fn manifest(&self) -> anyhow::Result<PathBuf> {
        let text = include_str!("../../../fixtures/targets/reference/target.toml");
        let mut manifest: toml::Table = toml::from_str(text)?;
        for key in ["start", "variants", "serve"] {
            manifest.remove(key);
        }
        table(&mut manifest, "app")?.insert("url".to_owned(), self.app_url().into());
        table(&mut manifest, "provider")?.insert("port".to_owned(), i64::from(self.provider_port).into());
        let providers = table(&mut manifest, "providers")?;
        providers.remove("github");
        let google = providers
            .get_mut("google")
            .and_then(toml::Value::as_table_mut)
            .context("[providers.google] is no table")?;
        google.insert("client_id".to_owned(), CLIENT_ID.into());
        google.insert("client_secret".to_owned(), CLIENT_SECRET.into());
        let path = self.folder.path().join("target.toml");
        std::fs::write(&path, toml::to_string(&manifest)?)?;
        Ok(path)
    }

    /// A provider that knows the target and the people, for a side that has none of its own.
    pub(crate) async fn provider(&self) -> anyhow::Result<MockProvider> {
        let builder = MockProvider::builder()
            .config(Config::default())
            .port(self.provider_port);
        let provider = builder.start().await?;
        provider.put_client(Client {
            client_secret: CLIENT_SECRET.to_owned(),
            redirect_uris: vec![format!("{}/v1/oauth_callback", self.app_url())],
            ..Client::new(Provider::Google, CLIENT_ID.to_owned())
        });
        for number in 0..PEOPLE {
            let number = u32::try_from(number)?;
            let mut persona = harness::people::make("alice", "playwright", number)?;
            if let Some(account) = &mut persona.google {
                account.email = format!("person-{number}@people.example");
            }
            provider.put_persona(persona);
        }
        Ok(provider)
    }

    /// Forgets all accounts at the target, so that each side makes the same ones.
    pub(crate) async fn reset(&self) -> anyhow::Result<()> {
        let answer = reqwest::Client::new()
            .post(format!("{}/_test/reset", self.app_url()))
            .send()
            .await?;
        answer.error_for_status()?;
        Ok(())
    }

    /// Stops the target.
    pub(crate) async fn clear(self) {
        self.target.shutdown().await;
    }
}

/// The table called `name`, made where it is missing.
fn table<'a>(manifest: &'a mut toml::Table, name: &str) -> anyhow::Result<&'a mut toml::Table> {
    let entry = manifest
        .entry(name.to_owned())
        .or_insert_with(|| toml::Table::new().into());
    entry
        .as_table_mut()
        .ok_or_else(|| anyhow!("[{name}] is no table"))
}
