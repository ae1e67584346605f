//! The page's own parser accepts every document that the gateway serves.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::config::{Config, TokenMode, parse_session_clusters};
use haulout_protocol::kubeconfig::Names;
use haulout_protocol::oidc::{discovery, identity_providers};
use haulout_protocol::schedule::Schedule;
use rcgen::{CertificateParams, KeyPair};
use serde_json::json;

use crate::setup::Setup;

/// A configuration with every optional field, and a CA bundle with text before its certificate.
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
async fn page_parses_the_issuer_documents_that_the_gateway_serves() {
    let setup = Setup::new().await;
    let mut browser = setup.browser();
    let public = browser.get("/config.json").await.body;
    let config = Config::parse(public.as_bytes()).unwrap();
    let metadata = &config.issuer.metadata;
    let path = metadata.as_str().strip_prefix("https://portal.example");
    let metadata = browser.get(path.unwrap()).await.body;
    let provider = discovery::process(metadata.as_bytes(), &config.issuer).unwrap();
    let token_endpoint = provider.token_endpoint.as_str();
    assert_eq!(token_endpoint, "https://portal.example/issuer/token");
    assert_eq!(provider.revocation_endpoint, None);
    let list = provider.identity_providers.unwrap();
    let path = list.as_str().strip_prefix("https://portal.example");
    let list = browser.get(path.unwrap()).await.body;
    let list = identity_providers::process(list.as_bytes()).unwrap();
    assert_eq!(list[0].name, "Acme LDAP");
}

#[tokio::test]
async fn page_parses_the_configuration_of_a_sealed_session() {
    let setup = everything().await;
    let public = setup.browser().get("/config.json").await.body;
    let public = Config::parse(public.as_bytes()).unwrap();
    assert!(matches!(public.tokens, TokenMode::Sealed(_)));
    let signed_out = setup.browser().get("/session/config").await.body;
    assert_eq!(parse_session_clusters(signed_out.as_bytes()).unwrap(), None);
    let signed_in = setup.signed_in().await.get("/session/config").await.body;
    let clusters = parse_session_clusters(signed_in.as_bytes())
        .unwrap()
        .unwrap();
    assert_eq!(clusters.len(), 2);
    let pem = BASE64_STANDARD.decode(clusters[0].ca_data.as_ref().unwrap());
    let pem = String::from_utf8(pem.unwrap()).unwrap();
    assert_eq!(pem.matches("BEGIN CERTIFICATE").count(), 1, "{pem}");
}

#[tokio::test]
async fn page_parses_the_configuration_of_token_mode_page() {
    let setup = everything()
        .await
        .edit("  clientSecretFile: secret\n", "")
        .edit("showClusterNames: true\n", "tokens: page\n");
    let public = setup.browser().get("/config.json").await.body;
    let public = Config::parse(public.as_bytes()).unwrap();
    assert!(matches!(public.tokens, TokenMode::Page(clusters) if clusters.len() == 2));
}

#[tokio::test]
async fn page_accepts_every_schedule_that_the_gateway_accepts() {
    let table = [
        (0.2, 0.1, Schedule::new(200, 100)),
        (0.2, 0.4, Schedule::new(200, 400)),
        (0.6, 0.24, Schedule::new(600, 240)),
        (0.45, 0.2, Schedule::new(450, 200)),
    ];
    for (at, margin, expected) in table {
        let renewal = format!("renewal: {{atFraction: {at}, marginFraction: {margin}}}\ntitle:");
        let sealed = Setup::new().await.edit("title:", &renewal);
        let page = Setup::new()
            .await
            .edit("  clientSecretFile: secret\n", "")
            .edit("title:", &format!("tokens: page\n{renewal}"));
        for setup in [sealed, page] {
            let public = setup.browser().get("/config.json").await;
            let written = json!({"atFraction": at, "marginFraction": margin});
            assert_eq!(public.json()["renewal"], written);
            let parsed = Config::parse(public.body.as_bytes()).unwrap();
            assert_eq!(parsed.schedule, Some(expected.unwrap()));
        }
    }
}

