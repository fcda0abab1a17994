//! The manifest as text, with what was seen as comments.

use std::fmt::Write as _;

use super::authorization::Authorization;
use super::buttons::Buttons;
use super::door::Door;
use super::plan::{Plan, Port};
use super::sign_out::SignOut;
use super::whoami::{Found as Whoami, Way};
use crate::browser::Locator;
use crate::target::Reach;

/// Everything that was found out about an app.
pub(super) struct Findings {
    pub(super) plan: Plan,
    pub(super) door: Door,
    pub(super) sign_up: Option<Door>,
    pub(super) providers: Vec<Provider>,
    /// Those whose button came to nothing, and why.
    pub(super) unusable: Vec<(mock_provider::Provider, String)>,
    pub(super) whoami: Option<Whoami>,
    pub(super) protected: Option<String>,
    pub(super) sign_out: Option<SignOut>,
}

/// One provider as the app uses it.
pub(super) struct Provider {
    /// What it asked for.
    pub(super) request: Authorization,
    /// Its client id, where it is not what the harness tells it.
    pub(super) client_id: Option<String>,
    /// Its secret, where it is not what the harness tells it.
    pub(super) client_secret: Option<String>,
}

/// The text of `target.toml`.
pub(super) fn manifest(found: &Findings) -> String {
    let mut out = String::new();
    let plan = &found.plan;
    line(
        &mut out,
        "# What `harness` knows about this app, as `harness init` found it out. Every key there is, with what",
    );
    line(
        &mut out,
        "# it unlocks: `harness schema target --example`. After a change: `harness doctor --target` this file.",
    );
    key(&mut out, "name", &plan.name);
    start(&mut out, plan);
    app(&mut out, plan);
    for provider in &found.providers {
        one_provider(&mut out, plan, &found.door.buttons, provider);
    }
    for (idp, control) in &found.door.buttons.left_out {
        line(&mut out, "");
        line(
            &mut out,
            &format!(
                "# {} is left out: no one locator points at its {control} and at the others.",
                idp.name()
            ),
        );
    }
    for (idp, reason) in &found.unusable {
        line(&mut out, "");
        line(
            &mut out,
            &format!("# {} is left out: {}", idp.name(), printable(reason)),
        );
    }
    pages(&mut out, found);
    actions(&mut out, found);
    whoami(&mut out, found);
    capabilities(&mut out, found);
    out
}

fn start(out: &mut String, plan: &Plan) {
    let Some(start) = &plan.start else {
        line(
            out,
            "\n# Without [start] the app has to run already; the harness starts the provider alone.",
        );
        return;
    };
    line(out, "\n[start]");
    line(out, "# Commands run in the folder of this file.");
    if let Some(embedded) = &start.embedded {
        key(out, "embedded", embedded);
    }
    if !start.setup.is_empty() {
        line(out, &format!("setup = {}", list(&start.setup)));
    }
    if !start.command.is_empty() {
        line(out, &format!("command = {}", list(&start.command)));
    }
    line(out, "# Answers below 400 once the app is ready.");
    key(out, "ready", &start.ready);
    table(out, "start.env", &start.env);
    for service in &plan.services {
        line(out, "\n[[services]]");
        key(out, "name", &service.name);
        if let Some(url) = &service.url {
            key(out, "url", url);
        }
        if let Some(embedded) = &service.embedded {
            key(out, "embedded", embedded);
        }
        if !service.command.is_empty() {
            line(out, &format!("command = {}", list(&service.command)));
        }
        key(out, "ready", &service.ready);
        table(out, "services.env", &service.env);
    }
}

