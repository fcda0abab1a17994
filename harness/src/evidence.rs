//! Gathers what was seen in a scenario, for its report.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use mock_provider::journal::Exchange;

use crate::browser::{Picture, Request};
use crate::capture::Capture;
use crate::events::{Evidence, ExchangeRecord, PageEvidence, Party, PictureRecord, RequestRecord};
use crate::world::{PersonsBrowser, World};

const TEXT_LIMIT: usize = 4 * 1024;
const BODY_LIMIT: usize = 16 * 1024;

/// The exchanges and faults of a scenario, and what each browser shows where that is wanted; where not, what they
/// showed when the scenario met a blemish.
pub async fn gather(world: &World, capture: Capture, failed: bool) -> Evidence {
    Evidence {
        pages: match world.blemish() {
            _ if capture.wants(failed) => pages(world).await,
            Some(blemish) if capture != Capture::Off => blemish.pages.clone(),
            _ => Vec::new(),
        },
        exchanges: exchanges(world),
        faults: world
            .faults()
            .iter()
            .map(|fault| fault.sentence.clone())
            .collect(),
    }
}

/// What each browser of a scenario shows at this moment.
pub async fn pages(world: &World) -> Vec<PageEvidence> {
    let mut pages = Vec::new();
    if let Some((name, browser)) = world.failed_control() {
        pages.extend(page(&format!("{name} (control)"), browser).await);
    }
    for person in world.people() {
        if let Some(browser) = person.browser() {
            pages.extend(page(&person.name, browser).await);
        }
        if let Some(tab) = &person.second_tab {
            pages.extend(page(&format!("{} (second tab)", person.name), tab).await);
        }
    }
    pages
}

/// What belongs to the scenario; where a control failed, what belongs to that.
fn exchanges(world: &World) -> Vec<ExchangeRecord> {
    let all = match world.failed_control() {
        Some((_, browser)) => world.exchanges_in(browser),
        None => world.exchanges(),
    };
    all.iter().map(record).collect()
}

/// A browser that is gone shows nothing, which is no reason to lose the rest.
async fn page(person: &str, browser: &PersonsBrowser) -> Option<PageEvidence> {
    let page = browser.context.page().await.ok()?;
    let screenshot = browser
        .context
        .screenshot()
        .await
        .ok()
        .map(|png| BASE64_STANDARD.encode(png));
    Some(PageEvidence {
        person: person.to_owned(),
        url: page.url,
        title: page.title,
        text: cut(&page.text, TEXT_LIMIT),
        console: browser.context.console(),
        requests: browser.context.requests().into_iter().map(request).collect(),
        film: browser.context.film().into_iter().map(picture).collect(),
        screenshot,
    })
}

fn request(request: Request) -> RequestRecord {
    RequestRecord {
        at: request.at,
        method: request.method,
        url: request.url,
        kind: request.kind,
        status: request.status,
        duration_ms: request.took_ms,
        failure: request.failure,
    }
}

fn picture(picture: Picture) -> PictureRecord {
    PictureRecord {
        url: picture.url,
        screenshot: BASE64_STANDARD.encode(picture.png),
    }
}

fn record(exchange: &Exchange) -> ExchangeRecord {
    let from = match exchange.endpoint.as_str() {
        "authorize" | "sign-in" | "choose-account" | "consent" => Party::Browser,
        _ => Party::App,
    };
    ExchangeRecord {
        id: exchange.id,
        flow: exchange.flow,
        at: exchange.at.to_string(),
        from,
        provider: exchange.provider.slug().to_owned(),
        endpoint: exchange.endpoint.clone(),
        method: exchange.method.clone(),
        url: exchange.url.clone(),
        request_headers: exchange.request_headers.clone(),
        request_body: cut(&exchange.request_body, BODY_LIMIT),
        status: exchange.status,
        response_headers: exchange.response_headers.clone(),
        response_body: cut(&exchange.response_body, BODY_LIMIT),
        refusal: exchange.refusal.as_ref().map(|refusal| {
            format!(
                "{}: found {}, expected {}",
                refusal.rule, refusal.found, refusal.expected
            )
        }),
        fault: exchange.fault.clone(),
    }
}

fn cut(text: &str, limit: usize) -> String {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}
