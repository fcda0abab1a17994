//! Why a target does not answer.

use super::access::AccessError;
use super::template::UnknownPlaceholder;

/// Why a target does not answer.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The manifest asks for a value that nobody has.
    #[error("the manifest: {0}")]
    Placeholder(#[from] UnknownPlaceholder),
    /// There is no such variant.
    #[error("the manifest has no variant `{0}`")]
    NoVariant(String),
    /// Its base URL is no URL.
    #[error("the target's base URL `{0}` is not a URL")]
    Url(String),
    /// The program cannot be run.
    #[error("the target's command `{command}` cannot be run: {reason}")]
    Spawn {
        /// The command.
        command: String,
        /// The system's words.
        reason: String,
    },
    /// The program ended instead of serving.
    #[error("the target ended ({status}) before it answered at {url}\n{output}")]
    Ended {
        /// Exit status.
        status: String,
        /// Where it should have answered.
        url: String,
        /// The last lines of its output.
        output: String,
    },
    /// Nobody answers.
    #[error("the target did not answer at {url} within {seconds} s: {reason}\n{output}")]
    Silent {
        /// Where it should have answered.
        url: String,
        /// How long was waited.
        seconds: u64,
        /// The last failure.
        reason: String,
        /// The last lines of its output.
        output: String,
    },
    /// A service of the target is at fault.
    #[error("the service `{name}`: {cause}")]
    Service {
        /// Its name in the manifest.
        name: String,
        /// Why it does not answer.
        cause: Box<TargetError>,
    },
    /// The embedded target refused its settings or its port.
    #[error("the embedded target did not start: {0}")]
    Embedded(String),
    /// Its programs cannot be led to the mock provider.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// No port is free.
    #[error("no free port on loopback: {0}")]
    Port(std::io::Error),
}

impl TargetError {
    /// The same of the service called `name`.
    pub(super) fn of(self, name: &str) -> Self {
        Self::Service {
            name: name.to_owned(),
            cause: Box::new(self),
        }
    }

    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Placeholder(error) => match &error.suggestion {
                Some(near) => format!("did you mean {{{near}}}?"),
                None => "see the list of placeholders in the README".to_owned(),
            },
            Self::NoVariant(name) => format!("add [variants.{name}] to the manifest"),
            Self::Url(_) => "correct app.url in the manifest".to_owned(),
            Self::Spawn { .. } => "correct start.command in the manifest".to_owned(),
            Self::Ended { .. } => {
                "run start.command by hand with the variables of start.env; it must stay in the foreground"
                    .to_owned()
            }
            Self::Silent { .. } => {
                "check app.url and start.ready in the manifest, and that the target listens there".to_owned()
            }
            Self::Service { name, .. } => {
                format!("correct the command, env, or ready of the service `{name}` in the manifest")
            }
            Self::Embedded(_) => "correct start.env in the manifest".to_owned(),
            Self::Access(error) => error.hint(),
            Self::Port(_) => "end a program that holds many ports".to_owned(),
        }
    }
}
