//! What is built into the program beside code: parsed features for the runner, and the default target's manifest.

use std::path::Path;

use cucumber::{Parser, cli, parser};
use futures::stream;

use crate::target::{Manifest, ManifestError};

const REFERENCE: &str = include_str!("../../fixtures/targets/reference/target.toml");

/// A manifest with every key there is, each with its type, its default, and what it unlocks.
pub const EXAMPLE_MANIFEST: &str = include_str!("../assets/target.example.toml");

/// Hands features that are already parsed to cucumber.
pub struct Parsed(pub Vec<gherkin::Feature>);

impl Parser<()> for Parsed {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<parser::Result<gherkin::Feature>>>;

    fn parse(self, (): (), _: cli::Empty) -> Self::Output {
        stream::iter(self.0.into_iter().map(Ok).collect::<Vec<_>>())
    }
}

/// The manifest of the embedded reference target.
///
/// # Errors
/// See [`ManifestError`]; a test keeps the built-in one free of them.
pub fn reference_manifest() -> Result<Manifest, ManifestError> {
    Manifest::parse(
        REFERENCE,
        "fixtures/targets/reference/target.toml",
        Path::new("."),
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_built_in_manifest_is_valid() {
        let manifest = super::reference_manifest().expect("a manifest");
        assert_eq!(manifest.offered().count(), 2);
    }
}
