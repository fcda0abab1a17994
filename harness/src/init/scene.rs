//! The app, a provider, and a browser, running; and where the app answers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use mock_provider::Provider;
use mock_provider::config::{Client, Config, Persona};
use url::Url;

use super::InitError;
use super::plan::{Plan, Port};
use crate::browser::{Context, Reach};
use crate::http_client::{self, Trust};
use crate::provider_pages::BROWSER_COOKIE;
use crate::run::{self, Options};
use crate::suite::Suite;
use crate::target::{Target, TargetError};
use crate::world::PersonsBrowser;

/// The longest pause between two looks at whether something answers; there is no event to wait for.
const PAUSE: Duration = Duration::from_millis(50);
/// How long an app may answer with an error where it should answer before that is taken for its answer.
const REFUSAL_LIMIT: Duration = Duration::from_secs(5);
/// The longest that one look may take.
const LOOK_LIMIT: Duration = Duration::from_secs(2);

/// Everything that runs while the app is looked at.
pub(super) struct Scene {
    pub(super) suite: Arc<Suite>,
    pub(super) target: Arc<Target>,
    /// Secrets of the app at providers, by slug.
    pub(super) secrets: BTreeMap<String, String>,
}

/// What came of starting the app.
pub(super) enum Opened {
    /// It answers.
    Here(Scene),
    /// It answers at the address that a person named, and not where PORT tells it to.
    Elsewhere,
}

impl Scene {
    /// Starts everything.
    pub(super) async fn open(
        plan: &Plan,
        options: &Options,
        secrets: &BTreeMap<String, String>,
        say: impl Fn(&str),
    ) -> Result<Opened, InitError> {
        if plan.port == Port::Own && plan.start.is_some() && status(&plan.url).await.is_some() {
            return Err(InitError::usage(
                format!(
                    "somebody answers at {} already, before the app is started",
                    plan.url
                ),
                "end that program, or leave the command out when it is the app itself",
            ));
        }
        let taken = status(&plan.url).await.is_some();
        let set_up = run::set_up(options, plan.manifest(), say).await;
        let suite = Arc::new(set_up.map_err(|error| of_provider(error, plan))?);
        let opened = tokio::select! {
            target = suite.target("default") => match target {
                Ok(target) => Ok(Some(target)),
                Err(error) => Err(InitError::from(error)),
            },
            () = elsewhere(plan, taken) => Ok(None),
            refusal = refusal(plan) => Err(refusal),
        };
        match opened {
            Ok(Some(target)) => Ok(Opened::Here(Self {
                suite,
                target,
                secrets: secrets.clone(),
            })),
            Ok(None) => {
                run::close(suite).await;
                Ok(Opened::Elsewhere)
            }
            Err(error) => {
                run::close(suite).await;
                Err(of_app(error, plan))
            }
        }
    }

    /// A browser that nobody has used, with an id by which the provider's journal knows it.
    pub(super) async fn browser(&self, id: &str) -> Result<PersonsBrowser, InitError> {
        let context: Context = self.suite.context().await?;
        context
            .set_cookie(&self.suite.provider_sites(), BROWSER_COOKIE, id, Reach::Http)
            .await?;
        Ok(PersonsBrowser {
            id: id.to_owned(),
            context,
        })
    }

    /// A person whom the providers know and the app does not.
    pub(super) fn person(&self, kind: &str) -> Result<Persona, InitError> {
        self.suite
            .new_person(kind)
            .map_err(|error| InitError::app(error.to_string(), "report this as a mistake of the harness"))
    }

    /// The client id that placeholders tell the app.
    pub(super) fn told_client_id(&self, idp: Provider) -> &str {
        self.target
            .values
            .get(&format!("{}.client_id", idp.slug()))
            .unwrap_or_default()
    }

    /// The secret of the app at `idp`, as far as it is known; the second part says whether it has to stand in the
    /// manifest.
    pub(super) fn secret(&self, idp: Provider, client_id: &str) -> (String, bool) {
        if let Some(given) = self.secrets.get(idp.slug()) {
            return (given.clone(), true);
        }
        let built_in = Config::default().clients;
        if let Some(client) = built_in.iter().find(|client| client.is(idp, client_id)) {
            return (client.client_secret.clone(), true);
        }
        let told = self.target.values.get(&format!("{}.client_secret", idp.slug()));
        (told.unwrap_or_default().to_owned(), false)
    }

