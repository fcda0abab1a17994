//! What a run will do: which checks of which targets, and what is expected of them.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use crate::baseline::{Baseline, FILE_NAME};
use crate::catalogue::Check;
use crate::features;
use crate::run::{Options, RunError};
use crate::selection::SelectionError;
use crate::shell::quoted;
use crate::target::{Manifest, ManifestError};

/// Name under which the embedded target is asked for beside others.
pub const EMBEDDED: &str = "reference";

/// The part of a run that is about one target.
#[derive(Debug)]
pub struct TargetPlan {
    /// The target.
    pub manifest: Manifest,
    /// What is known to fail.
    pub baseline: Baseline,
    /// Checks that will run.
    pub applicable: Vec<Check>,
    /// Checks that will not, each with the reason.
    pub inapplicable: Vec<(Check, String)>,
    /// Options that name this target in a command, with a leading space.
    pub options: String,
}

impl TargetPlan {
    /// Number of checks selected.
    #[must_use]
    pub fn total(&self) -> usize {
        self.applicable.len() + self.inapplicable.len()
    }
}

/// The plan of each target, in the order of the command line; a target without a selected check is left out.
///
/// # Errors
/// When the selection is empty, or a manifest or baseline is invalid.
pub fn plans(options: &Options, all: &[Check]) -> Result<Vec<TargetPlan>, RunError> {
    let picked = options.selection.pick(all)?;
    let mut plans = Vec::new();
    let mut names = HashSet::new();
    let mut most = 0;
    for target in targets(&options.targets) {
        let manifest = manifest(target, &options.target_env)?;
        if !names.insert(manifest.name.clone()) {
            return Err(RunError::SameName(manifest.name));
        }
        let baseline = baseline(
            options.baseline.as_deref(),
            target.map(|_| &*manifest.folder),
            all,
        )?;
        let mut checks = picked.clone();
        if let Some(only) = &options.only {
            checks.retain(|check| only.contains(&(manifest.name.clone(), check.address())));
        }
        most = most.max(checks.len());
        if let Some(shard) = options.shard {
            checks = shard.pick(checks);
        }
        if checks.is_empty() {
            continue;
        }
        let (applicable, inapplicable) = by_profile(checks, &manifest);
        plans.push(TargetPlan {
            baseline,
            applicable,
            inapplicable,
            options: target_options(target, &options.again.options),
            manifest,
        });
    }
    match (plans.is_empty(), options.shard) {
        (false, _) => Ok(plans),
        (true, Some(shard)) if most > 0 => Err(SelectionError::EmptyShard { shard, checks: most }.into()),
        (true, _) => Err(SelectionError::NotOpen.into()),
    }
}

/// Paths of manifests; `None` is the embedded target.
fn targets(paths: &[PathBuf]) -> Vec<Option<&Path>> {
    if paths.is_empty() {
        return vec![None];
    }
    let embedded = |path: &Path| path == Path::new(EMBEDDED) && !path.exists();
    paths
        .iter()
        .map(|path| (!embedded(path)).then_some(path.as_path()))
        .collect()
}

/// The manifest with the overrides of the command line.
///
/// # Errors
/// When it cannot be read, or is no manifest.
pub fn manifest(
    target: Option<&Path>,
    overrides: &BTreeMap<String, String>,
) -> Result<Manifest, ManifestError> {
    let mut manifest = match target {
        Some(path) => Manifest::load(path)?,
        None => features::reference_manifest()?,
    };
    if let Some(start) = &mut manifest.start {
        start.env.extend(overrides.clone());
    }
    Ok(manifest)
}

/// The baseline that was named, or the one beside the manifest; without either, an empty one.
fn baseline(named: Option<&Path>, folder: Option<&Path>, all: &[Check]) -> Result<Baseline, RunError> {
    let beside = folder
        .map(|folder| folder.join(FILE_NAME))
        .filter(|path| path.exists());
    match named.or(beside.as_deref()) {
        Some(path) => Ok(Baseline::load(path, all)?),
        None => Ok(Baseline::default()),
    }
}

/// Checks whose profile the target has, and the others with the reason.
fn by_profile(picked: Vec<Check>, manifest: &Manifest) -> (Vec<Check>, Vec<(Check, String)>) {
    let has =
        |check: &Check| check.profile == "core" || manifest.capabilities.profiles.contains(&check.profile);
    let (applicable, others): (Vec<_>, Vec<_>) = picked.into_iter().partition(has);
    let others = others.into_iter().map(|check| {
        let reason = format!("the manifest does not list the profile `{}`", check.profile);
        (check, reason)
    });
    (applicable, others.collect())
}

fn target_options(target: Option<&Path>, others: &str) -> String {
    match target {
        Some(path) => format!(" --target {}{others}", quoted(&path.display().to_string())),
        None => others.to_owned(),
    }
}
