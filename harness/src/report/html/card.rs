//! One check as a card.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::har::archive_path;
use super::super::jwt::tokens;
use super::super::markdown::check_markdown;
use super::super::printable::{one_line, printable, seconds};
use super::super::wording::{label, level, reasons, word};
use super::attempt::AttemptView;
use super::exchange::{ExchangeView, TokenView};
use super::sequence::Sequence;
use crate::events::{
    CheckResult, PageEvidence, PictureRecord, RequestRecord, Section, StepResult, StepStatus,
};
use crate::verdict::Verdict;

/// A check, ready to print.
pub(super) struct Card {
    pub(super) anchor: String,
    pub(super) address: String,
    /// Where there are several, the target is named beside the address.
    pub(super) target: Option<String>,
    pub(super) target_word: String,
    pub(super) attempts: Vec<AttemptView>,
    pub(super) title: String,
    pub(super) feature: String,
    pub(super) place: String,
    pub(super) word: &'static str,
    pub(super) label: &'static str,
    pub(super) level: &'static str,
    pub(super) level_word: &'static str,
    pub(super) profile: String,
    pub(super) variant: String,
    pub(super) took: String,
    pub(super) why: String,
    pub(super) sections: Vec<Section>,
    pub(super) tags: String,
    pub(super) steps: Vec<Step>,
    /// Failures are open, the rest is folded.
    pub(super) open: bool,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) hint: Option<String>,
    pub(super) sequence: Option<Sequence>,
    pub(super) exchanges: Vec<ExchangeView>,
    pub(super) tokens: Vec<TokenView>,
    pub(super) pages: Vec<Page>,
    /// Where the HAR file is, from this page, where there are pages.
    pub(super) archive: String,
    pub(super) rerun: String,
    pub(super) markdown: String,
    /// What the text filter looks at, in lower case.
    pub(super) haystack: String,
}

/// One step.
pub(super) struct Step {
    pub(super) keyword: String,
    pub(super) text: String,
    pub(super) took: String,
    pub(super) status: &'static str,
    pub(super) line: usize,
}

/// Where one person's browser stood.
pub(super) struct Page {
    pub(super) person: String,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) console: String,
    pub(super) requests: Vec<RequestView>,
    pub(super) film: Vec<PictureRecord>,
    /// Base64, and nothing but Base64.
    pub(super) screenshot: Option<String>,
}

/// A request of a browser.
pub(super) struct RequestView {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) failure: Option<String>,
    pub(super) took: String,
    /// It failed, or its answer says that something is wrong.
    pub(super) bad: bool,
}

/// Where the card of `check` stands in the page.
#[must_use]
pub fn anchor(check: &CheckResult) -> String {
    let address: String = format!("{}-{}", check.target, check.address())
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect();
    format!("c-{address}")
}