    /// Makes the app known at `idp` as what it says it is.
    pub(super) fn register(&self, idp: Provider, client_id: &str, redirect_uri: &str) {
        self.suite.provider.put_client(Client {
            client_secret: self.secret(idp, client_id).0,
            redirect_uris: vec![redirect_uri.to_owned()],
            name: self.suite.manifest.name.clone(),
            ..Client::new(idp, client_id)
        });
    }

    /// `url` as the manifest has it: a path where it is the app's, otherwise as it is.
    pub(super) fn written(&self, url: &Url) -> String {
        if url.origin() == self.target.url.origin() {
            super::plan::path_of_url(url)
        } else {
            url.to_string()
        }
    }

    /// Stops everything.
    pub(super) async fn close(self) {
        let Self { suite, target, .. } = self;
        drop(target);
        run::close(suite).await;
    }
}

/// Ends when the app answers at the address that a person named, although it was told another port; never when
/// somebody answered there before.
async fn elsewhere(plan: &Plan, taken: bool) {
    if taken || plan.port == Port::Own {
        std::future::pending::<()>().await;
    }
    while status(&plan.url).await.is_none() {
        crate::clock::pass(PAUSE).await;
    }
}

/// Ends when the app goes on answering its sign-in page with an error: it will not become ready.
async fn refusal(plan: &Plan) -> InitError {
    let mut url = plan.url.clone();
    if let Port::Told(port) = plan.port {
        let _ = url.set_port(Some(port));
    }
    let mut refused: Option<crate::clock::Deadline> = None;
    loop {
        match (status(&url).await, &refused) {
            (Some(code), Some(deadline)) if code >= 400 && deadline.left().is_none() => {
                return InitError::app(
                    format!("{} answers {code}", plan.url),
                    if code >= 500 {
                        "the app itself fails: start it by hand and read its output"
                    } else {
                        "name the page with the provider buttons in --url"
                    },
                );
            }
            (Some(code), None) if code >= 400 => refused = Some(crate::clock::Deadline::after(REFUSAL_LIMIT)),
            (Some(code), _) if code >= 400 => {}
            _ => refused = None,
        }
        crate::clock::pass(PAUSE).await;
    }
}

/// The status with which somebody answers there; `None` when nobody does.
async fn status(url: &Url) -> Option<u16> {
    let client = http_client::builder(Trust::Everybody)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(LOOK_LIMIT)
        .build()
        .ok()?;
    let answer = client.get(url.clone()).send().await.ok()?;
    Some(answer.status().as_u16())
}

/// The provider's port may be taken by one that was started by hand.
fn of_provider(error: run::RunError, plan: &Plan) -> InitError {
    match error {
        run::RunError::Provider(cause) if plan.provider_port() != 0 => InitError::app(
            format!("the mock provider did not start: {cause}"),
            "end the one that runs there, the harness starts its own; or name the port at which the app expects it in \
             --provider-port",
        ),
        other => other.into(),
    }
}

/// The same with a hint that fits somebody who has no manifest yet.
fn of_app(error: InitError, plan: &Plan) -> InitError {
    let InitError::SetUp(run::RunError::Target(cause)) = &error else {
        return error;
    };
    let hint = match cause {
        TargetError::Spawn { .. } => "correct the command after `--`; it runs in the folder of the manifest",
        TargetError::Ended { .. } => {
            "start the app by hand with the same command; it must stay in the foreground, and listen on the port in \
             PORT or on that of --url"
        }
        TargetError::Silent { .. } if plan.start.is_none() => {
            "start the app, or let the harness start it: add `-- npm start` to the command line"
        }
        TargetError::Silent { .. } => {
            "check that the app listens on the port in PORT or on that of --url, and that --url is a page of it"
        }
        _ => return error,
    };
    InitError::app(cause.to_string(), hint)
}
