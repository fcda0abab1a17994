//! `harness init`: looks at an app as a stranger does, and writes its manifest.
//!
//! The app is started (or found running) beside a mock provider, its sign-in page is opened, its buttons are pressed,
//! somebody signs in, and what is seen on the way becomes `target.toml`. Where the first guess of how the app is
//! reached is wrong (its port, the providers' names), it is started once more in the other way.

mod authorization;
mod buttons;
mod controls;
mod door;
mod error;
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

use crate::run;
use crate::target::{Reach, Start, is_loopback};
use authorization::{Authorization, Led};
use door::Door;
use plan::{Beginning, Plan, Port};
use scene::{Opened, Scene};
use write::Findings;

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
    let mut plan = plan(options, &say)?;
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

/// The folder of a file that may not be there yet.
fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// The first guess of how the app is started and reached.
fn plan(options: &Options, say: impl Fn(&str)) -> Result<Plan, InitError> {
    let folder = folder_of(&options.out);
    let beginning = match &options.start_from {
        Some(path) => Some(beginning_in(path, &folder)?),
        None => None,
    };
    let url = url(options, beginning.as_ref())?;
    let mut allow_hosts = Vec::new();
    if let Some(host) = url.host_str().filter(|host| !is_loopback(host)) {
        allow_hosts.push(host.to_owned());
    }
    let name = beginning.as_ref().and_then(|beginning| beginning.name.clone());
    let mut plan = Plan {
        name: name.unwrap_or_else(|| name_of(&folder)),
        folder,
        url,
        start: None,
        services: Vec::new(),
        port: Port::Own,
        reach: Reach::ByUrl,
        reach_is_given: options.reach.is_some(),
        provider_port: options.provider_port,
        allow_hosts,
        start_s: options.start_s,
    };
    let mut told_by_url = false;
    if !options.command.is_empty() {
        let mut env = variables::of_app(&plan.folder);
        if !env.is_empty() {
            let names: Vec<&str> = env.keys().map(String::as_str).collect();
            say(&format!("  variables that the app reads: {}", names.join(", ")));
        }
        env.insert("PORT".to_owned(), "{port}".to_owned());
        env.extend(options.env.clone());
        plan.start = Some(Start {
            embedded: None,
            setup: options.setup.clone(),
            command: options.command.clone(),
            env,
            ready: plan.path(),
        });
    } else if let Some(beginning) = beginning {
        if let Some(app) = beginning.app {
            plan.allow_hosts.extend(app.allow_hosts);
            told_by_url = app.url.contains("{port}");
        }
        plan.start = beginning.start;
        plan.services = beginning.services;
        plan.reach = beginning.provider.reach;
        plan.reach_is_given |= plan.reach.is_by_real_names();
        if plan.provider_port == 0 {
            plan.provider_port = beginning.provider.port;
        }
        if let Some(start) = &mut plan.start {
            start.env.extend(options.env.clone());
        }
    } else if !options.env.is_empty() || !options.setup.is_empty() {
        return Err(InitError::usage(
            "--env and --setup are for an app that the harness starts, and there is no command",
            "add the command behind `--`, for example `-- npm start`",
        ));
    }
    if let Some(start) = &plan.start {
        let told = start
            .env
            .values()
            .chain(&start.command)
            .any(|value| value.contains("{port}"));
        if told || told_by_url {
            plan.port = Port::Told(free_port()?);
        }
        let embedded = start.embedded.is_some();
        if let Some(reach) = options.reach {
            plan.reach = reach;
        } else if !plan.reach_is_given && !plan.tells_an_address() && !embedded {
            plan.reach = Reach::ByName;
        }
    } else if options.reach.is_some_and(Reach::is_by_real_names) {
        return Err(InitError::usage(
            "an app that already runs cannot be led to the providers' real names",
            "let the harness start it: add the command behind `--`, for example `-- npm start`",
        ));
    }
    Ok(plan)
}

/// The address that was named, or that of the manifest to start from.
fn url(options: &Options, beginning: Option<&Beginning>) -> Result<Url, InitError> {
    let url = match (
        &options.url,
        beginning.and_then(|beginning| beginning.app.as_ref()),
    ) {
        (Some(url), _) => url.clone(),
        (None, Some(app)) => {
            // The port is chosen again before anything starts.
            let text = app.url.replace("{port}", "1");
            Url::parse(&text).map_err(|error| {
                InitError::usage(
                    format!("app.url `{text}` is not a URL: {error}"),
                    "name the page in --url",
                )
            })?
        }
        (None, None) => {
            return Err(InitError::usage(
                "there is no address of the app",
                "name its sign-in page: --url http://localhost:3000/sign-in",
            ));
        }
    };
    if !["http", "https"].contains(&url.scheme()) || url.host_str().is_none() {
        return Err(InitError::usage(
            format!("`{url}` is no address of an app"),
            "write it as http://localhost:3000/sign-in",
        ));
    }
    Ok(url)
}

