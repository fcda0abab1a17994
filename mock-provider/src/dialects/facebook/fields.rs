//! The parameter `fields` of the Graph API: names with modifiers (`picture.width(200)`) and fields of their own
//! (`picture{url,width}`).

/// One field that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Field<'a> {
    /// Its name.
    pub name: &'a str,
    /// Modifiers and their values.
    pub modifiers: Vec<(&'a str, &'a str)>,
    /// The fields of what it leads to; absent: all.
    pub within: Option<Vec<&'a str>>,
}

impl Field<'_> {
    /// The value of a modifier.
    #[must_use]
    pub(crate) fn modifier(&self, name: &str) -> Option<&str> {
        self.modifiers
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }
}

/// Reads the parameter. What is empty is skipped.
#[must_use]
pub(crate) fn parse(text: &str) -> Vec<Field<'_>> {
    split(text)
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(field)
        .collect()
}

/// At the commas outside of braces and parentheses.
fn split(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|c: char| {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
    .collect()
}

fn field(text: &str) -> Field<'_> {
    let (head, within) = match text.split_once('{') {
        Some((head, rest)) => {
            let inside = rest.strip_suffix('}').unwrap_or(rest);
            (head, Some(split(inside).into_iter().map(str::trim).collect()))
        }
        None => (text, None),
    };
    let mut parts = head.split('.');
    Field {
        name: parts.next().unwrap_or_default(),
        modifiers: parts
            .filter_map(|part| part.strip_suffix(')')?.split_once('('))
            .collect(),
        within,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_modifiers_and_what_is_within() {
        let fields = parse("id, name,,picture.width(200).height(100){url,width},email");
        let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
        assert_eq!(names, ["id", "name", "picture", "email"]);
        let picture = &fields[2];
        assert_eq!(
            (picture.modifier("width"), picture.modifier("type")),
            (Some("200"), None)
        );
        assert_eq!(picture.within, Some(vec!["url", "width"]));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_asked_reading_does_not_panic(text in "[a-z.(){},0-9ü ]{0,40}") {
            let _ = parse(&text);
        }
    }
}
