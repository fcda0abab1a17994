//! The checks: read from the features that are built into the program, and selected by address or tag.

use std::path::PathBuf;

use cucumber::feature::Ext as _;
use gherkin::{Feature, GherkinEnv, Scenario};
use include_dir::{Dir, include_dir};

use crate::events::Section;
use crate::sections;
use crate::verdict::Level;

static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../features");

/// Capabilities of a target that checks may need.
pub const PROFILES: [&str; 14] = [
    "core",
    "oidc",
    "google",
    "github",
    "multi-idp",
    "accounts",
    "session",
    "connect",
    "tokens",
    "mfa",
    "native",
    "popup",
    "oidc-logout",
    "clerk",
];

/// One check of one row of examples.
#[derive(Debug, Clone)]
pub struct Check {
    /// Id, the first tag.
    pub id: String,
    /// Row of the outline, for example `google`.
    pub instance: Option<String>,
    /// Provider that the row is about, by its slug.
    pub provider: Option<String>,
    /// Title of the scenario.
    pub name: String,
    /// Title of the feature.
    pub feature: String,
    /// Path below `features/`.
    pub file: String,
    /// Line of the scenario or of its row, from 1.
    pub line: usize,
    /// Why it matters: the free text under the scenario.
    pub why: String,
    /// How strongly it is demanded.
    pub level: Level,
    /// Capability that it needs.
    pub profile: String,
    /// True when it passes by a refusal.
    pub negative: bool,
    /// What it cites.
    pub sections: Vec<Section>,
    /// All tags, without the `@`.
    pub tags: Vec<String>,
    /// Steps as written, keyword and text.
    pub steps: Vec<String>,
}

impl Check {
    /// `id`, or `id/instance`.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.instance {
            Some(instance) => format!("{}/{instance}", self.id),
            None => self.id.clone(),
        }
    }

    /// Whether it looks at what all others of its run saw.
    #[must_use]
    pub fn is_of_whole_run(&self) -> bool {
        self.tags.iter().any(|tag| tag == "whole-run")
    }

    /// Reads a scenario of an expanded feature.
    ///
    /// # Errors
    /// What the scenario lacks, with its file and line.
    pub fn of(feature: &Feature, scenario: &Scenario) -> Result<Self, CatalogueError> {
        let file = feature
            .path
            .as_deref()
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        let line = scenario.position.line;
        let lacks = |what| CatalogueError::Incomplete {
            file: file.clone(),
            line,
            what,
        };
        let tags: Vec<String> = feature
            .tags
            .iter()
            .chain(&scenario.tags)
            .map(|tag| tag.trim_start_matches('@').to_owned())
            .collect();
        let id = scenario
            .tags
            .first()
            .ok_or_else(|| lacks("an id as its first tag"))?;
        let level = [Level::Must, Level::Should, Level::Usability, Level::Info]
            .into_iter()
            .find(|level| tags.iter().any(|tag| tag == level.word()))
            .ok_or_else(|| lacks("a level (@must, @should, @usability, or @info)"))?;
        let profile = PROFILES
            .into_iter()
            .find(|profile| tags.iter().any(|tag| tag == profile))
            .ok_or_else(|| lacks("a profile such as @core"))?;
        Ok(Self {
            id: id.trim_start_matches('@').to_owned(),
            instance: row_name(scenario),
            provider: cell(scenario, "provider").map(str::to_lowercase),
            name: scenario.name.clone(),
            feature: feature.name.clone(),
            file,
            line,
            why: scenario.description.as_deref().map(unindent).unwrap_or_default(),
            level,
            profile: profile.to_owned(),
            negative: tags.iter().any(|tag| tag == "negative"),
            sections: tags.iter().filter_map(|tag| sections::cited(tag)).collect(),
            steps: scenario
                .steps
                .iter()
                .map(|step| format!("{}{}", step.keyword, step.value))
                .collect(),
            tags,
        })
    }
}

/// What is wrong with the built-in features.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not Gherkin.
    #[error("features/{file}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// The parser's words.
        reason: String,
    },
    /// A scenario without what every check needs.
    #[error("features/{file}:{line}: the scenario lacks {what}")]
    Incomplete {
        /// The file.
        file: String,
        /// Line from 1.
        line: usize,
        /// What is missing.
        what: &'static str,
    },
}

/// The features built into the program, with outlines expanded.
///
/// # Errors
/// See [`CatalogueError`]; a test keeps the built-in ones free of them.
pub fn features() -> Result<Vec<Feature>, CatalogueError> {
    let mut paths = Vec::new();
    collect(&FEATURES, &mut paths);
    paths.sort_unstable_by_key(|file| file.path());
    paths
        .into_iter()
        .map(|file| {
            let name = file.path().display().to_string();
            let syntax = |reason: String| CatalogueError::Syntax {
                file: name.clone(),
                reason,
            };
            let text = file
                .contents_utf8()
                .ok_or_else(|| syntax("not UTF-8".to_owned()))?;
            let mut feature =
                Feature::parse(text, GherkinEnv::default()).map_err(|error| syntax(error.to_string()))?;
            feature.path = Some(PathBuf::from(&name));
            feature
                .expand_examples()
                .map_err(|error| syntax(error.to_string()))
        })
        .collect()
}

/// All checks in the order of the features.
///
/// # Errors
/// As [`features`].
pub fn checks(features: &[Feature]) -> Result<Vec<Check>, CatalogueError> {
    features
        .iter()
        .flat_map(|feature| {
            feature
                .scenarios
                .iter()
                .map(move |scenario| Check::of(feature, scenario))
        })
        .collect()
}

fn collect<'a>(folder: &'a Dir<'a>, files: &mut Vec<&'a include_dir::File<'a>>) {
    files.extend(
        folder
            .files()
            .filter(|file| file.path().extension().is_some_and(|ending| ending == "feature")),
    );
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

/// The cell of the scenario's row in the column called `name`.
fn cell<'a>(scenario: &'a Scenario, name: &str) -> Option<&'a str> {
    let table = scenario.examples.first()?.table.as_ref()?;
    let column = table.rows.first()?.iter().position(|heading| heading == name)?;
    table.rows.get(1)?.get(column).map(String::as_str)
}

/// The cells of the scenario's row, joined: `google`, `google-last-name`.
fn row_name(scenario: &Scenario) -> Option<String> {
    let row = scenario.examples.first()?.table.as_ref()?.rows.get(1)?;
    let cells = row.iter().map(|cell| {
        let words: Vec<&str> = cell
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        words.join("-").to_lowercase()
    });
    Some(cells.collect::<Vec<_>>().join("-"))
}

fn unindent(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_built_in_scenario_is_a_complete_check_with_an_address_of_its_own() {
        let checks = checks(&features().expect("Gherkin")).expect("complete checks");
        let addresses: HashSet<String> = checks.iter().map(Check::address).collect();
        assert_eq!(addresses.len(), checks.len(), "two checks share an address");
        assert!(addresses.contains("cb-state-wrong/github"), "{addresses:?}");
        assert!(addresses.contains("xfr-missing-requirements/google-legal-acceptance"));
    }

    #[test]
    fn a_citation_is_derived_from_its_tag() {
        let checks = checks(&features().expect("Gherkin")).expect("complete checks");
        let wrong = checks
            .iter()
            .find(|check| check.id == "cb-state-wrong")
            .expect("the check");
        assert_eq!(wrong.sections[0].title, "RFC 6749 section 10.12");
        assert!(wrong.negative && wrong.level == Level::Must);
    }
}
