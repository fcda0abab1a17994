//! Flaws of what Clerk's Frontend API refuses.

use crate::row::{Row, row};

pub(crate) const TABLE: &[Row] = &[
    row(
        "shared-credentials-taken",
        &["clk-config-missing", "clk-sign-in-complete"],
        &["clk-config-missing"],
    ),
    row(
        "redirect-url-unchecked",
        &["clk-redirect-url", "clk-sign-in-complete"],
        &["clk-redirect-url"],
    ),
    Row {
        provider: Some("google"),
        ..row(
            "enterprise-sso-bypassed",
            &[
                "clk-enterprise-sso",
                "clk-enterprise-sso-password",
                "clk-claimed-address",
            ],
            &["clk-enterprise-sso", "clk-enterprise-sso-password"],
        )
    },
];
