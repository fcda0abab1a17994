//! Fake identity providers that behave on the wire as the real ones do, run offline, and misbehave in one precise
//! way when told to.
//!
//! | folder | what is there |
//! |---|---|
//! | `protocol` | the rules of OAuth 2.0 and OpenID Connect as pure functions: no HTTP framework, clock, or I/O |
//! | `dialects` | what is peculiar to each provider, and nothing else |
//! | `faults` | deliberate deviations: the correct answer with exactly one override |
//! | `http` | one endpoint a file: decode, protocol, dialect, fault, answer, journal |
//! | `journal` | the record of flows and exchanges, the refused ones too |
//! | `keys` | the ring of signing keys of each provider that signs |
//! | `snapshot` | everything that is state, in one document |
//! | `inspector` | everything under `/_mock/` |
//! | `tls` | the providers under their real names: local certificate authority, TLS listener, proxy |
//!
//! Nothing outside `clock` and `rng` asks the system for time or randomness: a seed and a frozen clock reproduce a
//! run byte for byte. A provider is strict: what the real one refuses is refused.
//!
//! ```
//! use mock_provider::{
//!     Clock, MockProvider, Provider,
//!     config::{Client, Config},
//!     faults::{Change, Fault, Scope},
//!     journal::Filter,
//! };
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), mock_provider::StartError> {
//! let provider =
//!     MockProvider::builder().config(Config::default()).seed(42).clock(Clock::system()).port(0).start().await?;
//! provider.put_client(Client {
//!     client_secret: "secret".to_owned(),
//!     redirect_uris: vec!["http://localhost:3000/callback".to_owned()],
//!     ..Client::new(Provider::Google, "my-app")
//! });
//! let id = provider.arm(Fault {
//!     name: "iss-missing".to_owned(),
//!     scope: Scope { browser: Some("b-1".to_owned()), ..Scope::default() },
//!     times: None,
//!     change: Change::AuthorizationResponse { set: [].into(), remove: vec!["iss".to_owned()] },
//! });
//! // … an app at issuer(Provider::Google) signs somebody in from the browser whose cookie says `mock_browser=b-1` …
//! let issuer = provider.issuer(Provider::Google);
//! assert!(issuer.ends_with("/google"));
//! let exchanges = provider.journal().exchanges(&Filter { browser: Some("b-1".to_owned()), ..Filter::default() });
//! assert!(exchanges.is_empty());
//! assert!(provider.disarm(&id));
//! provider.shutdown().await;
//! # Ok(())
//! # }
//! ```

//!
//! An application whose provider URLs are hard-coded is reached by its environment alone:
//!
//! ```
//! use mock_provider::{MockProvider, Tls};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let provider = MockProvider::builder().port(0).tls(Tls::ephemeral()).proxy().start().await?;
//! assert!(provider.virtual_hosts().contains(&"accounts.google.com"));
//! let folder = std::env::temp_dir().join(format!("mock-provider-doc-{}", std::process::id()));
//! let environment = provider.environment(&folder)?.ok_or("no TLS")?;
//! let mut app = std::process::Command::new("node");
//! app.arg("app.js").envs(environment.node());
//! let mut other = std::process::Command::new("python3");
//! other.arg("app.py").envs(environment.python());
//! let mut browser = std::process::Command::new("chromium");
//! browser.args(provider.chromium_flags().ok_or("no TLS")?);
//! // … run them …
//! # std::fs::remove_dir_all(&folder)?;
//! provider.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod addresses;
mod answer;
mod app;
pub mod cli;
mod clock;
pub mod config;
mod dialects;
mod endpoint;
pub mod faults;
mod http;
mod inspector;
pub mod journal;
mod keys;
mod origins;
pub mod protocol;
mod provider;
mod rng;
mod server;
mod snapshot;
mod store;
mod tls;
mod uuid;

pub use addresses::Addresses;
pub use clock::{Clock, ClockBackwards, ClockReading};
pub use http::{MintOrder, Minted};
pub use inspector::verdicts;
pub use keys::{GenerateError, KeyInfo, KeyRingError, KeyState, generate_pem};
pub use provider::{IssuerName, Provider, UnknownProvider};
pub use rng::Rng;
pub use server::{Builder, MockProvider, StartError};
pub use snapshot::{RestoreError, Snapshot};
pub use tls::{AuthorityError, DirectoryError, Environment, Tls, TlsError, Variable, is_real_host};
