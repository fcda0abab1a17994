//! Unmodified client libraries, with the provider URLs that they have built in, sign in at the virtual hosts.
//!
//! Each library is installed by exact version from its registry; nothing in it is configured, patched, or wrapped
//! that its documentation does not name. `node/` and `python/` have a program a library, which prints a line of JSON
//! a case; the tables in `libraries` say which cases there have to be.
//!
//! Only the installers leave this machine: programs that try to are stopped. To try a newer version, change it in
//! `node/package.json` and run `npm install`, or in `python/requirements.in` and run `pip-compile` as it says there.

mod apple_key;
mod install;
mod libraries;
mod program;
mod registration;
mod verdict;

use std::path::Path;

use futures::future::join_all;
use mock_provider::{
    Environment, MockProvider, Tls, Variable,
    config::Config,
    journal::{Filter, Outcome},
};

use apple_key::AppleKey;
use libraries::Library;

#[tokio::test]
async fn libraries_from_npm_sign_in_at_the_virtual_hosts() {
    install::node().await;
    let stage = Stage::set(libraries::NODE, "node").await;
    let variables = guarded(stage.environment().node());
    stage.sign_in(Path::new("node"), &variables).await;
}

#[tokio::test]
async fn libraries_from_pypi_sign_in_at_the_virtual_hosts() {
    let interpreter = install::python().await;
    let stage = Stage::set(libraries::PYTHON, "python").await;
    let variables = stage.environment().python();
    stage.sign_in(&interpreter, &variables).await;
}

/// Node's variables, and a guard that is loaded first: what does not go to this machine goes nowhere.
fn guarded(mut variables: Vec<Variable>) -> Vec<Variable> {
    let guard = install::folder("node").join("offline.cjs");
    for (name, value) in &mut variables {
        if *name == "NODE_OPTIONS" {
            *value = format!("--require {:?} {value}", guard.display().to_string());
        }
    }
    variables
}

/// A provider over TLS that knows the clients of some libraries.
struct Stage {
    provider: MockProvider,
    config: Config,
    libraries: &'static [Library],
    language: &'static str,
    key: AppleKey,
}

impl Stage {
    async fn set(libraries: &'static [Library], language: &'static str) -> Self {
        let config = Config::default();
        let key = AppleKey::generate();
        let provider = MockProvider::builder()
            .config(config.clone())
            .port(0)
            .tls(Tls::ephemeral())
            .proxy()
            .start()
            .await
            .expect("starts");
        for client in libraries
            .iter()
            .flat_map(|library| registration::clients(library, &key))
        {
            client.validate().expect("the provider would register it");
            provider.put_client(client);
        }
        Self {
            provider,
            config,
            libraries,
            language,
            key,
        }
    }

    fn environment(&self) -> Environment {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        self.provider
            .environment(folder.join("clients-environment").join(self.language))
            .expect("the folder for temporary files can be written to")
            .expect("the provider has TLS")
    }

    /// Runs every library's program at once and judges what they say.
    async fn sign_in(&self, interpreter: &Path, variables: &[Variable]) {
        let folder = install::folder(self.language);
        let runs = join_all(self.libraries.iter().map(async |library| {
            let brief = registration::brief(library, &self.config, &self.key);
            program::run(interpreter, &folder.join(library.program), variables, &brief).await
        }))
        .await;
        let (mut wrong, table) = verdict::of(self.libraries, &runs);
        wrong.extend(self.libraries.iter().flat_map(|library| self.never_seen(library)));
        assert!(wrong.is_empty(), "{table}\n{}", wrong.join("\n\n"));
        #[expect(
            clippy::print_stdout,
            reason = "the table is for people who ask for the output of this test"
        )]
        {
            println!("{table}");
        }
    }

    /// What a library says is believed only if the provider saw it too: a code exchanged, and a person who said no.
    fn never_seen(&self, library: &Library) -> Vec<String> {
        let mut missing = Vec::new();
        for client in registration::clients(library, &self.key) {
            let flows = self.provider.journal().flows(&Filter {
                provider: Some(client.provider),
                client_id: Some(client.client_id),
                ..Filter::default()
            });
            for outcome in [Outcome::Exchanged, Outcome::Denied] {
                if !flows.iter().any(|flow| flow.outcome == outcome) {
                    missing.push(format!(
                        "{} at {}: the provider has no flow that ended as {outcome:?}",
                        library.name, client.provider
                    ));
                }
            }
        }
        missing
    }
}