fn app(out: &mut String, plan: &Plan) {
    line(out, "\n[app]");
    match (plan.port, &plan.start) {
        (Port::Own, Some(_)) => line(
            out,
            "# The app listens here whatever PORT says, or names this address to the provider. Where it can be told a \
             port,\n# write {port}: then variants of it run side by side.",
        ),
        (Port::Told(_), Some(_)) => line(out, "# {port} is a free port that the harness chooses."),
        _ => {}
    }
    key(out, "url", &plan.base());
    if !plan.allow_hosts.is_empty() {
        line(out, &format!("allow_hosts = {}", list(&plan.allow_hosts)));
    }
    match (plan.reach, &plan.start) {
        (Reach::ByUrl, Some(_)) => {}
        (Reach::ByUrl, None) => {
            line(
                out,
                "\n[provider]\n# Where the app expects the mock provider. It has to be free when the harness starts.",
            );
            line(out, &format!("port = {}", plan.provider_port()));
        }
        (reach, _) => {
            line(
                out,
                "\n[provider]\n# The app asks the providers by their real names; these lead to the mock provider.",
            );
            key(out, "reach", reach.word());
        }
    }
}

fn one_provider(out: &mut String, plan: &Plan, buttons: &Buttons, provider: &Provider) {
    let request = &provider.request;
    let slug = request.idp.slug();
    line(out, &format!("\n[providers.{slug}]"));
    let mut seen = vec![format!("response type {}", request.response_type)];
    if !request.scope.is_empty() {
        seen.push(format!("scope {}", request.scope.join(" ")));
    }
    seen.push(if request.state { "a state" } else { "no state" }.to_owned());
    if request.nonce {
        seen.push("a nonce".to_owned());
    }
    seen.push(match &request.pkce {
        Some(method) => format!("PKCE {method}"),
        None => "no PKCE".to_owned(),
    });
    line(out, &format!("# Asked with {}.", printable(&seen.join(", "))));
    let label = buttons.labels.iter().find(|(idp, _)| *idp == request.idp);
    if let Some((_, label)) = label.filter(|(idp, label)| label != idp.name()) {
        line(out, "# What stands for {provider} on its button.");
        key(out, "label", label);
    }
    key(out, "redirect_uri", &relative(plan, &request.redirect_uri));
    if let Some(client_id) = &provider.client_id {
        line(out, "# What the app calls itself, whatever its variables say.");
        key(out, "client_id", client_id);
    }
    if let Some(secret) = &provider.client_secret {
        key(out, "client_secret", secret);
    }
}

fn pages(out: &mut String, found: &Findings) {
    line(out, "\n[pages]");
    key(out, "sign_in", &found.door.path);
    match &found.sign_up {
        Some(door) => key(out, "sign_up", &door.path),
        None => line(out, "# sign_up is left out: the sign-in page serves for both."),
    }
    match &found.protected {
        Some(path) => {
            line(out, "# Opens for signed-in people; strangers are sent away.");
            key(out, "protected", path);
        }
        None => line(
            out,
            "# protected = \"/dashboard\"  # a page that answers 200 to signed-in people and a redirect, 401, or 403 to\n\
             # strangers; none of those that were tried does. With it, checks also see that it stays closed.",
        ),
    }
    if let Some(sign_out) = &found.sign_out {
        line(out, "# Where people sign out.");
        key(out, "account", &sign_out.page);
    }
}

fn actions(out: &mut String, found: &Findings) {
    line(out, "\n[actions.sign_in]");
    act(out, found.door.open.as_ref(), &found.door.buttons.click);
    if let Some(door) = &found.sign_up
        && (door.buttons.click != found.door.buttons.click || found.door.open.is_some())
    {
        line(out, "\n[actions.sign_up]");
        act(out, door.open.as_ref(), &door.buttons.click);
    }
    match &found.sign_out {
        Some(sign_out) => {
            line(out, "\n[actions.sign_out]");
            act(out, sign_out.open.as_ref(), &sign_out.click);
        }
        None => line(
            out,
            "\n# Nothing that signs out was found. With it, checks see that a session ends on the server:\n\
             # [actions.sign_out]\n# click = { role = \"button\", name = \"Sign out\" }   # on the page pages.account",
        ),
    }
}

fn act(out: &mut String, open: Option<&Locator>, click: &Locator) {
    if let Some(open) = open {
        line(out, "# Pressed first: the rest is hidden until then.");
        line(out, &format!("open = {}", locator(open)));
    }
    line(out, &format!("click = {}", locator(click)));
}

