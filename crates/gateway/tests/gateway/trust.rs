//! TLS to a cluster: only the configured CA is trusted, and a Concierge needs TLS 1.3.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_gateway::{PortUse, ReloadableGateway, listen, serve_current};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio_rustls::TlsAcceptor;

use crate::browser::Answer;
use crate::edge::exchange;
use crate::fake::Fake;
use crate::setup::{Setup, TCR, concierge_script, tcr};

/// A CA, and a server certificate for `name` that it issued.
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

/// Presents a chain, even an invalid one.
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

/// The statuses of credential and version that [`answers`] have.
pub(crate) async fn ask(ca_data: Option<&str>, tls: TlsAcceptor) -> (u16, u16) {
    let (credential, version) = answers(ca_data, tls).await;
    (credential.status, version.status)
}

/// Sends requests to a TLS Concierge through a gateway that trusts `ca_data`; returns the answers for credential and
/// version.
pub(crate) async fn answers(ca_data: Option<&str>, tls: TlsAcceptor) -> (Answer, Answer) {
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
    let credential = browser.post_json(TCR, tcr("t")).await;
    (credential, browser.get("/clusters/prod/version").await)
}

#[tokio::test]
async fn d7_configured_ca_is_trusted() {
    let (ca, tls) = authority("127.0.0.1", rustls::ALL_VERSIONS);
    assert_eq!(ask(Some(&ca), tls).await, (201, 200));
}

#[tokio::test]
async fn d7_other_ca_or_name_is_rejected() {
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

#[tokio::test]
async fn d7_replaced_ca_applies_from_the_next_request() {
    let (old_ca, old) = authority("127.0.0.1", rustls::ALL_VERSIONS);
    let (new_ca, new) = authority("127.0.0.1", rustls::ALL_VERSIONS);
    let old = Fake::start_tls(old, concierge_script).await;
    let new = Fake::start_tls(new, concierge_script).await;
    let mut setup = Setup::new()
        .await
        .edit("  clientSecretFile: secret\n", "")
        .edit("title:", "tokens: page\ntitle:");
    // The old CA applies to the first cluster, the new CA to the second.
    for url in [&old.url, &new.url] {
        let server = format!("server: {}", setup.concierge.url);
        let trusted = format!("server: {url}\n    caFile: ca.pem");
        setup.yaml = setup.yaml.replacen(&server, &trusted, 1);
    }
    let put = |ca: &str| {
        let pem = BASE64_STANDARD.decode(ca).unwrap();
        std::fs::write(setup.folder.path().join("ca.pem"), pem).unwrap();
    };
    put(&old_ca);
    let listener = listen("127.0.0.1:0".parse().unwrap(), PortUse::Exclusive).unwrap();
    let address = listener.local_addr().unwrap();
    let current = ReloadableGateway::new(setup.config(), setup.assets(), Some(address)).unwrap();
    let serving = serve_current(current.clone(), listener, std::future::pending());
    let serving = tokio::spawn(serving);
    let statuses = async || {
        (
            status(address, "prod").await,
            status(address, "plain").await,
        )
    };
    assert_eq!(statuses().await, (201, 502));
    put(&new_ca);
    current.replace(setup.config()).unwrap();
    assert_eq!(statuses().await, (502, 201));
    serving.abort();
}

/// The status of a credential request.
async fn status(address: SocketAddr, cluster: &str) -> u16 {
    let body = tcr("t").to_string();
    let request = format!(
        "POST /clusters/{cluster}/tokencredentialrequests HTTP/1.1\r\nHost: portal.example\r\n\
         Haulout-Request: 1\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange(address, &request).await;
    let status = answer.split(' ').nth(1);
    status.and_then(|status| status.parse().ok()).unwrap()
}
