//! Lists in pages, with the links to the other pages (RFC 8288).

use serde_json::Value;

use crate::protocol::Parameters;

const DEFAULT_SIZE: usize = 30;
const MOST: usize = 100;

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    /// The items.
    pub items: Vec<Value>,
    /// The value of the `Link` header, where there is another page.
    pub link: Option<String>,
}

/// The page that `page` and `per_page` ask for, of 30 items unless they say otherwise. What is no number counts as
/// not sent, and what is too large as the largest.
#[must_use]
pub(crate) fn page(items: &[Value], parameters: &Parameters, url: &str) -> Page {
    let number = |name: &str| {
        parameters
            .get(name)
            .and_then(|text| text.parse::<usize>().ok())
            .filter(|number| *number > 0)
    };
    let size = number("per_page").unwrap_or(DEFAULT_SIZE).min(MOST);
    let current = number("page").unwrap_or(1);
    let last = items.len().div_ceil(size).max(1);
    let href = |page: usize, rel: &str| match number("per_page") {
        Some(_) => format!("<{url}?per_page={size}&page={page}>; rel=\"{rel}\""),
        None => format!("<{url}?page={page}>; rel=\"{rel}\""),
    };
    let mut links = Vec::new();
    if current > 1 {
        links.push(href((current - 1).min(last), "prev"));
    }
    if current < last {
        links.push(href(current + 1, "next"));
        links.push(href(last, "last"));
    }
    if current > 1 {
        links.push(href(1, "first"));
    }
    Page {
        items: items
            .iter()
            .skip(size.saturating_mul(current - 1))
            .take(size)
            .cloned()
            .collect(),
        link: (!links.is_empty()).then(|| links.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_links_lead_through_the_list() {
        let items: Vec<Value> = (0..5).map(|number| json!(number)).collect();
        let ask = |query: &str| page(&items, &Parameters::from_form(query.as_bytes()), "http://h/x");
        assert_eq!(ask("").link, None);
        assert_eq!(ask("").items.len(), 5);
        let middle = ask("per_page=2&page=2");
        assert_eq!(middle.items, [json!(2), json!(3)]);
        assert_eq!(
            middle.link.as_deref(),
            Some(
                "<http://h/x?per_page=2&page=1>; rel=\"prev\", <http://h/x?per_page=2&page=3>; rel=\"next\", <http://h/x?per_page=2&page=3>; rel=\"last\", <http://h/x?per_page=2&page=1>; rel=\"first\""
            )
        );
        assert_eq!(ask("per_page=2&page=9").items, Vec::<Value>::new());
        assert_eq!(ask("per_page=0&page=x").items.len(), 5);
        assert!(ask("page=18446744073709551615&per_page=100").items.is_empty());
    }
}