#[tokio::test]
async fn page_uses_its_default_schedule_if_none_is_configured() {
    let public = Setup::new().await.browser().get("/config.json").await;
    assert_eq!(public.json().get("renewal"), None);
    assert_eq!(
        Config::parse(public.body.as_bytes()).unwrap().schedule,
        None
    );
}

#[tokio::test]
async fn page_parses_the_kubeconfig_options() {
    let setup = everything()
        .await
        .edit("title:", "names: {context: \"acme-{cluster}\"}\ntitle:")
        .edit(
            "  scopes:",
            "  caBundleFile: bundle.pem\n  cli: {clientId: cli, scopes: [openid], listenPort: 12345}\n  scopes:",
        )
        .edit(
            "    namespace",
            "    proxyUrl: socks5://proxy.example:1080\n    tlsServerName: kubernetes\n    namespace",
        )
        .edit(
            "      authenticator",
            "      endpoint: https://proxy.example/x\n      authenticator",
        );
    let public = setup.browser().get("/config.json").await.body;
    let public = Config::parse(public.as_bytes()).unwrap();
    assert_eq!(
        public.names,
        Names::new(Some("acme-{cluster}"), None).unwrap()
    );
    let cli = &public.issuer.cli;
    assert_eq!(
        (cli.client_id.as_deref(), cli.listen_port),
        (Some("cli"), 12345)
    );
    assert_eq!(cli.scopes, Some(vec!["openid".to_owned()]));
    assert!(
        cli.ca_data.is_some(),
        "it is how the gateway trusts the issuer"
    );

    let signed_in = setup.signed_in().await.get("/session/config").await.body;
    let clusters = parse_session_clusters(signed_in.as_bytes())
        .unwrap()
        .unwrap();
    let cluster = &clusters[0];
    let proxy = cluster.proxy_url.as_deref();
    assert_eq!(proxy, Some("socks5://proxy.example:1080"));
    assert_eq!(cluster.tls_server_name.as_deref(), Some("kubernetes"));
    let concierge = cluster.concierge.as_ref().unwrap();
    assert_eq!(concierge.endpoint.as_str(), "https://proxy.example/x");
    assert_eq!(concierge.ca_data, cluster.ca_data);
}

#[tokio::test]
async fn cluster_without_concierge_is_parsed_and_has_no_relay_route() {
    let setup = Setup::new().await.edit(
        "concierge: {authenticator: {type: jwt, name: supervisor}}",
        "concierge: none",
    );
    let mut browser = setup.signed_in().await;
    let signed_in = browser.get("/session/config").await.body;
    let clusters = parse_session_clusters(signed_in.as_bytes())
        .unwrap()
        .unwrap();
    assert_eq!(clusters[1].concierge, None);
    assert!(clusters[0].concierge.is_some());
    let path = format!("/clusters/{}/tokencredentialrequests", clusters[1].id);
    let body = json!({"spec": {"token": "x"}});
    let answer = browser.post_json(&path, body).await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["code"], "HAULOUT_NOT_FOUND");
}

#[tokio::test]
async fn page_gets_the_parameters_of_the_authorization_request() {
    let field =
        "  authorizationParameters: {acr_values: mfa, domain_hint: acme.example}\n  scopes:";
    let setup = Setup::new().await.edit("  scopes:", field);
    let public = setup.browser().get("/config.json").await.body;
    let expected = [("acr_values", "mfa"), ("domain_hint", "acme.example")];
    assert_eq!(
        Config::parse(public.as_bytes())
            .unwrap()
            .issuer
            .authorization_parameters,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn page_ends_the_issuers_session_only_if_that_is_configured() {
    for (field, expected) in [
        ("", false),
        ("  postLogoutRedirect: false\n", false),
        ("  postLogoutRedirect: true\n", true),
    ] {
        let setup = Setup::new()
            .await
            .edit("  scopes:", &format!("{field}  scopes:"));
        let public = setup.browser().get("/config.json").await.body;
        let parsed = Config::parse(public.as_bytes()).unwrap();
        assert_eq!(parsed.issuer.post_logout_redirect, expected, "{field}");
    }
}
