//! Examines a set-up part by part and runs no check.

use std::sync::Arc;

use crate::plan;
use crate::preflight::{self, Examination, Problem};
use crate::run::{self, Options, RunError};

/// Examines everything that a run with `options` needs, and hands each result to `sink` as it comes.
///
/// # Errors
/// [`RunError::Manifest`]: then there is nothing to examine.
pub async fn examine(
    options: &Options,
    say: impl Fn(&str),
    mut sink: impl FnMut(Examination),
) -> Result<(), RunError> {
    let target = options.targets.first().map(std::path::PathBuf::as_path);
    let manifest = plan::manifest(target, &options.target_env)?;
    let reach = manifest.provider.reach;
    let suite = match run::set_up(options, manifest, say).await {
        Ok(suite) => Arc::new(suite),
        Err(error) => {
            sink(Examination::problem(part(&error), problem(&error)));
            return Ok(());
        }
    };
    let (browser, driver) = suite.browser_names().await;
    sink(Examination::fine("browser", format!("{browser} by {driver}")));
    let provider = format!("listens at {}, found {}", suite.provider.url(), reach.word());
    sink(Examination::fine("provider", provider));
    match suite.target("default").await {
        Ok(target) => {
            sink(Examination::fine(
                "target",
                format!("answers at {} ({})", target.url, target.how),
            ));
            let offered: Vec<_> = suite.manifest.offered().map(|(idp, _)| idp).collect();
            for examination in preflight::examine(&suite, &target, &offered).await {
                sink(examination);
            }
            variants(&suite, &mut sink).await;
        }
        Err(error) => {
            let hint = error.hint();
            sink(Examination::problem(
                "target",
                Problem::new(error.to_string(), hint),
            ));
        }
    }
    run::close(suite).await;
    Ok(())
}

/// Starts the target with each of its other settings.
async fn variants(suite: &crate::suite::Suite, sink: &mut impl FnMut(Examination)) {
    for name in suite.manifest.variants.keys() {
        let line = format!("variant {name}");
        sink(match suite.target(name).await {
            Ok(target) => Examination::fine(line, format!("answers at {}", target.url)),
            Err(error) => Examination::problem(line, Problem::new(error.to_string(), error.hint())),
        });
    }
}

/// Which part of the set-up an error is about.
fn part(error: &RunError) -> &'static str {
    match error {
        RunError::Browser(_) => "browser",
        RunError::Provider(_) => "provider",
        RunError::Target(_) => "target",
        _ => "set-up",
    }
}

fn problem(error: &RunError) -> Problem {
    let hint = error.hint();
    Problem::new(
        error.to_string(),
        hint.unwrap_or_else(|| "read the message above".to_owned()),
    )
}
