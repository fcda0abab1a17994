//! The local authority: kept once, for its names only.

use std::{fs, path::Path, process::Command};

use mock_provider::{MockProvider, Tls};
use rcgen::{CertificateParams, Issuer, KeyPair};

fn mock_provider(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-provider"));
    command.env_clear().env("MOCK_PROVIDER_CA_DIR", folder);
    command
}

fn said(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.output().expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn programs_that_start_at_once_agree_on_one_authority() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("not/there/yet");
    let started: Vec<_> = (0..6)
        .map(|_| {
            let mut command = mock_provider(&folder);
            command
                .args(["ca", "fingerprint"])
                .stdout(std::process::Stdio::piped())
                .spawn()
                .expect("starts")
        })
        .collect();
    let mut prints: Vec<Vec<u8>> = started
        .into_iter()
        .map(|child| child.wait_with_output().expect("ends").stdout)
        .collect();
    assert_eq!(prints[0].len(), 45, "SHA-256 in base64, and a line break");
    prints.dedup();
    assert_eq!(prints.len(), 1, "one authority for all");

    let (_, path, _) = said(mock_provider(&folder).args(["ca", "path"]));
    assert_eq!(path.trim_end(), folder.join("ca.pem").to_str().expect("UTF-8"));
    let (_, pem, _) = said(mock_provider(&folder).args(["ca", "export"]));
    assert_eq!(pem, fs::read_to_string(path.trim_end()).expect("there"));
    let copy = folder.join("copy.pem");
    assert_eq!(
        said(mock_provider(&folder).args(["ca", "export"]).arg(&copy)).0,
        Some(0)
    );
    assert_eq!(fs::read_to_string(copy).expect("written"), pem);

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| {
            fs::metadata(folder.join(name))
                .expect("there")
                .permissions()
                .mode()
                & 0o777
        };
        assert_eq!((mode("ca-key.pem"), mode("")), (0o600, 0o700));
    }
}

#[test]
fn a_relative_folder_is_told_as_an_absolute_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, path, _) = said(
        mock_provider(Path::new("here"))
            .args(["ca", "path"])
            .current_dir(folder.path()),
    );
    assert_eq!(code, Some(0));
    let path = Path::new(path.trim_end());
    assert!(
        path.is_absolute() && path.ends_with("here/ca.pem") && path.exists(),
        "{path:?}"
    );
}

#[test]
fn what_is_no_authority_is_not_used_and_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("ca-key.pem"), "mine").expect("written");
    fs::write(folder.path().join("ca.pem"), "mine too").expect("written");
    let (code, _, err) = said(mock_provider(folder.path()).args(["ca", "path"]));
    assert_eq!(code, Some(3));
    assert!(
        err.contains("expected a P-256 key") && err.contains("hint:"),
        "{err}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("ca-key.pem")).expect("there"),
        "mine"
    );
}

#[test]
fn whoever_has_no_home_is_told_to_name_a_folder() {
    let (code, _, err) = said(
        Command::new(env!("CARGO_BIN_EXE_mock-provider"))
            .env_clear()
            .args(["ca", "path"]),
    );
    assert_eq!(code, Some(3));
    assert!(
        err.contains("neither XDG_DATA_HOME nor HOME is set") && err.contains("--ca-dir"),
        "{err}"
    );
}

#[tokio::test]
async fn a_restart_shows_a_new_certificate_of_the_same_authority() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = || {
        MockProvider::builder()
            .port(0)
            .tls(Tls::in_dir(folder.path()))
            .start()
    };
    let first = start().await.expect("starts");
    let (pem, spki) = (
        first.ca_pem().expect("TLS").to_owned(),
        first.ca_spki_hash().expect("TLS").to_owned(),
    );
    assert_eq!(
        fs::read_to_string(first.ca_path().expect("kept")).expect("there"),
        pem
    );
    first.shutdown().await;
    let second = start().await.expect("starts");
    assert_eq!(
        (second.ca_pem(), second.ca_spki_hash()),
        (Some(pem.as_str()), Some(spki.as_str()))
    );
}

/// A stolen key must not make anybody believe another host.
#[test]
fn the_authority_can_vouch_for_no_other_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    assert_eq!(said(mock_provider(folder.path()).args(["ca", "path"])).0, Some(0));
    let key = KeyPair::from_pem(&fs::read_to_string(at("ca-key.pem")).expect("there")).expect("a key");
    let ca = Issuer::from_ca_cert_pem(&fs::read_to_string(at("ca.pem")).expect("there"), key)
        .expect("an authority");
    let verdict = |name: &str| {
        let leaf_key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        fs::write(
            at("leaf.pem"),
            params.signed_by(&leaf_key, &ca).expect("signed").pem(),
        )
        .expect("written");
        said(
            Command::new("openssl")
                .arg("verify")
                .arg("-CAfile")
                .arg(at("ca.pem"))
                .arg(at("leaf.pem")),
        )
    };
    assert_eq!(verdict("github.com").0, Some(0));
    for name in ["example.com", "google.com", "192.0.2.1"] {
        let (code, out, err) = verdict(name);
        assert_ne!(code, Some(0), "{name}");
        assert!(
            format!("{out}{err}").contains("permitted subtree violation"),
            "{name}: {out}{err}"
        );
    }
}
