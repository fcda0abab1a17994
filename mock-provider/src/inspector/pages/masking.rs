//! Shortens credentials wherever they stand in recorded text.

use url::form_urlencoded;

use super::{
    answered::body_parameters,
    shown::{is_secret, shortened},
};
use crate::journal::Exchange;

/// A shorter value may be a word like any other.
const SHORTEST: usize = 8;

/// The credentials of some exchanges, in each form in which they are written, the longest first.
#[derive(Debug)]
pub(super) struct Mask(Vec<(String, String)>);

impl Mask {
    /// Finds what these exchanges carry as credentials.
    pub(super) fn of<'a>(exchanges: impl IntoIterator<Item = &'a Exchange>) -> Self {
        let mut values = Vec::new();
        for exchange in exchanges {
            collect(exchange, &mut values);
        }
        values.retain(|value| value.len() >= SHORTEST);
        let mut forms: Vec<(String, String)> = values
            .iter()
            .flat_map(|value| {
                let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                [value.clone(), encoded].map(|written| (written, shortened(value)))
            })
            .collect();
        forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        forms.dedup();
        Self(forms)
    }

    /// The text with every credential shortened.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (value, short) in &self.0 {
            if text.contains(value.as_str()) {
                text = text.replace(value.as_str(), short);
            }
        }
        text
    }
}

fn collect(exchange: &Exchange, values: &mut Vec<String>) {
    for (name, value) in exchange.request_headers.iter().chain(&exchange.response_headers) {
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => {
                values.push(
                    value
                        .split_once(' ')
                        .map_or(value.as_str(), |(_, rest)| rest)
                        .trim()
                        .to_owned(),
                );
            }
            "cookie" => {
                let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
                values.extend(pairs.map(|(_, value)| value.trim().to_owned()));
            }
            "set-cookie" => {
                let pair = value.split(';').next().unwrap_or_default();
                values.extend(pair.split_once('=').map(|(_, value)| value.trim().to_owned()));
            }
            "location" | "x-mock-held-location" => from_url(value, values),
            _ => {}
        }
    }
    from_url(&exchange.url, values);
    for (headers, body) in [
        (&exchange.request_headers, &exchange.request_body),
        (&exchange.response_headers, &exchange.response_body),
    ] {
        from_pairs(body_parameters(headers, body), values);
    }
}

fn from_url(url: &str, values: &mut Vec<String>) {
    for part in url.split(['?', '#']).skip(1) {
        from_pairs(
            form_urlencoded::parse(part.as_bytes()).into_owned().collect(),
            values,
        );
    }
}

fn from_pairs(pairs: Vec<(String, String)>, values: &mut Vec<String>) {
    values.extend(
        pairs
            .into_iter()
            .filter(|(name, _)| is_secret(name))
            .map(|(_, value)| value),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_shortened_wherever_it_stands() {
        let exchange = Exchange {
            url: "http://127.0.0.1/cb?code=abcdefgh%2Fijkl&state=visible-state".to_owned(),
            request_headers: vec![("Authorization".to_owned(), "Bearer token-0123456789".to_owned())],
            response_headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            response_body: r#"{"refresh_token":"refresh-0123456789"}"#.to_owned(),
            ..Exchange::default()
        };
        let mask = Mask::of([&exchange]);
        assert_eq!(
            mask.text("abcdefgh/ijkl abcdefgh%2Fijkl visible-state"),
            "abcdef… abcdef… visible-state"
        );
        assert_eq!(mask.text("Bearer token-0123456789"), "Bearer token-…");
        assert_eq!(
            mask.text(&exchange.response_body),
            r#"{"refresh_token":"refres…"}"#
        );
    }
}
