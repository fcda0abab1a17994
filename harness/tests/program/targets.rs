//! The targets that come with the project. What they are made of is installed only when they run, so that here it is
//! their manifests that must hold.

use std::path::Path;

use harness::target::Manifest;

/// The script that makes targets is none itself.
const MAKES_TARGETS: &str = "from-document";

#[test]
fn every_target_has_a_manifest_that_loads_and_carries_its_folders_name() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/targets");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(targets)
        .expect("the folder of targets")
        .flatten()
    {
        if !entry.path().is_dir() || entry.file_name() == MAKES_TARGETS {
            continue;
        }
        let manifest = Manifest::load(&entry.path()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(manifest.name, entry.file_name().to_string_lossy());
        names.push(manifest.name);
    }
    assert!(names.iter().any(|name| name == "reference"), "{names:?}");
}
