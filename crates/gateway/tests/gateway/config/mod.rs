//! The errors for an invalid configuration: file, field, reason.

mod invalid;
mod invalid_edge;
mod overrides;
mod schema;

use haulout_gateway::{Assets, Config};

use crate::setup::{portal, yaml};

/// Edits a valid configuration and returns the error for it.
#[track_caller]
fn config_error(from: &str, to: &str) -> String {
    let good = yaml("https://issuer.example", "https://cluster.example");
    assert!(good.contains(from), "{from}");
    let folder = portal();
    std::fs::write(folder.path().join("secret"), "s\n").unwrap();
    std::fs::write(folder.path().join("empty"), "\n").unwrap();
    std::fs::write(folder.path().join("not-a-certificate.pem"), "hello").unwrap();
    std::fs::write(folder.path().join("with-a-key.pem"), with_a_key()).unwrap();
    for name in ["joined.crt", "truncated.crt"] {
        std::fs::copy(certificate_case(name), folder.path().join(name)).unwrap();
    }
    Config::from_yaml(&good, "c.yaml", folder.path()).expect("the unedited configuration is good");
    match Config::from_yaml(&good.replacen(from, to, 1), "c.yaml", folder.path()) {
        Ok(_) => "accepted".to_owned(),
        Err(config_error) => {
            let folder = format!("{}/", folder.path().display());
            config_error.to_string().replace(&folder, "")
        }
    }
}

/// A file that an operator could really have.
fn certificate_case(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/cases/certificates")
        .join(name)
}

/// A common mistake: key and certificate in one file.
fn with_a_key() -> String {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&key);
    key.serialize_pem() + &certificate.unwrap().pem()
}

#[test]
fn http_is_accepted_on_this_machine_only() {
    for good in [
        "http://127.0.0.1:8080",
        "http://127.1.2.3",
        "http://[::1]:8080",
        "http://localhost:8080/base",
    ] {
        assert_eq!(
            config_error("https://portal.example", good),
            "accepted",
            "{good}"
        );
    }
    for bad in [
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://10.0.0.1",
        "ftp://localhost",
    ] {
        assert!(
            config_error("https://portal.example", bad).contains("must be an https URL"),
            "{bad}"
        );
    }
}

#[test]
fn secrets_do_not_show_in_debug_output() {
    let folder = portal();
    std::fs::write(folder.path().join("secret"), "kanarienvogel\n").unwrap();
    let good = yaml("https://issuer.example", "https://cluster.example");
    let config = Config::from_yaml(&good, "c.yaml", folder.path()).unwrap();
    let debug = format!("{config:?}");
    assert!(
        debug.contains("redacted") && !debug.contains("kanarienvogel"),
        "{debug}"
    );
    assert!(Assets::load(folder.path()).is_ok());
}
