//! Findings and remedies for untrusted certificates.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_devstack::Script;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;

use crate::fake::Fake;
use crate::scene::{Report, Scene};

/// The properties of a server's certificate.
struct Server {
    name: &'static str,
    last_year: i32,
    versions: &'static [&'static SupportedProtocolVersion],
    trusted: bool,
    is_ca: bool,
}

static ONLY_TLS_1_2: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];

const SOUND: Server = Server {
    name: "127.0.0.1",
    last_year: 2049,
    versions: rustls::ALL_VERSIONS,
    trusted: true,
    is_ca: false,
};

/// Runs the check for a cluster with that certificate.
async fn check(server: Server) -> Report {
    let (ca, tls) = authority(&server);
    let (other, _) = authority(&server);
    let fake = Fake::start(Some(tls), |_, received| {
        if received.path == "/version" {
            return (200, r#"{"gitVersion":"v1.33.1"}"#.to_owned());
        }
        (
            201,
            r#"{"status":{"message":"authentication failed"}}"#.to_owned(),
        )
    })
    .await;
    let scene = Scene::set(Script::plain()).await;
    let dev = scene.stack.cluster("dev").unwrap();
    let (url, old) = (dev.url().to_owned(), BASE64_STANDARD.encode(dev.ca_pem()));
    let ca = if server.trusted { ca } else { other };
    scene.edit(&url, &fake.url).edit(&old, &ca).check(&[]).await
}

fn authority(server: &Server) -> (String, TlsAcceptor) {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::default();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_certificate = ca.self_signed(&ca_key).unwrap();
    let issuer = Issuer::new(ca, ca_key);
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([server.name.to_owned()]).unwrap();
    params.not_after = date_time_ymd(server.last_year, 12, 31);
    if server.is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(server.versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let pem = BASE64_STANDARD.encode(ca_certificate.pem());
    (pem, TlsAcceptor::from(Arc::new(config)))
}

#[tokio::test]
async fn tls_check_passes_for_a_valid_certificate() {
    let report = check(SOUND).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    assert!(report.get("cluster.version").found.contains("v1.33.1"));
}

#[tokio::test]
async fn finding_lists_the_names_in_the_certificate() {
    let server = Server {
        name: "other.example",
        ..SOUND
    };
    let report = check(server).await;
    let remedy = report.remedy_of_failed("cluster.tls");
    assert!(remedy.contains("name"), "{remedy}");
    let found = &report.get("cluster.tls").found;
    assert!(found.contains("other.example"), "{found}");
}

#[tokio::test]
async fn remedy_for_an_unknown_authority_names_the_field() {
    let server = Server {
        trusted: false,
        ..SOUND
    };
    let report = check(server).await;
    let remedy = report.remedy_of_failed("cluster.tls");
    assert!(remedy.contains("caData"), "{remedy}");
    assert!(report.get("cluster.tls").found.contains("authority"));
}

#[tokio::test]
async fn remedy_for_an_expired_certificate_is_to_renew_it() {
    let server = Server {
        last_year: 2020,
        ..SOUND
    };
    let report = check(server).await;
    let remedy = report.remedy_of_failed("cluster.tls");
    assert!(remedy.starts_with("Renew"), "{remedy}");
    assert!(report.get("cluster.tls").found.contains("expired"));
}

#[tokio::test]
async fn check_fails_for_a_concierge_without_tls_1_3() {
    let server = Server {
        versions: ONLY_TLS_1_2,
        ..SOUND
    };
    let report = check(server).await;
    assert!(
        report.failed_ids().into_iter().eq(["concierge.tls"]),
        "{report:#?}"
    );
    let remedy = report.remedy_of_failed("concierge.tls");
    assert!(remedy.contains("1.3"), "{remedy}");
}

#[tokio::test]
async fn certificate_of_an_authority_used_by_a_server_is_called_that() {
    let server = Server {
        is_ca: true,
        ..SOUND
    };
    let report = check(server).await;
    let found = &report.get("cluster.tls").found;
    assert!(found.contains("certificate authority"), "{found}");
    assert!(!found.contains("CaUsedAsEndEntity"), "{found}");
    let remedy = report.remedy_of_failed("cluster.tls");
    assert!(remedy.contains("CA:FALSE"), "{remedy}");
}

#[tokio::test]
async fn finding_lists_names_without_the_types_of_a_library() {
    let server = Server {
        name: "other.example",
        ..SOUND
    };
    let report = check(server).await;
    let found = &report.get("cluster.tls").found;
    assert!(!found.contains("DnsName"), "{found}");
}

#[tokio::test]
async fn server_without_tls_is_called_that() {
    let plain = Fake::start(None, |_, _| (200, String::new())).await;
    let scene = Scene::set(Script::plain()).await;
    let url = scene.stack.cluster("dev").unwrap().url().to_owned();
    let scene = scene.edit(&url, &plain.url.replace("http://", "https://"));
    let report = scene.check(&[]).await;
    let remedy = report.remedy_of_failed("cluster.tls");
    assert!(remedy.contains("scheme"), "{remedy}");
    let found = &report.get("cluster.tls").found;
    assert!(found.contains("does not respond with TLS"), "{found}");
}

#[tokio::test]
async fn public_url_check_trusts_the_given_ca_bundle() {
    let (ca, tls) = authority(&SOUND);
    let portal = Fake::start(Some(tls), |_, _| {
        let config = r#"{"redirectUri":"http://127.0.0.1:8080/callback"}"#;
        (200, config.to_owned())
    })
    .await;
    let scene = Scene::set(Script::plain()).await;
    let report = scene.check(&["--public", &portal.url]).await;
    let remedy = report.remedy_of_failed("public.tls");
    assert!(remedy.contains("--public-ca-bundle"), "{remedy}");
    let pem = BASE64_STANDARD.decode(ca).unwrap();
    let file = scene.write("portal-ca.pem", &String::from_utf8(pem).unwrap());
    let bundle = ["--public", &portal.url, "--public-ca-bundle", &file];
    let report = scene.check(&bundle).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    assert_eq!(report.get("public.config").status, "ok");
    let file = scene.write("empty.pem", "no certificate");
    let bundle = ["--public", &portal.url, "--public-ca-bundle", &file];
    let (code, text) = scene.run(&bundle).await;
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("empty.pem"), "{text}");
}

#[tokio::test]
async fn computer_without_certificate_authorities_is_called_that() {
    let scene = Scene::set(Script::plain()).await;
    let issuer = scene.stack.issuer().url().to_owned();
    let scene = scene.edit(&issuer, "https://issuer.invalid");
    let config = scene.write("haulout.yaml", &scene.yaml);
    let output = Command::new(env!("CARGO_BIN_EXE_haulout"))
        .args(["check", "--config", &config])
        .env("SSL_CERT_FILE", "/dev/null")
        .env("SSL_CERT_DIR", "/nonexistent")
        .output()
        .await
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("no usable certificate authorities"), "{text}");
}
