//! The HTML report, read as a browser reads it.

use std::collections::HashSet;

use harness::events::{CheckResult, Event};
use harness::report::html::Html;
use harness::report::{Reporters, Secrets};
use harness::verdict::Verdict;
use regex::Regex;

use crate::sample::{checks, end, events, failed, info, target, with_token};

/// The report of the sample. With `HARNESS_KEEP_SAMPLE_REPORT=FILE`, also left there to be looked at.
fn page() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.html");
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("html", Html::new(&path));
    for event in events() {
        reporters.on_event(&event);
    }
    assert!(reporters.failures().is_empty());
    let page = std::fs::read_to_string(&path).unwrap();
    if let Some(kept) = std::env::var_os("HARNESS_KEEP_SAMPLE_REPORT") {
        std::fs::write(kept, &page).unwrap();
    }
    page
}

/// Start tags as a browser finds them: style and script hold no tags.
fn tags(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let without = Regex::new(r"(?s)<(style|script)>.*?</(style|script)>")
        .unwrap()
        .replace_all(page, "<$1>")
        .into_owned();
    let tag = Regex::new(r#"<([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z0-9-]+(?:="[^"]*")?)*)\s*/?>"#).unwrap();
    let attribute = Regex::new(r#"([a-zA-Z0-9-]+)(?:="([^"]*)")?"#).unwrap();
    tag.captures_iter(&without)
        .map(|found| {
            let attributes = attribute
                .captures_iter(&found[2])
                .map(|a| {
                    (
                        a[1].to_lowercase(),
                        a.get(2).map_or(String::new(), |v| v.as_str().to_owned()),
                    )
                })
                .collect();
            (found[1].to_lowercase(), attributes)
        })
        .collect()
}

fn values<'a>(tags: &'a [(String, Vec<(String, String)>)], name: &'a str) -> impl Iterator<Item = &'a str> {
    tags.iter()
        .flat_map(|(_, attributes)| attributes)
        .filter(move |(n, _)| n == name)
        .map(|(_, v)| v.as_str())
}

#[test]
fn hostile_text_is_only_text() {
    let page = page();
    let tags = tags(&page);
    assert_eq!(tags.iter().filter(|(name, _)| name == "script").count(), 1);
    assert_eq!(page.matches("</script>").count(), 1);
    assert_eq!(
        page.matches("</title>").count() - page.matches("</title>\n<rect").count(),
        1
    );
    // Every `<` begins a tag that the templates wrote.
    let body = &page[page.find("<body>").unwrap()..page.find("<script>").unwrap()];
    let stray = Regex::new(r"<(?:[^a-z/!]|b>text)").unwrap();
    assert!(stray.find(body).is_none(), "{:?}", stray.find(body));
    let events: Vec<_> = tags
        .iter()
        .flat_map(|(_, attributes)| attributes)
        .filter(|(name, _)| name.starts_with("on") || name == "style")
        .collect();
    assert!(events.is_empty(), "{events:?}");
    assert!(
        !tags
            .iter()
            .any(|(_, a)| a.iter().any(|(n, v)| n == "href" && v.starts_with("javascript:")))
    );
    assert!(!page.contains('\u{1b}') && !page.contains('\u{0}') && !page.contains('\u{202e}'));
}

#[test]
fn it_loads_nothing() {
    let page = page();
    let tags = tags(&page);
    for (name, attributes) in &tags {
        for (attribute, value) in attributes {
            match attribute.as_str() {
                "src" => assert!(value.starts_with("data:image/png;base64,"), "{name} {value}"),
                // A link is followed by a person, and only after a click.
                "href" if name == "a" => {
                    let leads_on = ["#", "https://", "har/"]
                        .iter()
                        .any(|start| value.starts_with(start));
                    assert!(leads_on, "{value}");
                }
                "href" => assert_eq!(value, "data:,", "{name}"),
                "srcset" | "action" | "data" | "poster" | "background" => {
                    panic!("{name} {attribute}={value}")
                }
                _ => {}
            }
        }
    }
    assert!(values(&tags, "content").any(|policy| policy.starts_with("default-src 'none'; img-src data:")));
    let style = &page[page.find("<style>").unwrap()..page.find("</style>").unwrap()];
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn every_check_has_a_card_and_every_anchor_a_target() {
    let page = page();
    let tags = tags(&page);
    let ids: Vec<&str> = values(&tags, "id").collect();
    let unique: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    for check in checks() {
        let address: String = check.address().replace(['/', '"'], "-");
        assert!(
            unique.contains(format!("c-reference-{address}").as_str()),
            "no card for {address}"
        );
    }
    let targets: Vec<&str> = values(&tags, "href")
        .filter_map(|href| href.strip_prefix('#'))
        .filter(|t| !t.starts_with("q="))
        .collect();
    assert!(targets.len() > 20, "{}", targets.len());
    for target in targets {
        assert!(unique.contains(target), "no target for #{target}");
    }
    for copied in values(&tags, "data-copy") {
        assert!(unique.contains(copied), "no text to copy for {copied}");
    }
}

#[test]
fn failures_come_first_and_open() {
    let page = page();
    let card = Regex::new(r#"<article class="card ([a-z-]+)"[^>]*>\s*<details( open)?>"#).unwrap();
    let cards: Vec<(String, bool)> = card
        .captures_iter(&page)
        .map(|found| (found[1].to_owned(), found.get(2).is_some()))
        .collect();
    let words: Vec<&str> = cards.iter().map(|(word, _)| word.as_str()).collect();
    assert_eq!(
        words,
        [
            "fail",
            "fail",
            "error",
            "inconclusive",
            "flaky",
            "warn",
            "expected",
            "pass",
            "pass",
            "not-applicable"
        ]
    );
    assert!(
        cards.iter().all(|(word, open)| *open == (word == "fail")),
        "{cards:?}"
    );
}

#[test]
fn the_diagram_marks_what_was_altered_and_what_was_refused() {
    let page = page();
    let marks: Vec<&str> = Regex::new(r#"<text class="mark"[^>]*>([^<]*)</text>"#)
        .unwrap()
        .captures_iter(&page)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    assert!(marks.contains(&"✗ altered on purpose: state-wrong"), "{marks:?}");
    assert!(
        marks
            .iter()
            .any(|mark| mark.starts_with("✗ refused: the access token ya29.a…")),
        "{marks:?}"
    );
}

#[test]
fn tokens_are_decoded_with_dates_spelled_out() {
    let page = page();
    assert!(page.contains("2026-01-01 01:00:00 UTC, 59m 59s after this exchange"));
    assert!(page.contains("2026-01-01 00:00:00 UTC, 1s before this exchange"));
    assert!(page.contains("test-key-1"));
}

#[test]
fn it_is_usable_without_sight_or_mouse() {
    let page = page();
    let tags = tags(&page);
    let find = |name: &str| tags.iter().filter(|(tag, _)| tag == name).collect::<Vec<_>>();
    assert_eq!(values(&tags, "lang").next(), Some("en"));
    for landmark in ["header", "main", "footer"] {
        assert_eq!(find(landmark).len(), 1, "{landmark}");
    }
    for (_, attributes) in find("img") {
        assert!(
            attributes
                .iter()
                .any(|(name, value)| name == "alt" && !value.is_empty())
        );
    }
    for (_, attributes) in find("th") {
        assert!(attributes.iter().any(|(name, _)| name == "scope"));
    }
    let ids: HashSet<&str> = values(&tags, "id").collect();
    for name in ["aria-labelledby", "aria-describedby", "for"] {
        for value in values(&tags, name) {
            assert!(ids.contains(value), "{name}={value} names nothing");
        }
    }
}

#[test]
fn long_bodies_of_passed_checks_are_cut_and_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.html");
    let sizes = [Verdict::Fail, Verdict::Pass].map(|verdict| {
        let mut check = failed();
        check.verdict = verdict;
        for exchange in &mut check.evidence.exchanges {
            exchange.response_headers = vec![("content-type".into(), "application/json".into())];
            exchange.response_body = format!("[{}]", "1234567,".repeat(1000));
        }
        let mut reporters = Reporters::new(Secrets::Redacted);
        reporters.add("html", Html::new(&path));
        for event in [
            Event::RunStarted(info()),
            Event::TargetStarted(target()),
            Event::CheckFinished(Box::new(check)),
            Event::RunFinished(end()),
        ] {
            reporters.on_event(&event);
        }
        let page = std::fs::read_to_string(&path).unwrap();
        (
            page.matches("1234567,").count(),
            page.matches("6978 more characters are in results.json").count(),
        )
    });
    assert_eq!(sizes, [(6000, 0), (6 * 127, 6)]);
}

/// What the tables of tokens say of each claim, without markup: `claim nonce ✗ …`.
fn judgements(check: CheckResult) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.html");
    let mut reporters = Reporters::new(Secrets::Redacted);
    reporters.add("html", Html::new(&path));
    for event in [
        Event::RunStarted(info()),
        Event::TargetStarted(target()),
        Event::CheckFinished(Box::new(check)),
        Event::RunFinished(end()),
    ] {
        reporters.on_event(&event);
    }
    let page = std::fs::read_to_string(&path).unwrap();
    let row = Regex::new(
        r#"<tr><td>(header|claim)</td><th scope="row">([^<]*)</th>.*?(?:<span class="judgement (?:good|bad)">([^<]*)</span>)?</td></tr>"#,
    )
    .unwrap();
    row.captures_iter(&page)
        .filter_map(|found| Some(format!("{} {} {}", &found[1], &found[2], found.get(3)?.as_str())))
        .collect()
}

#[test]
fn each_claim_of_an_id_token_is_judged_by_its_flow() {
    let honest = judgements(failed());
    assert_eq!(
        honest,
        [
            "claim iss ✓ is the address that sent it",
            "claim sub ✓ present",
            "claim aud ✓ is the client of the request",
            "claim exp ✓ not expired",
            "claim iat ✓ not in the future",
            "claim nonce ✓ is the nonce of the request",
        ]
    );
    let forged = judgements(with_token(
        r#"{"alg":"none"}"#,
        r#"{"iss":"http://evil.example","aud":["somebody-else"],"exp":1767225000,"iat":1767399999,"nonce":"another-nonce-0123"}"#,
    ));
    assert_eq!(
        &forged[6..],
        [
            "header alg ✗ not signed",
            "claim iss ✗ is not the issuer: expected http://localhost:4400/google",
            "claim aud ✗ is not the client of the request: expected harness-client",
            "claim exp ✗ expired when it was sent",
            "claim iat ✗ in the future when it was sent",
            "claim nonce ✗ is not the nonce of the request: expected n-0S6_…eb61",
            "claim sub ✗ missing",
        ]
    );
}

#[test]
fn a_nonce_that_was_asked_for_is_missed() {
    let judged = judgements(with_token(
        r#"{"alg":"RS256"}"#,
        r#"{"iss":"http://localhost:4400/google","sub":"1","aud":"harness-client","exp":1767229200,"iat":1767225600}"#,
    ));
    assert_eq!(
        judged.last().unwrap(),
        "claim nonce ✗ missing: the request had n-0S6_…eb61"
    );
}

#[test]
fn requirements_link_to_where_they_stand() {
    let page = page();
    let matrix = &page[page.find(">Requirements</h2>").unwrap()..];
    let matrix = &matrix[..matrix.find("</section>").unwrap()];
    assert!(matrix.contains("<a href=\"https://www.rfc-editor.org/rfc/rfc6749#section-10.12\""));
    assert!(matrix.contains(">1&nbsp;XFAIL</a>") && matrix.contains(">1&nbsp;FLAKY</a>"));
    assert!(!matrix.contains("javascript:"));
}
