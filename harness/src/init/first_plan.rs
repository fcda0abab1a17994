//! The first guess of how the app is started and reached.

use std::path::{Path, PathBuf};

use url::Url;

use super::plan::{Beginning, Plan, Port};
use super::{InitError, Options, variables};
use crate::target::{Reach, Start, is_loopback};

/// The first guess of how the app is started and reached.
pub(super) fn plan(options: &Options, say: impl Fn(&str)) -> Result<Plan, InitError> {
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

/// The set-up command as the manifest is to have it.
pub(super) fn setup_of(options: &Options) -> Result<Vec<String>, InitError> {
    match &options.start_from {
        Some(path) if options.command.is_empty() => Ok(beginning(path)?
            .start
            .map(|start| start.setup)
            .unwrap_or_default()),
        _ => Ok(options.setup.clone()),
    }
}

/// The folder of a file that may not be there yet.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
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

/// A port of loopback that nobody listens on at this moment.
fn free_port() -> Result<u16, InitError> {
    let bound = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    match bound {
        Ok(address) => Ok(address.port()),
        Err(error) => Err(crate::target::TargetError::Port(error).into()),
    }
}
