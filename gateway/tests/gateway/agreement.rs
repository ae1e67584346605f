//! What the gateway tells the page, the page's own parser takes.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::config::{Config, TokenMode, parse_session_clusters};
use rcgen::{CertificateParams, KeyPair};

use crate::setup::Setup;

/// A configuration with every optional field, and a bundle with text before its certificate.
async fn everything() -> Setup {
    let setup = Setup::new().await;
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::default().self_signed(&key).unwrap();
    let bundle = format!("# the old one\n\n{}", certificate.pem());
    std::fs::write(setup.folder.path().join("bundle.pem"), bundle).unwrap();
    setup
        .edit("    namespace", "    caFile: bundle.pem\n    namespace")
        .edit("title:", "showClusterNames: true\ntitle:")
}

#[tokio::test]
async fn the_page_takes_the_configuration_of_a_sealed_session() {
    let setup = everything().await;
    let public = setup.browser().get("/config.json").await.body;
    let public = Config::parse(public.as_bytes()).unwrap();
    assert!(matches!(public.tokens, TokenMode::Sealed(_)));
    let signed_in = setup.signed_in().await.get("/session/config").await.body;
    let clusters = parse_session_clusters(signed_in.as_bytes()).unwrap();
    assert_eq!(clusters.len(), 2);
    let pem = BASE64_STANDARD.decode(clusters[0].ca_data.as_ref().unwrap());
    let pem = String::from_utf8(pem.unwrap()).unwrap();
    assert_eq!(pem.matches("BEGIN CERTIFICATE").count(), 1, "{pem}");
}

#[tokio::test]
async fn the_page_takes_the_configuration_of_token_mode_page() {
    let setup = everything()
        .await
        .edit("  clientSecretFile: secret\n", "")
        .edit("showClusterNames: true\n", "tokens: page\n");
    let public = setup.browser().get("/config.json").await.body;
    let public = Config::parse(public.as_bytes()).unwrap();
    assert!(matches!(public.tokens, TokenMode::Page(clusters) if clusters.len() == 2));
}