impl Card {
    /// `several` tells whether the report is about more than one target.
    pub(super) fn of(check: &CheckResult, several: bool) -> Self {
        let anchor = anchor(check);
        let failure = check.failure.as_ref();
        let passed = matches!(check.verdict, Verdict::Pass | Verdict::NotApplicable(_));
        let mut facts = Vec::new();
        if let Some(failure) = failure {
            for (label, value) in [("Expected", &failure.expected), ("Actual", &failure.actual)] {
                facts.extend((!value.is_empty()).then(|| (label, printable(value))));
            }
        }
        facts.extend(
            reasons(check)
                .into_iter()
                .map(|(name, reason)| (name, printable(&reason))),
        );
        facts.extend(
            failure
                .and_then(|failure| failure.provider.as_ref())
                .map(|part| ("Provider", printable(part))),
        );
        // A failure names the faults as the provider's part already.
        if !check.evidence.faults.is_empty() && failure.is_none_or(|failure| failure.provider.is_none()) {
            facts.push(("Faults", printable(&check.evidence.faults.join("\n"))));
        }
        let haystack = [
            check.address(),
            check.target.clone(),
            check.name.clone(),
            check.feature.clone(),
            check.why.clone(),
        ]
        .into_iter()
        .chain(facts.iter().map(|(_, value)| value.clone()))
        .chain(check.sections.iter().map(|section| section.title.clone()))
        .collect::<Vec<_>>()
        .join(" ");
        Self {
            address: one_line(&check.address()),
            target: several.then(|| one_line(&check.target)),
            target_word: one_line(&check.target).replace(' ', "-").to_lowercase(),
            attempts: check
                .attempts
                .iter()
                .enumerate()
                .map(|(place, attempt)| AttemptView::of(place + 1, attempt, &anchor))
                .collect(),
            title: one_line(&check.name),
            feature: one_line(&check.feature),
            place: format!("features/{}:{}", one_line(&check.file), check.line),
            word: word(check),
            label: label(check),
            level: level(check.level),
            level_word: check.level.word(),
            profile: one_line(&check.profile),
            variant: one_line(&check.variant),
            took: seconds(check.duration_ms),
            why: printable(check.why.trim()),
            sections: check.sections.iter().map(safe_section).collect(),
            tags: check
                .tags
                .iter()
                .map(|tag| one_line(tag))
                .collect::<Vec<_>>()
                .join(" "),
            steps: steps(&check.steps),
            open: check.verdict == Verdict::Fail && check.expected.is_none(),
            facts,
            hint: failure.and_then(|failure| failure.hint.as_deref()).map(printable),
            sequence: Sequence::of(&check.evidence.exchanges, &anchor),
            exchanges: check
                .evidence
                .exchanges
                .iter()
                .map(|exchange| ExchangeView::of(exchange, &anchor, passed))
                .collect(),
            tokens: tokens(&check.evidence.exchanges)
                .iter()
                .map(|token| TokenView::of(token, &check.evidence.exchanges))
                .collect(),
            pages: check.evidence.pages.iter().map(page).collect(),
            archive: archive_path(check).display().to_string(),
            rerun: one_line(&check.rerun),
            markdown: check_markdown(check, 3),
            haystack: one_line(&haystack).to_lowercase(),
            anchor,
        }
    }
}

pub(super) fn steps(steps: &[StepResult]) -> Vec<Step> {
    steps
        .iter()
        .map(|step| Step {
            keyword: one_line(&step.keyword),
            text: printable(&step.text),
            took: seconds(step.duration_ms),
            status: match step.status {
                StepStatus::Passed => "passed",
                StepStatus::Failed => "failed",
                StepStatus::Skipped => "skipped",
            },
            line: step.line,
        })
        .collect()
}

pub(super) fn page(page: &PageEvidence) -> Page {
    Page {
        person: one_line(&page.person),
        url: one_line(&page.url),
        title: one_line(&page.title),
        text: printable(&page.text),
        console: printable(&page.console.join("\n")),
        requests: page.requests.iter().map(request).collect(),
        film: page
            .film
            .iter()
            .filter(|picture| is_base64(&picture.screenshot))
            .map(|picture| PictureRecord {
                url: one_line(&picture.url),
                ..picture.clone()
            })
            .collect(),
        screenshot: page.screenshot.clone().filter(|screenshot| is_base64(screenshot)),
    }
}

fn is_base64(text: &str) -> bool {
    STANDARD.decode(text).is_ok()
}

fn request(request: &RequestRecord) -> RequestView {
    RequestView {
        method: one_line(&request.method),
        url: one_line(&request.url),
        kind: one_line(&request.kind),
        status: request
            .status
            .map_or_else(|| "–".to_owned(), |status| status.to_string()),
        failure: request.failure.as_deref().map(one_line),
        took: request
            .duration_ms
            .map_or_else(|| "–".to_owned(), |ms| format!("{ms}\u{a0}ms")),
        bad: request.failure.is_some() || request.status.is_some_and(|status| status >= 400),
    }
}

/// A link that is no web page is shown as text: `javascript:` in a feature file must not run here.
pub(super) fn safe_section(section: &Section) -> Section {
    let web = section.url.starts_with("https://") || section.url.starts_with("http://");
    Section {
        title: one_line(&section.title),
        url: if web {
            one_line(&section.url)
        } else {
            String::new()
        },
    }
}
