//! The one place that prints messages: `error:`, facts, a blank line, `hint:`. Data goes to stdout, the rest to stderr.

use std::fmt::Display;

use owo_colors::OwoColorize as _;

/// Prints what failed and one thing to do.
pub(super) fn error(what: &dyn Display, hint: Option<&str>) {
    anstream::eprintln!("{} {what}", "error:".red().bold());
    if let Some(hint) = hint {
        anstream::eprintln!("\n{} {hint}", "hint:".cyan().bold());
    }
}

/// Prints a line about what is going on.
pub(super) fn note(line: &str) {
    anstream::eprintln!("{line}");
}

/// Prints data that may be piped. A reader that went away is no error.
pub(super) fn data(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(anstream::stdout(), "{text}");
}
