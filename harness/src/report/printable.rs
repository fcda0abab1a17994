//! Makes text from outside fit to print: it may hold escape sequences, line breaks, and megabytes.

/// `text` with control characters and those that reorder text spelled out, line breaks kept.
pub(super) fn printable(text: &str) -> String {
    let mut printed = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\n' => printed.push('\n'),
            '\t' => printed.push_str("    "),
            // Bidirectional overrides and isolates could make a URL read as another one (Unicode TR 36).
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                printed.extend(character.escape_unicode());
            }
            _ if character.is_control() => printed.extend(character.escape_unicode()),
            _ => printed.push(character),
        }
    }
    printed
}

/// [`printable`] on one line.
pub(super) fn one_line(text: &str) -> String {
    printable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` in at most `most` characters, its middle left out.
pub(super) fn cut_middle(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(1);
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    text.chars()
        .take(head)
        .chain(['…'])
        .chain(text.chars().skip(length - tail))
        .collect()
}

/// Text of a paragraph: long words and then the whole are cut in the middle.
pub(super) fn paragraph(text: &str) -> String {
    let lines = printable(text);
    let lines = lines.trim_end().split('\n').map(|line| {
        line.split(' ')
            .map(|word| cut_middle(word, LONGEST_WORD))
            .collect::<Vec<_>>()
            .join(" ")
    });
    cut_middle(&lines.collect::<Vec<_>>().join("\n"), LONGEST_PARAGRAPH)
}

/// A URL with the parameters of an authorization request fits; a token does not.
const LONGEST_WORD: usize = 120;

/// About eight lines of a terminal.
const LONGEST_PARAGRAPH: usize = 800;

/// Milliseconds as seconds with two decimals, right-aligned for a column.
pub(super) fn seconds_column(milliseconds: u64) -> String {
    format!("{:>6}s", seconds(milliseconds))
}

/// Milliseconds as seconds with two decimals.
pub(super) fn seconds(milliseconds: u64) -> String {
    let hundredths = (milliseconds + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// `1 check`, `2 checks`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
