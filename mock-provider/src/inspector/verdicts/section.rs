//! Sections of specifications, with their links.

/// A specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// An RFC by its number.
    Rfc(u16),
    /// OpenID Connect Core 1.0.
    OidcCore,
    /// OAuth 2.0 Multiple Response Type Encoding Practices.
    ResponseTypes,
    /// OAuth 2.0 Form Post Response Mode.
    FormPost,
}

/// A section of a specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The specification.
    pub document: Document,
    /// The section's number, as in `3.1.2.1`.
    pub number: &'static str,
}

impl Section {
    /// A section of an RFC.
    #[must_use]
    pub const fn rfc(number: u16, section: &'static str) -> Self {
        Self {
            document: Document::Rfc(number),
            number: section,
        }
    }

    /// A section of OpenID Connect Core.
    #[must_use]
    pub const fn oidc(section: &'static str) -> Self {
        Self {
            document: Document::OidcCore,
            number: section,
        }
    }

    /// How people cite it: `RFC 6749 §10.12`.
    #[must_use]
    pub fn text(&self) -> String {
        let number = self.number;
        match self.document {
            Document::Rfc(rfc) => format!("RFC {rfc} §{number}"),
            Document::OidcCore => format!("OpenID Connect Core §{number}"),
            Document::ResponseTypes => format!("OAuth 2.0 Multiple Response Types §{number}"),
            Document::FormPost => format!("OAuth 2.0 Form Post Response Mode §{number}"),
        }
    }

    /// Where it is published.
    #[must_use]
    pub fn url(&self) -> String {
        let number = self.number;
        match self.document {
            Document::Rfc(rfc) => format!("https://www.rfc-editor.org/rfc/rfc{rfc}#section-{number}"),
            Document::OidcCore => {
                format!("https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.{number}")
            }
            Document::ResponseTypes => {
                format!(
                    "https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#rfc.section.{number}"
                )
            }
            Document::FormPost => {
                format!(
                    "https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html#rfc.section.{number}"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_knows_its_link() {
        assert_eq!(
            (
                Section::rfc(6749, "10.12").text(),
                Section::rfc(6749, "10.12").url()
            ),
            (
                "RFC 6749 §10.12".to_owned(),
                "https://www.rfc-editor.org/rfc/rfc6749#section-10.12".to_owned()
            )
        );
        let core = Section::oidc("3.1.3.7");
        assert!(core.text().contains("§3.1.3.7") && core.url().ends_with("#rfc.section.3.1.3.7"));
    }
}
