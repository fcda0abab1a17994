//! `harness list`: the checks, one line each, or as JSON.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::say;
use crate::catalogue::{self, Check};
use crate::exit;
use crate::selection::Selection;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Ids, addresses, patterns with `*`, or feature files; all checks when left out
    checks: Vec<String>,
    /// Tag expression, for example "@must and not @mfa"
    #[arg(short, long, value_name = "EXPR")]
    tags: Option<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn main(arguments: &Arguments) -> u8 {
    let all = match catalogue::features().and_then(|features| catalogue::checks(&features)) {
        Ok(all) => all,
        Err(error) => {
            say::error(&error, None);
            return exit::INTERNAL;
        }
    };
    let selection = Selection {
        names: arguments.checks.clone(),
        tags: arguments.tags.clone(),
    };
    match selection.pick(&all) {
        Ok(checks) => {
            print(&checks, arguments.format);
            exit::CONFORMANT
        }
        Err(error) => {
            say::error(&error, Some(&error.hint()));
            exit::NOTHING_RAN
        }
    }
}

fn print(checks: &[Check], format: Format) {
    match format {
        Format::Json => {
            let list: Vec<_> = checks
                .iter()
                .map(|check| {
                    json!({
                        "address": check.address(),
                        "id": check.id,
                        "name": check.name,
                        "level": check.level,
                        "profile": check.profile,
                        "file": check.file,
                        "line": check.line,
                        "tags": check.tags,
                        "sections": check.sections,
                    })
                })
                .collect();
            say::data(&serde_json::to_string_pretty(&list).unwrap_or_default());
        }
        Format::Text => {
            let width = checks
                .iter()
                .map(|check| check.address().len())
                .max()
                .unwrap_or_default();
            for check in checks {
                let (address, level) = (check.address(), check.level.word());
                say::data(&format!("{address:width$}  {level:9}  {}", check.name));
            }
        }
    }
}
