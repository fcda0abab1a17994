//! Which controls of a page start a sign-in with which provider, and one locator for all of them.

use std::collections::BTreeMap;

use mock_provider::{Provider, is_real_host};
use url::Url;

use super::controls::Control;
use crate::browser::Locator;
use crate::target::is_loopback;

/// The way to each provider on one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Buttons {
    /// Points at each of them, with placeholders.
    pub(super) click: Locator,
    /// What stands for `{provider}`, by provider, in the order of the page.
    pub(super) labels: Vec<(Provider, String)>,
    /// Providers that the locator cannot point at, with what does.
    pub(super) left_out: Vec<(Provider, String)>,
}

/// A control that names a provider.
struct Candidate<'a> {
    idp: Provider,
    control: &'a Control,
    /// The provider's name as the control has it.
    word: String,
    /// The control's name with `{provider}` in the place of the provider's.
    template: String,
}

/// The words by which a page names a provider.
fn words(idp: Provider) -> &'static [&'static str] {
    match idp {
        Provider::Google => &["google"],
        Provider::GitHub => &["github"],
        Provider::Facebook => &["facebook"],
        Provider::X => &["twitter", "x"],
        Provider::Notion => &["notion"],
        Provider::Microsoft => &["microsoft", "azure", "entra id", "outlook"],
        Provider::Apple => &["apple"],
        Provider::Oidc(_) => &[],
    }
}

impl Buttons {
    /// The provider buttons among `controls`, of `wanted` providers alone (all, when it is empty). `None`: there is
    /// none.
    pub(super) fn among(controls: &[Control], wanted: &[Provider]) -> Option<Self> {
        let asked = |idp: &Provider| wanted.is_empty() || wanted.contains(idp);
        let mut candidates: Vec<Candidate<'_>> = Vec::new();
        for control in controls.iter().filter(|control| leads_to_a_provider(control)) {
            let found = Provider::ALL.into_iter().filter(asked);
            candidates.extend(found.filter_map(|idp| Candidate::of(idp, control)));
        }
        let mut providers: Vec<Provider> = Vec::new();
        for candidate in &candidates {
            if !providers.contains(&candidate.idp) {
                providers.push(candidate.idp);
            }
        }
        if providers.is_empty() {
            return None;
        }
        let attempts = [by_template, by_role, by_text, by_selector];
        let ways: Vec<Way> = attempts
            .iter()
            .filter_map(|attempt| attempt(&candidates))
            .collect();
        let most = ways.iter().map(|(_, found)| found.len()).max()?;
        let (click, found) = ways.into_iter().find(|(_, found)| found.len() == most)?;
        let labels = providers
            .iter()
            .filter_map(|idp| Some((*idp, found.get(idp)?.clone())));
        let missing = candidates
            .iter()
            .filter(|candidate| !found.contains_key(&candidate.idp));
        let mut left_out: Vec<(Provider, String)> = Vec::new();
        for candidate in missing {
            if !left_out.iter().any(|(idp, _)| *idp == candidate.idp) {
                left_out.push((
                    candidate.idp,
                    super::controls::listed(std::slice::from_ref(candidate.control)),
                ));
            }
        }
        Some(Self {
            labels: labels.collect(),
            click,
            left_out,
        })
    }

    /// The locator of one provider's button.
    pub(super) fn locator(&self, idp: Provider) -> Locator {
        let label = self.labels.iter().find(|(found, _)| *found == idp);
        let label = label.map_or_else(|| idp.name(), |(_, label)| label.as_str());
        self.click.map(|text| {
            text.replace("{provider}", label)
                .replace("{provider.id}", idp.slug())
        })
    }
}

/// A locator with what stands for `{provider}` in it.
type Way = (Locator, BTreeMap<Provider, String>);

