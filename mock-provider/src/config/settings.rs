//! Settings of the server and of each provider.

use std::{fmt, net::IpAddr, net::Ipv4Addr, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// `[server]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerSettings {
    /// The port; 0 takes any free one.
    pub port: u16,
    /// The address to listen on.
    pub bind: IpAddr,
    /// The URL under which applications and browsers reach this server; absent: `http://<bind>:<port>/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<Url>,
    /// Whether the providers are served under their real names too; absent: only if `tls_port` is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsSetting>,
    /// The port of the TLS listener; 0 takes any free one. Absent: 4443.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_port: Option<u16>,
    /// The port of the proxy that leads to the TLS listener; 0 takes any free one. Absent: no proxy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_port: Option<u16>,
    /// The seed of every code, token, and identifier; absent: a different one each time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// `now` or `frozen:<RFC 3339>`.
    pub clock: ClockSetting,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            port: 4400,
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            public_url: None,
            tls: None,
            tls_port: None,
            proxy_port: None,
            seed: None,
            clock: ClockSetting::Now,
        }
    }
}

impl ServerSettings {
    /// The port of the TLS listener. None: there is none.
    #[must_use]
    pub fn wanted_tls_port(&self) -> Option<u16> {
        match self.tls {
            Some(TlsSetting::Off) => None,
            Some(TlsSetting::Auto) => Some(self.tls_port.unwrap_or(TLS_PORT)),
            None => self.tls_port,
        }
    }
}

/// The port of the TLS listener where none is named.
const TLS_PORT: u16 = 4443;

/// Whether the providers are served over TLS under their real names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum TlsSetting {
    /// With certificates of the local authority.
    Auto,
    /// Not at all.
    Off,
}

/// Where time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ClockSetting {
    /// The system's time.
    #[default]
    Now,
    /// Stands still until it is advanced.
    Frozen(Timestamp),
}

impl FromStr for ClockSetting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "now" {
            return Ok(Self::Now);
        }
        text.strip_prefix("frozen:")
            .and_then(|time| time.parse().ok())
            .map(Self::Frozen)
            .ok_or_else(|| {
                format!("the clock \"{text}\" is neither \"now\" nor like \"frozen:2026-01-31T12:00:00Z\"")
            })
    }
}

impl TryFrom<String> for ClockSetting {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for ClockSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => f.write_str("now"),
            Self::Frozen(time) => write!(f, "frozen:{time}"),
        }
    }
}

impl From<ClockSetting> for String {
    fn from(setting: ClockSetting) -> Self {
        setting.to_string()
    }
}

/// `[journal]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JournalSettings {
    /// How many exchanges are kept; the oldest go first.
    pub exchanges: usize,
    /// How many flows are kept.
    pub flows: usize,
}

impl Default for JournalSettings {
    fn default() -> Self {
        Self {
            exchanges: 2_000,
            flows: 500,
        }
    }
}