/// The same of a manifest whose commands run in `folder`.
fn beginning_in(path: &Path, folder: &Path) -> Result<Beginning, InitError> {
    let own = if path.is_dir() {
        path.to_owned()
    } else {
        folder_of(path)
    };
    let same = |one: &Path, other: &Path| one.canonicalize().ok() == other.canonicalize().ok();
    if !same(&own, folder) {
        return Err(InitError::usage(
            format!(
                "the commands of {} run in its folder, and --out is in another one",
                path.display()
            ),
            format!(
                "write the manifest there: --out {}",
                own.join("found.toml").display()
            ),
        ));
    }
    beginning(path)
}

/// Reads what an existing manifest, which need not be whole, says about starting the app.
fn beginning(path: &Path) -> Result<Beginning, InitError> {
    let file = if path.is_dir() {
        path.join("target.toml")
    } else {
        path.to_owned()
    };
    let problem = |reason: String| {
        InitError::usage(
            format!("cannot start from {}: {reason}", file.display()),
            "name a target.toml with [start] and [app]; its other parts may be missing",
        )
    };
    let text = std::fs::read_to_string(&file).map_err(|error| problem(error.to_string()))?;
    toml::from_str(&text).map_err(|error| problem(error.message().to_owned()))
}

/// A name for reports: that of the folder.
fn name_of(folder: &Path) -> String {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = whole
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() {
        "app".to_owned()
    } else {
        plain.to_owned()
    }
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
        let outcome = look(&scene, plan, options, &say).await;
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

/// The set-up command as the manifest is to have it.
fn setup_of(options: &Options) -> Result<Vec<String>, InitError> {
    match &options.start_from {
        Some(path) if options.command.is_empty() => Ok(beginning(path)?
            .start
            .map(|start| start.setup)
            .unwrap_or_default()),
        _ => Ok(options.setup.clone()),
    }
}

/// What came of one look at the app.
enum Look {
    /// Everything was seen.
    Done(Box<Findings>),
    /// It has to be reached in another way.
    Again(Detour),
}

/// Another way of reaching the app.
enum Detour {
    /// At its own port.
    OwnPort,
    /// By another of this machine's names: cookies of `localhost` are not those of `127.0.0.1`.
    Host(String),
    /// By the providers' real names.
    ByName,
    /// With the provider at this port.
    ProviderPort(u16),
}

impl Detour {
    fn reason(&self, plan: &Plan) -> String {
        match self {
            Self::OwnPort => format!(
                "the app names {} to the provider: it is started there",
                plan.base_of_person()
            ),
            Self::Host(host) => format!("the app calls itself {host}"),
            Self::ByName => "the app asks for a provider by its real name: reach = \"by-name\"".to_owned(),
            Self::ProviderPort(port) => format!("the app expects the provider at port {port}"),
        }
    }

    fn take(self, plan: &mut Plan) -> Result<(), InitError> {
        match self {
            Self::OwnPort => plan.keep_to_its_port(),
            Self::Host(host) => {
                let _ = plan.url.set_host(Some(&host));
            }
            Self::ByName => plan.reach = Reach::ByName,
            Self::ProviderPort(port) => plan.provider_port = port,
        }
        Ok(())
    }
}

/// Looks at the app that runs.
async fn look(scene: &Scene, plan: &Plan, options: &Options, say: impl Fn(&str)) -> Result<Look, InitError> {
    let door = door::find(scene, &plan.path(), &options.providers).await?;
    let named: Vec<&str> = door.buttons.labels.iter().map(|(idp, _)| idp.name()).collect();
    say(&format!(
        "  {} leads to {}",
        scene.target.page(&door.path),
        named.join(", ")
    ));
    let (mut providers, mut unusable): (Vec<write::Provider>, Vec<(Provider, InitError)>) =
        Default::default();
    for (number, &(idp, _)) in door.buttons.labels.iter().enumerate() {
        let browser = scene.browser(&format!("init-ask-{number}")).await?;
        let known = match authorization::ask(scene, &door, &browser, idp).await {
            Ok(Led::Here(request)) if away(plan, &request) => return Ok(Look::Again(Detour::OwnPort)),
            Ok(Led::Here(request)) => match other_host(scene, &request) {
                Some(host) => return Ok(Look::Again(Detour::Host(host))),
                None => known(scene, request, &say),
            },
            Ok(Led::ByName) => return by_name(plan, idp),
            Ok(Led::ToPort(url)) => return to_port(scene, plan, idp, &url),
            Err(error) => Err(error),
        };
        match known {
            Ok(known) => providers.push(known),
            // An app may show a button for which it has no client here.
            Err(error) => unusable.push((idp, error)),
        }
    }
    if providers.is_empty() && !unusable.is_empty() {
        return Err(unusable.swap_remove(0).1);
    }
    for (idp, error) in &unusable {
        say(&format!("  {} is left out: {error}", idp.name()));
    }
    let (visit, who) = signed_in(scene, &door, &providers, &say).await?;
    let sign_up = door::sign_up(scene, &door).await?;
    let protected = protected::find(scene, &visit).await?;
    let sign_out = match &who {
        Some(who) => sign_out::find(scene, &visit, who, protected.as_deref()).await?,
        None => None,
    };
    Ok(Look::Done(Box::new(Findings {
        plan: plan.clone(),
        door,
        sign_up,
        providers,
        unusable: unusable
            .into_iter()
            .map(|(idp, error)| (idp, error.to_string()))
            .collect(),
        whoami: who,
        protected,
        sign_out,
    })))
}

/// Registers what the app says it is.
fn known(scene: &Scene, request: Authorization, say: impl Fn(&str)) -> Result<write::Provider, InitError> {
    let idp = request.idp;
    if request.client_id.is_empty() || request.redirect_uri.is_empty() {
        let lacks = if request.client_id.is_empty() {
            "client_id"
        } else {
            "redirect_uri"
        };
        return Err(InitError::app(
            format!("the app asks {} without a {lacks}", idp.name()),
            format!(
                "tell the app its client at {}: --env NAME={{{}.client_id}} with the name that it reads",
                idp.name(),
                idp.slug()
            ),
        ));
    }
    say(&format!(
        "  {} is asked by {} and answers to {}",
        idp.name(),
        request.client_id,
        request.redirect_uri
    ));
    scene.register(idp, &request.client_id, &request.redirect_uri);
    let (secret, is_its_own) = scene.secret(idp, &request.client_id);
    let is_told = request.client_id == scene.told_client_id(idp);
    Ok(write::Provider {
        client_id: (!is_told).then(|| request.client_id.clone()),
        client_secret: is_its_own.then_some(secret),
        request,
    })
}

/// Signs somebody in with the first provider at which people have accounts, and asks who it is.
async fn signed_in(
    scene: &Scene,
    door: &Door,
    providers: &[write::Provider],
    say: impl Fn(&str),
) -> Result<(sign_in::Visit, Option<whoami::Found>), InitError> {
    let mut usable = providers.iter().map(|provider| provider.request.idp);
    let Some(idp) = usable.find(|&idp| crate::people::have_accounts_at(idp)) else {
        return Err(InitError::app(
            "none of the app's providers is one at which the people of the checks have accounts",
            "the checks sign in with Google and GitHub: add one of them to the app",
        ));
    };
    let visit = sign_in::sign_in(scene, door, idp, "init-visit").await?;
    let who = whoami::find(scene, &visit).await?;
    say(&match &who {
        Some(found) => format!(
            "  {} signed in with {}; {} says so",
            visit.email,
            idp.name(),
            found.url
        ),
        None => format!(
            "  {} came back from {} to {}; nothing says that they are signed in",
            visit.email,
            idp.name(),
            visit.page.url
        ),
    });
    Ok((visit, who))
}

/// Whether the app answers elsewhere than where it was told to listen: it has its address from its own settings.
fn away(plan: &Plan, request: &Authorization) -> bool {
    let told = matches!(plan.port, Port::Told(_));
    let origin = Url::parse(&request.redirect_uri).map(|url| url.origin());
    told && origin.is_ok_and(|origin| origin == plan.url.origin())
}

/// The name of this machine by which the app calls itself, where it is another one than was named.
fn other_host(scene: &Scene, request: &Authorization) -> Option<String> {
    let (here, there) = (&scene.target.url, Url::parse(&request.redirect_uri).ok()?);
    let host = there.host_str().filter(|host| is_loopback(host))?;
    let same_port = there.port_or_known_default() == here.port_or_known_default();
    let differs = here.host_str().is_some_and(|own| is_loopback(own) && own != host);
    (same_port && differs).then(|| host.to_owned())
}

fn by_name(plan: &Plan, idp: Provider) -> Result<Look, InitError> {
    if plan.start.is_some() && !plan.reach.is_by_real_names() {
        return Ok(Look::Again(Detour::ByName));
    }
    Err(InitError::app(
        format!(
            "the app sends people to {} itself, and a program that already runs cannot be led elsewhere",
            idp.name()
        ),
        "let the harness start the app: end it, and add its command behind `--`, for example `-- npm start`",
    ))
}

fn to_port(scene: &Scene, plan: &Plan, idp: Provider, url: &Url) -> Result<Look, InitError> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    if matches!(plan.port, Port::Told(_)) && url.origin() == plan.url.origin() {
        return Ok(Look::Again(Detour::OwnPort));
    }
    let ours = scene.suite.provider.url().port();
    if is_loopback(host) && ours != Some(port) && plan.provider_port != port && plan::is_free(port) {
        return Ok(Look::Again(Detour::ProviderPort(port)));
    }
    let place = url.origin().ascii_serialization();
    Err(InitError::app(
        format!(
            "the app sends people to {place} for {}, where somebody else answers or nobody can",
            idp.name()
        ),
        if is_loopback(host) {
            "end the mock provider that runs there: the harness starts its own at that port"
        } else {
            "tell the app the address of the mock provider: --env with the name that it reads, and {google.issuer}, \
             {github.url}, or the like"
        },
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

/// A port of loopback that nobody listens on at this moment.
fn free_port() -> Result<u16, InitError> {
    let bound = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    match bound {
        Ok(address) => Ok(address.port()),
        Err(error) => Err(crate::target::TargetError::Port(error).into()),
    }
}
