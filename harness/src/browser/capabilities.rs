//! What is asked of a WebDriver remote end: a quiet browser that reaches nothing but loopback.

use std::net::SocketAddr;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::Options;
use super::launch::{QUIET_FLAGS, name_flags};
use super::transport::Kind;

/// Loopback, which is reached without the proxy.
const LOOPBACK: [&str; 4] = ["localhost", ".localhost", "127.0.0.1", "[::1]"];

/// The capabilities of a session. `name` is the `browserName`; `binary` the program, where it is this machine's;
/// `nowhere` an address of loopback where nobody listens.
pub(super) fn of(options: &Options, name: &str, binary: Option<&Path>, nowhere: SocketAddr) -> Value {
    let mut capabilities = json!({
        "browserName": name,
        "timeouts": { "implicit": 0, "pageLoad": 30_000, "script": 30_000 },
        "unhandledPromptBehavior": "dismiss",
    });
    match options.kind {
        Kind::Chromium => capabilities["goog:chromeOptions"] = chromium(options, binary),
        Kind::Firefox => {
            let names = options.real_names.as_ref().and_then(|names| names.proxy);
            capabilities["moz:firefoxOptions"] = firefox(options, binary);
            capabilities["proxy"] = proxy(names.unwrap_or(nowhere), &options.hosts);
            // The provider's authority is made for this run, and a session cannot be given one.
            if names.is_some() || options.any_certificate {
                capabilities["acceptInsecureCerts"] = json!(true);
            }
        }
    }
    capabilities
}

/// Everything but loopback and `hosts` goes to a proxy: the provider's, which knows the real names of providers and
/// refuses all others, or one that is not there.
fn proxy(address: SocketAddr, hosts: &[String]) -> Value {
    let direct: Vec<&str> = LOOPBACK
        .into_iter()
        .chain(hosts.iter().map(String::as_str))
        .collect();
    json!({
        "proxyType": "manual", "httpProxy": address.to_string(), "sslProxy": address.to_string(),
        "noProxy": direct,
    })
}

fn chromium(options: &Options, binary: Option<&Path>) -> Value {
    let mut arguments: Vec<String> = QUIET_FLAGS.iter().map(|&flag| flag.to_owned()).collect();
    arguments.extend(name_flags(options));
    if !options.headed {
        arguments.push("--headless".to_owned());
    }
    if nix::unistd::geteuid().is_root() {
        // Whoever runs the harness as root most likely runs the driver so, too.
        arguments.push("--no-sandbox".to_owned());
    }
    with_binary(json!({ "args": arguments }), binary)
}

fn firefox(options: &Options, binary: Option<&Path>) -> Value {
    let arguments: &[&str] = if options.headed { &[] } else { &["-headless"] };
    let preferences: Map<String, Value> = PREFERENCES
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.value()))
        .collect();
    with_binary(json!({ "args": arguments, "prefs": preferences }), binary)
}

fn with_binary(mut options: Value, binary: Option<&Path>) -> Value {
    if let Some(binary) = binary {
        options["binary"] = json!(binary);
    }
    options
}

/// A value of a preference.
enum Preference {
    Is(bool),
    Number(u32),
    Text(&'static str),
}

impl Preference {
    fn value(&self) -> Value {
        match self {
            Self::Is(value) => json!(value),
            Self::Number(value) => json!(value),
            Self::Text(value) => json!(value),
        }
    }
}

/// Drivers set most of what keeps Firefox quiet; this is the rest. Sites stay isolated from each other (`fission`), as
/// in everybody's Firefox: what a cross-site provider may do depends on it.
const PREFERENCES: [(&str, Preference); 14] = [
    // A process in reserve costs processor time at each navigation.
    ("dom.ipc.processPrelaunch.enabled", Preference::Is(false)),
    // Windows that are not in front belong to people who look at them.
    ("focusmanager.testmode", Preference::Is(true)),
    ("dom.min_background_timeout_value", Preference::Number(4)),
    (
        "dom.timeout.enable_budget_timer_throttling",
        Preference::Is(false),
    ),
    ("layout.throttled_frame_rate", Preference::Number(60)),
    // Nothing is fetched, checked, or suggested behind the page's back.
    ("browser.chrome.site_icons", Preference::Is(false)),
    ("browser.newtabpage.enabled", Preference::Is(false)),
    ("browser.startup.homepage", Preference::Text("about:blank")),
    ("network.dns.disablePrefetch", Preference::Is(true)),
    ("network.trr.mode", Preference::Number(5)),
    ("network.connectivity-service.enabled", Preference::Is(false)),
    ("network.captive-portal-service.enabled", Preference::Is(false)),
    (
        "services.settings.server",
        Preference::Text("data:,#remote-settings-dummy/v1"),
    ),
    // Programs of other addresses are not opened, and nobody is asked whether they should be.
    ("network.protocol-handler.external-default", Preference::Is(false)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::RealNames;

    fn nowhere() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 9))
    }

    #[test]
    fn firefox_reaches_nothing_but_loopback_and_the_provider_by_name() {
        let mut options = Options {
            kind: Kind::Firefox,
            ..Options::default()
        };
        let closed = of(&options, "firefox", None, nowhere());
        assert_eq!(closed["proxy"]["sslProxy"], "127.0.0.1:9");
        assert!(closed.get("acceptInsecureCerts").is_none());
        options.real_names = Some(RealNames {
            chromium: ["rules".into(), "trust".into()],
            proxy: Some(SocketAddr::from(([127, 0, 0, 1], 4000))),
        });
        let named = of(&options, "firefox", None, nowhere());
        assert_eq!(named["proxy"]["sslProxy"], "127.0.0.1:4000");
        assert_eq!(named["acceptInsecureCerts"], true);
        assert_eq!(named["proxy"]["noProxy"][0], "localhost");
    }

    #[test]
    fn chromium_gets_the_rules_for_names_and_leaves_the_debugging_port_to_its_driver() {
        let capabilities = of(&Options::default(), "chrome", None, nowhere());
        let arguments = capabilities["goog:chromeOptions"]["args"].to_string();
        assert!(
            arguments.contains("--host-resolver-rules=MAP * ~NOTFOUND"),
            "{arguments}"
        );
        assert!(!arguments.contains("--remote-debugging-port"), "{arguments}");
        assert!(!arguments.contains("certificate"), "{arguments}");
    }

    #[test]
    fn hosts_that_a_manifest_allows_are_found_and_certificates_taken_where_it_says_so() {
        let options = Options {
            hosts: vec!["app.example".to_owned()],
            any_certificate: true,
            ..Options::default()
        };
        let chromium = of(&options, "chrome", None, nowhere())["goog:chromeOptions"]["args"].to_string();
        assert!(
            chromium.contains("EXCLUDE [::1], EXCLUDE app.example"),
            "{chromium}"
        );
        assert!(chromium.contains("--ignore-certificate-errors"), "{chromium}");
        let options = Options {
            kind: Kind::Firefox,
            ..options
        };
        let firefox = of(&options, "firefox", None, nowhere());
        assert_eq!(firefox["acceptInsecureCerts"], true);
        let direct = firefox["proxy"]["noProxy"].as_array().expect("names");
        assert!(direct.contains(&json!("app.example")), "{direct:?}");
    }
}
