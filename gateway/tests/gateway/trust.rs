//! TLS toward a cluster: the configured CA alone, and TLS 1.3 toward a Concierge.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio_rustls::TlsAcceptor;

use crate::fake::Fake;
use crate::setup::{Setup, TCR, concierge_script, tcr};

/// A CA and a server certificate for `name` from it.
fn authority(name: &str, versions: &[&'static SupportedProtocolVersion]) -> (String, TlsAcceptor) {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::default();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_certificate = ca.self_signed(&ca_key).unwrap();
    let issuer = Issuer::new(ca, ca_key);
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()])
        .unwrap()
        .signed_by(&key, &issuer)
        .unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    (
        BASE64_STANDARD.encode(ca_certificate.pem()),
        acceptor(vec![certificate.der().clone()], private, versions),
    )
}

/// Presents a chain, whatever is wrong with it.
pub(crate) fn acceptor(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
) -> TlsAcceptor {
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Asks a TLS Concierge through a gateway that trusts `ca_data`; returns the statuses of credential and version.
pub(crate) async fn ask(ca_data: Option<&str>, tls: TlsAcceptor) -> (u16, u16) {
    let concierge = Fake::start_tls(tls, concierge_script).await;
    let mut setup = Setup::new().await;
    setup.yaml = setup.yaml.replace(&setup.concierge.url, &concierge.url);
    if let Some(ca_data) = ca_data {
        setup.yaml = setup.yaml.replace(
            "    audience",
            &format!("    caData: {ca_data}\n    audience"),
        );
    }
    let mut browser = setup.signed_in().await;
    let credential = browser.post_json(TCR, tcr("t")).await.status;
    (
        credential,
        browser.get("/clusters/prod/version").await.status,
    )
}

#[tokio::test]
async fn d7_the_configured_authority_is_trusted() {
    let (ca, tls) = authority("127.0.0.1", rustls::ALL_VERSIONS);
    assert_eq!(ask(Some(&ca), tls).await, (201, 200));
}

#[tokio::test]
async fn d7_another_authority_or_name_is_not() {
    let (_, tls) = authority("127.0.0.1", rustls::ALL_VERSIONS);
    let (other, _) = authority("127.0.0.1", rustls::ALL_VERSIONS);
    assert_eq!(ask(Some(&other), tls.clone()).await, (502, 502));
    let (ca, tls) = authority("other.example", rustls::ALL_VERSIONS);
    assert_eq!(ask(Some(&ca), tls).await, (502, 502));
}

#[tokio::test]
async fn d7_a_concierge_must_speak_tls_1_3() {
    let (ca, tls) = authority("127.0.0.1", &[&rustls::version::TLS12]);
    assert_eq!(ask(Some(&ca), tls).await, (502, 200));
}
