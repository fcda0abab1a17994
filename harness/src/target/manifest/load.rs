//! Reads manifests: what is wrong is named with file, line, and one thing to do.

use std::path::Path;

use mock_provider::Provider;
use url::Url;

use super::{Manifest, Native};

/// Where targets are found by their names.
const TARGETS: &str = "fixtures/targets";

/// What is wrong with a manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It cannot be read.
    #[error("cannot read {file}: {reason}")]
    Read {
        /// The file.
        file: String,
        /// The system's words.
        reason: String,
    },
    /// It is not TOML, or not a manifest.
    #[error("{file}:{line}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// Line from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
        /// One thing to do.
        hint: Option<String>,
    },
    /// Its parts do not fit each other.
    #[error("{file}: {reason}")]
    Meaning {
        /// The file.
        file: String,
        /// What does not fit.
        reason: String,
        /// One thing to do.
        hint: String,
    },
}

impl ManifestError {
    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Read { .. } => None,
            Self::Syntax { hint, .. } => hint.as_deref(),
            Self::Meaning { hint, .. } => Some(hint),
        }
    }
}

impl Manifest {
    /// Reads a manifest file, the `target.toml` of a folder, or that of the folder with this name in
    /// `fixtures/targets/`.
    ///
    /// # Errors
    /// See [`ManifestError`].
    pub fn load(path: &Path) -> Result<Self, ManifestError> {
        let named = Path::new(TARGETS).join(path);
        let file = if path.is_dir() {
            path.join("target.toml")
        } else if !path.exists() && named.is_dir() {
            named.join("target.toml")
        } else {
            path.to_owned()
        };
        let text = std::fs::read_to_string(&file).map_err(|error| ManifestError::Read {
            file: file.display().to_string(),
            reason: error.to_string(),
        })?;
        let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty());
        Self::parse(
            &text,
            &file.display().to_string(),
            folder.unwrap_or(Path::new(".")),
        )
    }

    /// Reads a manifest from `text`; `file` is its name in messages.
    ///
    /// # Errors
    /// See [`ManifestError`].
    pub fn parse(text: &str, file: &str, folder: &Path) -> Result<Self, ManifestError> {
        let mut manifest: Self = toml::from_str(text).map_err(|error| syntax(&error, text, file))?;
        folder.clone_into(&mut manifest.folder);
        match manifest.problem() {
            None => Ok(manifest),
            Some((reason, hint)) => Err(ManifestError::Meaning {
                file: file.to_owned(),
                reason,
                hint,
            }),
        }
    }

    /// The first thing that does not fit, with one thing to do.
    fn problem(&self) -> Option<(String, String)> {
        if self.providers.is_empty() {
            let hint = "add [providers.google] with its redirect_uri".to_owned();
            return Some(("no provider is listed".to_owned(), hint));
        }
        for name in self.providers.keys() {
            if name.parse::<Provider>().is_err() {
                let known = Provider::ALL.map(Provider::slug);
                let near = crate::suggest::nearest(name, known).map_or_else(
                    || format!("use one of {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                return Some((format!("there is no provider `{name}`"), near));
            }
        }
        if let Some(problem) = self.reach_problem() {
            return Some(problem);
        }
        if let Some(problem) = self.program_problem() {
            return Some(problem);
        }
        if let Some(problem) = self.host_problem() {
            return Some(problem);
        }
        if let Some((problem, hint)) = self.whoami.problem() {
            return Some((problem.to_owned(), hint.to_owned()));
        }
        if let Some(problem) = self.hooks.problem() {
            return Some((
                problem,
                "a hook is one request (`get`, or `post` with `json`) or one `command`".to_owned(),
            ));
        }
        if let Some(problem) = self.native.as_ref().and_then(Native::problem) {
            return Some((
                problem,
                "give it the one request that redeems the nonce".to_owned(),
            ));
        }
        self.actions.locators().into_iter().find_map(|(place, locator)| {
            let problem = locator.problem()?;
            Some((
                format!("{place} {problem}"),
                "see `Locators` in the README".to_owned(),
            ))
        })
    }

    /// Whether the target's programs can be led to the providers' real names at all.
    fn reach_problem(&self) -> Option<(String, String)> {
        let reach = self.provider.reach;
        if !reach.is_by_real_names() {
            return None;
        }
        let Some(start) = &self.start else {
            return Some((
                format!(
                    "provider.reach = \"{}\" needs a target that the harness starts",
                    reach.word()
                ),
                "add [start] with the target's command".to_owned(),
            ));
        };
        let embedded =
            start.embedded.is_some() || self.services.iter().any(|service| service.embedded.is_some());
        embedded.then(|| {
            (
                format!(
                    "provider.reach = \"{}\" leads programs, not the embedded target",
                    reach.word()
                ),
                "remove `reach`: the embedded target takes the providers' URLs from its settings".to_owned(),
            )
        })
    }

    /// What is wrong with the programs that the manifest starts.
    fn program_problem(&self) -> Option<(String, String)> {
        if let Some(start) = &self.start {
            let problem = start_problem("[start]", start.embedded.as_deref(), &start.command);
            if problem.is_some() {
                return problem;
            }
        } else if !self.services.is_empty() {
            return Some((
                "there are [[services]] but no [start]".to_owned(),
                "add [start], or remove the services when everything already runs".to_owned(),
            ));
        }
        let names: Vec<&str> = self
            .services
            .iter()
            .map(|service| service.name.as_str())
            .collect();
        for (index, service) in self.services.iter().enumerate() {
            let (name, place) = (&service.name, format!("the service `{}`", service.name));
            let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            if name.is_empty() || !name.chars().all(letters) {
                return Some((
                    format!("{place} has a name that no placeholder can have"),
                    "use lower-case letters, digits, and underscores".to_owned(),
                ));
            }
            let taken = ["app", "manifest", "provider"].contains(&name.as_str())
                || name.parse::<Provider>().is_ok()
                || names[..index].contains(&name.as_str());
            if taken {
                return Some((
                    format!("{place} has a name that something else has"),
                    "give it another name".to_owned(),
                ));
            }
            let problem = start_problem(&place, service.embedded.as_deref(), &service.command);
            if problem.is_some() {
                return problem;
            }
        }
        self.variants.iter().find_map(|(variant, settings)| {
            let unknown = settings
                .services
                .keys()
                .find(|name| !names.contains(&name.as_str()))?;
            Some((
                format!("variants.{variant}.services names `{unknown}`, which is no service"),
                crate::suggest::nearest(unknown, names.iter().copied()).map_or_else(
                    || format!("add [[services]] with name = \"{unknown}\""),
                    |near| format!("did you mean `{near}`?"),
                ),
            ))
        })
    }

    fn host_problem(&self) -> Option<(String, String)> {
        let url = self.app.url.replace("{port}", "1");
        let url = match Url::parse(&url) {
            Ok(url) => url,
            Err(error) => {
                return Some((
                    format!("app.url `{}` is not a URL: {error}", self.app.url),
                    "write it as http://localhost:{port}".to_owned(),
                ));
            }
        };
        let host = url.host_str().unwrap_or_default();
        let allowed = is_loopback(host) || self.app.allow_hosts.iter().any(|allowed| allowed == host);
        (!allowed).then(|| {
            (
                format!("app.url names the host `{host}`, which is not loopback"),
                format!("if it may be tested, add allow_hosts = [\"{host}\"] under [app]"),
            )
        })
    }
}

/// What is wrong with how one program is started.
fn start_problem(place: &str, embedded: Option<&str>, command: &[String]) -> Option<(String, String)> {
    match (embedded, command.is_empty()) {
        (None, true) => Some((
            format!("{place} has neither `command` nor `embedded`"),
            "add command = [\"npm\", \"start\"], or remove it when the program already runs".to_owned(),
        )),
        (Some(_), false) => Some((
            format!("{place} has both `command` and `embedded`"),
            "keep one of them".to_owned(),
        )),
        (Some(name), true) if name != "reference" => Some((
            format!("there is no embedded target `{name}`"),
            "the only one is `reference`".to_owned(),
        )),
        _ => None,
    }
}

/// True for names and addresses of this machine alone.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Turns the parser's message into one with a line and, for an unknown key, the nearest known one.
fn syntax(error: &toml::de::Error, text: &str, file: &str) -> ManifestError {
    let line = error.span().map_or(1, |span| {
        text[..span.start.min(text.len())].matches('\n').count() + 1
    });
    let message = error.message();
    let hint = crate::suggest::for_unknown_field(message);
    ManifestError::Syntax {
        file: file.to_owned(),
        line,
        reason: message.to_owned(),
        hint,
    }
}
