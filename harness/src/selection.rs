//! Which checks to run: by id, address, pattern, file, line, or tag.

use cucumber::tag::Ext as _;
use gherkin::tagexpr::TagOperation;

use crate::catalogue::Check;
use crate::shard::Shard;
use crate::suggest;

/// What the command line asks for.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Ids, addresses, patterns with `*`, or paths of feature files with an optional `:LINE`; none means all.
    pub names: Vec<String>,
    /// A tag expression, for example `@must and not @mfa`.
    pub tags: Option<String>,
}

/// Why a selection selects nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// A name that matches no check.
    #[error("no check matches `{name}`")]
    UnknownName {
        /// As typed.
        name: String,
        /// The nearest id.
        nearest: Option<String>,
    },
    /// A tag that no check has.
    #[error("no check has the tag `@{tag}`")]
    UnknownTag {
        /// As typed.
        tag: String,
        /// The nearest tag.
        nearest: Option<String>,
    },
    /// Not a tag expression.
    #[error("`{expression}` is not a tag expression: {reason}")]
    Expression {
        /// As typed.
        expression: String,
        /// The parser's words.
        reason: String,
    },
    /// Names and tags each match something, but nothing together.
    #[error("the names and the tag expression have no check in common")]
    Empty,
    /// Nothing that is named was open in the last run.
    #[error("nothing that is selected was open in the last run")]
    NotOpen,
    /// A shard that gets nothing, because there are fewer checks than shards.
    #[error("shard {shard} is empty: only {} selected", match .checks { 1 => "1 check is".to_owned(), many => format!("{many} checks are") })]
    EmptyShard {
        /// As typed.
        shard: Shard,
        /// Checks before they were divided.
        checks: usize,
    },
}

impl SelectionError {
    /// One thing to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownName {
                nearest: Some(near), ..
            } => format!("did you mean `{near}`?"),
            Self::UnknownTag {
                nearest: Some(near), ..
            } => format!("did you mean `@{near}`?"),
            Self::NotOpen => "leave --last-failed out".to_owned(),
            Self::EmptyShard { checks, .. } => format!("divide them into {checks} shards at most"),
            Self::Expression { .. } => "write it like `@must and not @mfa`".to_owned(),
            _ => "`harness list` shows every check with its tags".to_owned(),
        }
    }
}

impl Selection {
    /// The checks of `all` that are selected, in their order.
    ///
    /// # Errors
    /// When a name or a tag matches nothing: a typing error must not look like a pass.
    pub fn pick(&self, all: &[Check]) -> Result<Vec<Check>, SelectionError> {
        let expression = self.tags.as_deref().map(|text| parse(text, all)).transpose()?;
        for name in &self.names {
            if !all.iter().any(|check| matches(check, name)) {
                let ids = all.iter().map(|check| check.id.as_str());
                let nearest = suggest::nearest(name, ids).map(str::to_owned);
                return Err(SelectionError::UnknownName {
                    name: name.clone(),
                    nearest,
                });
            }
        }
        let named =
            |check: &Check| self.names.is_empty() || self.names.iter().any(|name| matches(check, name));
        let tagged = |check: &Check| {
            expression
                .as_ref()
                .is_none_or(|expression| expression.eval(check.tags.iter()))
        };
        let picked: Vec<Check> = all
            .iter()
            .filter(|check| named(check) && tagged(check))
            .cloned()
            .collect();
        if picked.is_empty() {
            Err(SelectionError::Empty)
        } else {
            Ok(picked)
        }
    }
}

fn parse(text: &str, all: &[Check]) -> Result<TagOperation, SelectionError> {
    let expression: TagOperation =
        text.parse()
            .map_err(
                |error: <TagOperation as std::str::FromStr>::Err| SelectionError::Expression {
                    expression: text.to_owned(),
                    reason: error.to_string(),
                },
            )?;
    for tag in text
        .split(|c: char| c.is_whitespace() || "()".contains(c))
        .filter_map(|word| word.strip_prefix('@'))
    {
        if !all
            .iter()
            .any(|check| check.tags.iter().any(|known| known == tag))
        {
            let known = all.iter().flat_map(|check| check.tags.iter().map(String::as_str));
            let nearest = suggest::nearest(tag, known).map(str::to_owned);
            return Err(SelectionError::UnknownTag {
                tag: tag.to_owned(),
                nearest,
            });
        }
    }
    Ok(expression)
}

fn matches(check: &Check, name: &str) -> bool {
    if let Some(rest) = name
        .split_once(".feature")
        .map(|(before, after)| (format!("{before}.feature"), after))
    {
        let (path, line) = rest;
        let path = path.trim_start_matches("./").trim_start_matches("features/");
        let line = line.strip_prefix(':').and_then(|line| line.parse::<usize>().ok());
        return check.file == path && line.is_none_or(|line| check.line == line);
    }
    check.id == name || check.address() == name || (name.contains('*') && glob(name, &check.address()))
}

/// Shell-like matching in which only `*` is special.
fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices()
                .map(|(at, _)| at)
                .chain([rest.len()])
                .any(|at| glob(tail, &rest[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn pick(names: &[&str], tags: Option<&str>) -> Result<Vec<String>, SelectionError> {
        let all = catalogue::checks(&catalogue::features().expect("Gherkin")).expect("checks");
        let selection = Selection {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            tags: tags.map(str::to_owned),
        };
        Ok(selection.pick(&all)?.iter().map(Check::address).collect())
    }

    #[test]
    fn checks_are_found_by_id_address_pattern_and_file() {
        assert_eq!(
            pick(&["cb-state-wrong"], None).expect("two"),
            ["cb-state-wrong/google", "cb-state-wrong/github"]
        );
        assert_eq!(
            pick(&["cb-state-wrong/google"], None).expect("one"),
            ["cb-state-wrong/google"]
        );
        assert!(
            pick(&["cb-*"], None)
                .expect("some")
                .iter()
                .all(|address| address.starts_with("cb-"))
        );
        let file = pick(&["features/account-transfer/new_user.feature"], None).expect("two");
        assert_eq!(file.len(), 2);
    }

    #[test]
    fn tag_expressions_combine() {
        let picked = pick(&[], Some("@must and @mfa and not @negative")).expect("some");
        assert_eq!(picked, ["mfa-totp/google", "mfa-totp/github"]);
        assert_eq!(pick(&["mfa-totp"], Some("@core")), Err(SelectionError::Empty));
    }

    #[test]
    fn a_slip_is_an_error_with_the_nearest_name() {
        let error = pick(&["cb-state-wrng"], None).expect_err("unknown");
        assert_eq!(error.hint(), "did you mean `cb-state-wrong`?");
        let error = pick(&[], Some("@mus")).expect_err("unknown");
        assert_eq!(error.hint(), "did you mean `@must`?");
        assert!(matches!(
            pick(&[], Some("@a and (")),
            Err(SelectionError::Expression { .. })
        ));
    }
}
