//! Findings and remedies for untrusted certificates.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_devstack::Script;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio_rustls::TlsAcceptor;

use crate::fake::Fake;
use crate::scene::{Report, Scene};

/// The properties of a server's certificate.
struct Server {
    name: &'static str,
    last_year: i32,
    versions: &'static [&'static SupportedProtocolVersion],
    trusted: bool,
}

static ONLY_TLS_1_2: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];

const SOUND: Server = Server {
    name: "127.0.0.1",
    last_year: 2049,
    versions: rustls::ALL_VERSIONS,
    trusted: true,
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
