//! What people see when they sign out.

use askama::Template;

use crate::{
    answer::Answer,
    dialects::{Brand, Dialect},
    http::pages::{STYLE, page},
};

#[derive(Template)]
#[template(path = "logout.html")]
struct Logout<'a> {
    brand: Brand,
    style: &'static str,
    client: Option<&'a str>,
    fields: &'a [(&'static str, String)],
}

#[derive(Template)]
#[template(path = "logged_out.html")]
struct LoggedOut {
    brand: Brand,
    style: &'static str,
}

/// Asks whether to sign out. `fields` are what the request said, to be sent again with the answer.
pub(super) fn confirm(
    dialect: &dyn Dialect,
    client: Option<&str>,
    fields: &[(&'static str, String)],
) -> Answer {
    let brand = dialect.brand();
    page(
        200,
        &Logout {
            brand,
            style: STYLE,
            client,
            fields,
        },
    )
}

/// The end of it, where no application waits.
pub(super) fn done(dialect: &dyn Dialect) -> Answer {
    let brand = dialect.brand();
    page(200, &LoggedOut { brand, style: STYLE })
}
