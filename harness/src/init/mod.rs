//! `harness init`: looks at an app as a stranger does, and writes its manifest.
//!
//! The app is started (or found running) beside a mock provider, its sign-in page is opened, its buttons are pressed,
//! somebody signs in, and what is seen on the way becomes `target.toml`. Where the first guess of how the app is
//! reached is wrong (its port, the providers' names), it is started once more in the other way.

mod authorization;
mod buttons;
mod controls;
mod detour;
mod door;
mod error;
mod first_plan;
mod look;
mod plan;
mod protected;
mod scene;
mod sign_in;
mod sign_out;
mod variables;
mod whoami;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mock_provider::Provider;
use url::Url;

pub use error::InitError;

use self::first_plan::{folder_of, setup_of};
use self::look::Look;
use self::plan::Plan;
use self::scene::{Opened, Scene};
use self::write::Findings;
use crate::run;
use crate::target::Reach;

/// How often the app is started in another way.
const DETOURS: usize = 4;

/// What a person says about the app.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The page with the provider buttons, or one that leads to it.
    pub url: Option<Url>,
    /// Where the manifest goes; commands run in its folder.
    pub out: PathBuf,
    /// Writes over an existing file.
    pub force: bool,
    /// What starts the app; empty when it already runs.
    pub command: Vec<String>,
    /// What is to be done once before; empty for nothing.
    pub setup: Vec<String>,
    /// Variables of the app, with placeholders.
    pub env: BTreeMap<String, String>,
    /// A manifest, or its folder, that says how the app is started.
    pub start_from: Option<PathBuf>,
    /// The providers to look for; all when empty.
    pub providers: Vec<Provider>,
    /// Where the app expects the provider; any free port when 0.
    pub provider_port: u16,
    /// How the app finds the provider; found out when left out.
    pub reach: Option<Reach>,
    /// Secrets that the app has at providers, by their ids.
    pub client_secrets: BTreeMap<String, String>,
    /// Seconds until the app answers.
    pub start_s: u64,
    /// Shows the browser.
    pub headed: bool,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// The file.
    pub file: PathBuf,
    /// What is missing, for people; empty when the manifest is whole.
    pub missing: Vec<String>,
}

/// Looks at the app and writes its manifest; `say` hears what is found on the way.
///
/// # Errors
/// See [`InitError`]; then no file was written, and nothing that was started is left.
pub async fn init(options: &Options, say: impl Fn(&str)) -> Result<Written, InitError> {
    if options.out.exists() && !options.force {
        return Err(InitError::usage(
            format!("{} exists", options.out.display()),
            "name another file with --out, or write over it with --force",
        ));
    }
    let folder = folder_of(&options.out);
    if !folder.is_dir() {
        return Err(InitError::usage(
            format!("there is no folder {}", folder.display()),
            "make it, or name a file in another one with --out: commands run in the folder of the manifest",
        ));
    }
    let mut plan = first_plan::plan(options, &say)?;
    let found = explore(&mut plan, options, &say).await?;
    let missing = if found.whoami.is_some() {
        Vec::new()
    } else {
        vec!["[whoami], where the app says who is signed in".to_owned()]
    };
    save(&options.out, options.force, &write::manifest(&found)).map_err(|error| InitError::Write {
        file: options.out.display().to_string(),
        reason: error.to_string(),
    })?;
    Ok(Written {
        file: options.out.clone(),
        missing,
    })
}

/// Writes the file; unless `force`, only where none is.
fn save(file: &Path, force: bool, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    options.open(file)?.write_all(text.as_bytes())
}

/// Starts the app and looks at it, in another way for as long as it shows that the way is wrong.
async fn explore(plan: &mut Plan, options: &Options, say: impl Fn(&str)) -> Result<Findings, InitError> {
    let run_options = run::Options {
        headed: options.headed,
        ..run::Options::default()
    };
    for _ in 0..DETOURS {
        let opened = Scene::open(plan, &run_options, &options.client_secrets, &say).await?;
        // What has been set up need not be set up again.
        if let Some(start) = &mut plan.start {
            start.setup = Vec::new();
        }
        let scene = match opened {
            Opened::Here(scene) => scene,
            Opened::Elsewhere => {
                say(&format!(
                    "  the app listens at {} whatever PORT says",
                    plan.base_of_person()
                ));
                plan.keep_to_its_port();
                continue;
            }
        };
        let outcome = look::look(&scene, plan, options, &say).await;
        scene.close().await;
        match outcome? {
            Look::Done(findings) => {
                let mut findings = *findings;
                if let Some(start) = &mut findings.plan.start {
                    start.setup = setup_of(options)?;
                }
                return Ok(findings);
            }
            Look::Again(way) => {
                say(&format!("  {}", way.reason(plan)));
                way.take(plan)?;
            }
        }
    }
    Err(InitError::app(
        "the app was started in several ways, and each showed that it wants another one",
        "say how it is reached: --reach by-name or by-url, and a --url with the port at which it listens",
    ))
}

/// Whether there is a provider of that name.
///
/// # Errors
/// [`InitError::Usage`] when there is none.
pub fn is_provider(name: &str) -> Result<Provider, InitError> {
    name.parse().map_err(|_| {
        let known = Provider::ALL.map(Provider::slug);
        InitError::usage(
            format!("there is no provider `{name}`"),
            crate::suggest::nearest(name, known).map_or_else(
                || format!("use one of {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            ),
        )
    })
}
