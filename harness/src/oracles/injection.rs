//! Whether what came in an address became part of a page.

use serde_json::Value;

use crate::broken::Broken;

/// Breaks out of a string of a script, of an attribute, of elements that hold text, and into templates.
pub const MARKUP: &str = "';window.harnessRan=1;//\"></script></title></textarea>\
                          <img src=\"x\" onerror=\"window.harnessRan=1\" data-harness-mark>\
                          {{7331*7}}${7331*7}<%= 7331*7 %>#{7331*7}";
/// An address that runs where a link leads to it.
pub const ADDRESS: &str = "javascript:window.harnessRan=1//";
/// What a page says that was not written for it.
pub const SPOOF: &str = "Your account was blocked. Call +1 555 0100 at once to keep it";

/// Looks through the page at hand; to be run in it.
pub const LOOK: &str = "return {
    ran: window.harnessRan === 1,
    mark: document.querySelector('[data-harness-mark]') !== null,
    link: [...document.querySelectorAll('a, area, form, iframe')].some((one) =>
        /^\\s*javascript:/i.test(one.getAttribute('href') || one.getAttribute('action') || one.getAttribute('src') || '')),
    computed: document.documentElement.innerText.includes('51317') };";

/// Passes when [`LOOK`] found nothing of [`MARKUP`] and [`ADDRESS`] at work.
///
/// # Errors
/// A breach with what became of it.
pub fn is_text_only(seen: &Value) -> Result<(), Broken> {
    let found = [
        ("ran", "a script in it ran"),
        ("mark", "an element in it is part of the page"),
        ("link", "a link leads to a script in it"),
        ("computed", "a template computed what stands in it"),
    ];
    match found.iter().find(|(name, _)| seen[*name] == true) {
        None => Ok(()),
        Some((_, what)) => Err(Broken::breach(
            "what comes in the address of an answer is text, wherever it is shown",
            *what,
        )
        .hint("escape it where it is shown, or show words of the app's own")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_way_into_the_page_is_a_breach() {
        let clean = json!({ "ran": false, "mark": false, "link": false, "computed": false });
        assert!(is_text_only(&clean).is_ok());
        for name in ["ran", "mark", "link", "computed"] {
            let mut seen = clean.clone();
            seen[name] = json!(true);
            assert!(is_text_only(&seen).is_err(), "{name}");
        }
        assert_eq!(7331 * 7, 51317, "what a template would compute");
    }
}