/// One wording for all: "Continue with {provider}".
fn by_template(candidates: &[Candidate<'_>]) -> Option<Way> {
    let mut groups: Vec<(&str, String, &str, BTreeMap<Provider, String>)> = Vec::new();
    for candidate in candidates.iter().filter(|candidate| !candidate.word.is_empty()) {
        let key = candidate.template.to_lowercase();
        let role = candidate.control.role.as_str();
        let same =
            |group: &&mut (&str, String, &str, BTreeMap<Provider, String>)| group.0 == role && group.1 == key;
        match groups.iter_mut().find(same) {
            Some(group) => drop(
                group
                    .3
                    .entry(candidate.idp)
                    .or_insert_with(|| candidate.word.clone()),
            ),
            None => groups.push((
                role,
                key,
                &candidate.template,
                BTreeMap::from([(candidate.idp, candidate.word.clone())]),
            )),
        }
    }
    let most = groups.iter().map(|group| group.3.len()).max()?;
    let (role, _, template, labels) = groups.into_iter().find(|group| group.3.len() == most)?;
    Some((named(role, template), labels))
}

/// A wording for each: the label is the whole name.
fn by_role(candidates: &[Candidate<'_>]) -> Option<Way> {
    let of_role = |role: &str| {
        let mut labels = BTreeMap::new();
        for candidate in candidates
            .iter()
            .filter(|candidate| candidate.control.role == role)
        {
            if !candidate.control.name.is_empty() {
                labels
                    .entry(candidate.idp)
                    .or_insert_with(|| candidate.control.name.clone());
            }
        }
        (named(role, "{provider}"), labels)
    };
    let (buttons, links) = (of_role("button"), of_role("link"));
    let best = if links.1.len() > buttons.1.len() {
        links
    } else {
        buttons
    };
    (!best.1.is_empty()).then_some(best)
}

/// Buttons and links side by side: the label is what can be read.
fn by_text(candidates: &[Candidate<'_>]) -> Option<Way> {
    let mut labels = BTreeMap::new();
    for candidate in candidates
        .iter()
        .filter(|candidate| !candidate.control.text.is_empty())
    {
        labels
            .entry(candidate.idp)
            .or_insert_with(|| candidate.control.text.clone());
    }
    let locator = Locator {
        text: Some("{provider}".to_owned()),
        ..Locator::default()
    };
    (!labels.is_empty()).then_some((locator, labels))
}

/// Pictures without a name: a selector with the provider's id in it.
fn by_selector(candidates: &[Candidate<'_>]) -> Option<Way> {
    let mut groups: Vec<(String, BTreeMap<Provider, String>)> = Vec::new();
    for candidate in candidates {
        let Some(css) = &candidate.control.css else {
            continue;
        };
        let template = css.replace(candidate.idp.slug(), "{provider.id}");
        if template == *css {
            continue;
        }
        let label = (candidate.idp, candidate.idp.name().to_owned());
        match groups.iter_mut().find(|(known, _)| *known == template) {
            Some((_, labels)) => drop(labels.entry(label.0).or_insert(label.1)),
            None => groups.push((template, BTreeMap::from([label]))),
        }
    }
    let most = groups.iter().map(|(_, labels)| labels.len()).max()?;
    let (css, labels) = groups.into_iter().find(|(_, labels)| labels.len() == most)?;
    Some((Locator::css(css), labels))
}

fn named(role: &str, name: &str) -> Locator {
    Locator {
        role: Some(role.to_owned()),
        name: Some(name.to_owned()),
        ..Locator::default()
    }
}

impl<'a> Candidate<'a> {
    fn of(idp: Provider, control: &'a Control) -> Option<Self> {
        for word in words(idp) {
            if let Some((at, length)) = whole_word(&control.name, word) {
                let found = &control.name[at..at + length];
                // One letter is a name only where it stands alone or behind "with".
                if *word == "x" && !means_x(&control.name) {
                    continue;
                }
                let label = if found.eq_ignore_ascii_case(idp.name()) {
                    idp.name()
                } else {
                    found
                };
                return Some(Self {
                    idp,
                    control,
                    word: label.to_owned(),
                    template: format!(
                        "{}{{provider}}{}",
                        &control.name[..at],
                        &control.name[at + length..]
                    ),
                });
            }
        }
        // An icon without a name is known by its address or its id.
        let css = control.css.as_deref().filter(|_| control.name.is_empty())?;
        (idp != Provider::X && whole_word(css, idp.slug()).is_some()).then(|| Self {
            idp,
            control,
            word: String::new(),
            template: String::new(),
        })
    }
}

/// Where `word` stands in `text` as a word of its own, without regard to case.
fn whole_word(text: &str, word: &str) -> Option<(usize, usize)> {
    // Lower-casing keeps the length of what is compared here only where both are ASCII.
    let lower = text.to_ascii_lowercase();
    let is_letter = |c: char| c.is_alphanumeric();
    let mut from = 0;
    while let Some(found) = lower[from..].find(word) {
        let (start, end) = (from + found, from + found + word.len());
        let free = |c: Option<char>| !c.is_some_and(is_letter);
        if free(lower[..start].chars().next_back()) && free(lower[end..].chars().next()) {
            return Some((start, word.len()));
        }
        from = end;
    }
    None
}

fn means_x(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    lower == "x"
        || words
            .windows(2)
            .any(|pair| ["with", "using", "via"].contains(&pair[0]) && pair[1] == "x")
}

/// Links to a provider's own pages (a repository, a shop for apps) start no sign-in.
fn leads_to_a_provider(control: &Control) -> bool {
    let Some(url) = control.href.as_deref().and_then(|href| Url::parse(href).ok()) else {
        return true;
    };
    let host = url.host_str().unwrap_or_default();
    if control.own || url.scheme() == "javascript" {
        return true;
    }
    let authorizes = ["oauth", "authorize", "login", "auth"]
        .iter()
        .any(|word| url.path().to_ascii_lowercase().contains(word));
    is_loopback(host) || (is_real_host(host) && authorizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(role: &str, name: &str) -> Control {
        Control {
            role: role.to_owned(),
            name: name.to_owned(),
            text: name.to_owned(),
            ..Control::default()
        }
    }

    fn link(name: &str, href: &str) -> Control {
        Control {
            href: Some(href.to_owned()),
            css: Some(format!("a[href=\"{href}\"]")),
            ..control("link", name)
        }
    }

    fn labels(buttons: &Buttons) -> Vec<(&str, &str)> {
        let labels = buttons.labels.iter();
        labels.map(|(idp, label)| (idp.slug(), label.as_str())).collect()
    }

    #[test]
    fn one_wording_becomes_a_template() {
        let page = [
            control("button", "Sign in"),
            control("button", "Continue with Google"),
            control("button", "Continue with Github"),
        ];
        let buttons = Buttons::among(&page, &[]).expect("buttons");
        assert_eq!(buttons.click, named("button", "Continue with {provider}"));
        assert_eq!(labels(&buttons), [("google", "Google"), ("github", "GitHub")]);
        assert_eq!(
            buttons.locator(Provider::GitHub),
            named("button", "Continue with GitHub")
        );
    }

    #[test]
    fn different_wordings_become_labels() {
        let page = [
            control("button", "Sign in using GitHub"),
            control("button", "Mit Google anmelden"),
        ];
        let buttons = Buttons::among(&page, &[]).expect("buttons");
        assert_eq!(buttons.click, named("button", "{provider}"));
        assert_eq!(
            labels(&buttons),
            [
                ("github", "Sign in using GitHub"),
                ("google", "Mit Google anmelden")
            ]
        );
    }

    #[test]
    fn a_button_beside_a_link_is_found_by_its_text() {
        let page = [control("button", "Google login"), control("link", "GitHub login")];
        let buttons = Buttons::among(&page, &[]).expect("buttons");
        assert_eq!(buttons.click.text.as_deref(), Some("{provider}"));
        assert_eq!(buttons.labels.len(), 2);
    }

    #[test]
    fn pictures_without_a_name_are_found_by_what_they_lead_to() {
        let mut page = [
            link("", "http://localhost:3000/login/google"),
            link("", "http://localhost:3000/login/github"),
        ];
        for (control, path) in page.iter_mut().zip(["/login/google", "/login/github"]) {
            control.css = Some(format!("a[href=\"{path}\"]"));
        }
        let buttons = Buttons::among(&page, &[]).expect("buttons");
        assert_eq!(buttons.click, Locator::css("a[href=\"/login/{provider.id}\"]"));
        assert_eq!(
            buttons.locator(Provider::GitHub),
            Locator::css("a[href=\"/login/github\"]")
        );
    }

    #[test]
    fn links_to_a_providers_own_pages_are_none() {
        let page = [
            link("Star us on GitHub", "https://github.com/acme/app"),
            link("Get it on Google Play", "https://play.google.com/store"),
            control("button", "Googleplex tours"),
            control("button", "Close X"),
        ];
        assert_eq!(Buttons::among(&page, &[]), None);
        let real = [link(
            "GitHub",
            "https://github.com/login/oauth/authorize?client_id=a",
        )];
        assert!(Buttons::among(&real, &[]).is_some());
    }

    #[test]
    fn x_is_a_name_behind_with_and_twitter_keeps_its_own() {
        let x = Buttons::among(&[control("button", "Sign in with X")], &[]).expect("X");
        assert_eq!(labels(&x), [("x", "X")]);
        let twitter = Buttons::among(&[control("button", "Log in with Twitter")], &[]).expect("Twitter");
        assert_eq!(labels(&twitter), [("x", "Twitter")]);
    }

    #[test]
    fn only_wanted_providers_count() {
        let page = [control("button", "Google"), control("button", "GitHub")];
        let buttons = Buttons::among(&page, &[Provider::GitHub]).expect("a button");
        assert_eq!(labels(&buttons), [("github", "GitHub")]);
    }
}
