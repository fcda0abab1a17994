//! For programs that keep the real providers' URLs.

use super::{Problem, running::Running, shell::Line};
use crate::{
    cli::ca::CaFolder,
    tls::{Variable, chromium_flags},
};

/// What replaces the system's trust store, and why that is fine.
const REPLACES: &str = "the bundle replaces the system's: while it is set, only mock-provider is trusted";
/// The password of a Java trust store, which holds no secret.
const STORE_PASSWORD: &str = "changeit";

/// The provider's URL, and what suits Node, Python, curl, and Go at once.
pub(super) fn usual(running: &Running, ca: &CaFolder) -> Result<Vec<Line>, Problem> {
    let mut lines = vec![Line::variable("MOCK_PROVIDER_URL", &running.url)];
    if running.listeners.tls.is_none() {
        lines.push(Line::comment(
            "`mock-provider --tls auto --proxy-port 4480` serves the real host names as well",
        ));
        return Ok(lines);
    }
    let environment = running.environment(ca)?;
    lines.push(Line::comment(
        "Node: the script sends the providers' hosts to mock-provider",
    ));
    lines.extend(variables(environment.node()));
    if running.listeners.proxy.is_none() {
        lines.push(Line::comment(
            "Python, curl, Go: start mock-provider with --proxy-port 4480",
        ));
        return Ok(lines);
    }
    lines.push(Line::comment(format!("Python, curl, Go: {REPLACES};")));
    lines.push(Line::comment(
        "the proxy refuses every host but the providers' and this machine's",
    ));
    lines.extend(variables(environment.python()));
    lines.push(Line::variable(
        "CURL_CA_BUNDLE",
        environment.ca().display().to_string(),
    ));
    Ok(lines)
}

pub(super) fn node(running: &Running, ca: &CaFolder) -> Result<Vec<Line>, Problem> {
    let environment = running.environment(ca)?;
    let mut lines = vec![
        Line::comment(
            "the script sends the providers' hosts to mock-provider and leaves every other connection alone",
        ),
        Line::comment("NODE_OPTIONS replaces one that is set already: join them if there is one"),
    ];
    lines.extend(variables(environment.node()));
    Ok(lines)
}

pub(super) fn python(running: &Running, ca: &CaFolder) -> Result<Vec<Line>, Problem> {
    running.needs_proxy()?;
    let environment = running.environment(ca)?;
    let mut lines = vec![
        Line::comment(REPLACES),
        Line::comment("aiohttp reads the proxy only from ClientSession(trust_env=True)"),
    ];
    lines.extend(variables(environment.python()));
    Ok(lines)
}

pub(super) fn curl(running: &Running, ca: &CaFolder) -> Result<Vec<Line>, Problem> {
    running.needs_proxy()?;
    let environment = running.environment(ca)?;
    let mut lines = vec![Line::comment(REPLACES)];
    lines.extend(variables(environment.curl()));
    Ok(lines)
}

pub(super) fn go(running: &Running, ca: &CaFolder) -> Result<Vec<Line>, Problem> {
    running.needs_proxy()?;
    let environment = running.environment(ca)?;
    let mut lines = vec![
        Line::comment(REPLACES),
        Line::comment(
            "SSL_CERT_FILE is read on Linux and BSD; on macOS and Windows add the certificate to the system's store",
        ),
    ];
    lines.extend(variables(environment.openssl()));
    Ok(lines)
}

pub(super) fn java(running: &Running, ca: &CaFolder) -> Result<Vec<Line>, Problem> {
    running.needs_proxy()?;
    let environment = running.environment(ca)?;
    let Some(proxy) = running.listeners.proxy else {
        return Ok(Vec::new());
    };
    let certificate = environment.ca().display().to_string();
    let store = environment.ca().with_extension("p12").display().to_string();
    let options = format!(
        "-Dhttps.proxyHost={} -Dhttps.proxyPort={} -Dhttp.nonProxyHosts=localhost|127.* \
         -Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword={STORE_PASSWORD}",
        proxy.ip(),
        proxy.port()
    );
    Ok(vec![
        Line::comment("make the trust store once; it replaces Java's own:"),
        Line::comment(format!(
            "keytool -importcert -noprompt -alias mock-provider -file '{certificate}' -keystore '{store}' \
             -storetype PKCS12 -storepass {STORE_PASSWORD}"
        )),
        Line::variable("JAVA_TOOL_OPTIONS", options),
    ])
}

pub(super) fn chromium(running: &Running) -> Result<Vec<Line>, Problem> {
    let tls = running.tls()?;
    Ok(
        chromium_flags(&running.listeners.hosts, tls.address, &tls.spki_hash)
            .map(Line::Flag)
            .into(),
    )
}

pub(super) fn hosts(running: &Running) -> Result<Vec<Line>, Problem> {
    let tls = running.tls()?;
    if tls.address.port() != 443 {
        return Err(Problem::new(
            format!(
                "the TLS listener is on port {}; names alone lead to port 443",
                tls.address.port()
            ),
            "start mock-provider with --tls-port 443, for which it needs rights or a redirection of the port",
        ));
    }
    let entries = running
        .listeners
        .hosts
        .iter()
        .map(|host| Line::Text(format!("{} {host}", tls.address.ip())));
    Ok(std::iter::once(Line::comment(
        "mock-provider: remove these lines to reach the real providers",
    ))
    .chain(entries)
    .collect())
}

fn variables(variables: Vec<Variable>) -> impl Iterator<Item = Line> {
    variables
        .into_iter()
        .map(|(name, value)| Line::variable(name, value))
}
