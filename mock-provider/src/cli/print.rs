//! The only place that prints. Data goes to stdout, everything else to stderr; colour only where a terminal has it.

use owo_colors::OwoColorize as _;

/// A line of data.
pub(super) fn data(text: &str) {
    anstream::println!("{text}");
}

/// A line for people.
pub(super) fn note(text: &str) {
    anstream::eprintln!("{text}");
}

/// What went wrong, and one thing to do about it.
pub(super) fn error(what: &str, hint: &str) {
    note(&format!(
        "{} {what}\n\n{} {hint}",
        "error:".red().bold(),
        "hint:".cyan().bold()
    ));
}

/// What works but should be known.
pub(super) fn warning(what: &str) {
    note(&format!("{} {what}", "warning:".yellow().bold()));
}