fn whoami(out: &mut String, found: &Findings) {
    let Some(whoami) = &found.whoami else {
        line(
            out,
            "\n# Missing: where the app says who is signed in. It is asked with the browser's cookies alone, and has to \
             name the\n# person's email address when somebody is signed in, and nobody otherwise. Sign in by hand, look in \
             the browser's\n# network panel for an answer with your address, and write its path and the JSONPath of the \
             address:\n# [whoami]\n# url = \"/api/me\"\n# email = \"$.user.email\"\n# A page will do as well; then a regular \
             expression whose first group is the address:\n# [whoami]\n# url = \"/account\"\n# pattern = 'Signed in as \
             ([^\\s<]+)'",
        );
        return;
    };
    line(out, "\n[whoami]");
    line(out, "# Asked with the browser's cookies.");
    key(out, "url", &relative(&found.plan, &whoami.url));
    match &whoami.way {
        Way::Email(path) => {
            line(out, "# JSONPath of the email address; no match means nobody.");
            key(out, "email", path);
        }
        Way::Pattern(text) => {
            line(
                out,
                "# The first group is the email address; no match means nobody.",
            );
            key(out, "pattern", text);
        }
    }
}

fn capabilities(out: &mut String, found: &Findings) {
    let mut profiles = vec!["core"];
    if found
        .providers
        .iter()
        .any(|provider| provider.request.scope.iter().any(|scope| scope == "openid"))
    {
        profiles.push("oidc");
    }
    let slugs: Vec<&str> = found
        .providers
        .iter()
        .map(|provider| provider.request.idp.slug())
        .collect();
    profiles.extend(
        ["google", "github"]
            .into_iter()
            .filter(|slug| slugs.contains(slug)),
    );
    if profiles.contains(&"google") && profiles.contains(&"github") {
        profiles.push("multi-idp");
    }
    profiles.push("session");
    let profiles: Vec<String> = profiles.into_iter().map(str::to_owned).collect();
    line(out, "\n# Which groups of checks apply.\n[capabilities]");
    line(out, &format!("profiles = {}", list(&profiles)));
    line(
        out,
        "\n# Not to be seen from outside, and worth most: a way to count accounts, for checks that no second one is made.\n\
         # [hooks.accounts]\n# get = \"/test/users?email={email}\"   # answers JSON with one entry for each account\n\
         # each = \"$.users[*]\"",
    );
}

/// An address of the app as a placeholder.
fn relative(plan: &Plan, url: &str) -> String {
    let mut origin = plan.url.clone();
    if let Port::Told(port) = plan.port {
        let _ = origin.set_port(Some(port));
    }
    let origin = origin.origin().ascii_serialization();
    match url.strip_prefix(&origin) {
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '?']) => format!("{{app.url}}{rest}"),
        _ => url.to_owned(),
    }
}

fn table(out: &mut String, name: &str, values: &std::collections::BTreeMap<String, String>) {
    if values.is_empty() {
        return;
    }
    line(out, &format!("\n[{name}]"));
    for (name, value) in values {
        key(out, &bare(name), value);
    }
}

/// A key as TOML takes it.
fn bare(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(plain) {
        name.to_owned()
    } else {
        text(name)
    }
}

fn locator(locator: &Locator) -> String {
    let parts = [
        ("role", &locator.role),
        ("name", &locator.name),
        ("label", &locator.label),
        ("text", &locator.text),
        ("css", &locator.css),
    ];
    let parts = parts
        .iter()
        .filter_map(|(key, value)| Some(format!("{key} = {}", text(value.as_deref()?))));
    format!("{{ {} }}", parts.collect::<Vec<_>>().join(", "))
}

fn key(out: &mut String, name: &str, value: &str) {
    line(out, &format!("{name} = {}", text(value)));
}

fn list(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    format!("[{}]", values.join(", "))
}

/// A text as TOML has it.
fn text(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}

/// What an app sent, on one line of a comment.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn line(out: &mut String, text: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(out, "{text}");
}
