//! Which configurations are accepted, and which field an error names.

use alloc::string::ToString as _;
use alloc::vec;

use serde_json::{Value, json};

use super::*;
use crate::branding::Accent;

mod fields;

#[test]
fn both_configurations_of_the_gateway_are_valid() {
    let page = Config::parse(page().to_string().as_bytes()).unwrap();
    let TokenMode::Page(clusters) = &page.tokens else {
        panic!("{page:?}");
    };
    assert_eq!(
        clusters[0].concierge.as_ref().unwrap().request.as_str(),
        "https://10.1.2.3:6443/apis/login.concierge.pinniped.dev/v1alpha1/tokencredentialrequests"
    );
    assert_eq!(
        page.issuer.metadata.as_str(),
        "https://dex.acme.example/dex/.well-known/openid-configuration"
    );
    assert_eq!(page.issuer.scopes, ["email", "openid"]);
    assert_eq!(clusters[0].name, "prod-eu");

    let sealed = Config::parse(sealed().to_string().as_bytes()).unwrap();
    assert!(matches!(sealed.tokens, TokenMode::Sealed(_)));
    assert_eq!(sealed.cluster_names, ["Production EU"]);
}

#[test]
fn the_clusters_of_a_session_are_validated_like_configured_ones() {
    let list = json!({"signedIn": true, "clusters": page()["clusters"], "refreshable": true});
    let clusters = parse_session_clusters(list.to_string().as_bytes()).unwrap();
    assert_eq!(clusters.unwrap().len(), 1);
    assert_eq!(parse_session_clusters(br#"{"signedIn":false}"#), Ok(None));

    let mut bad = list;
    bad["clusters"][0]["server"] = json!("http://10.1.2.3:6443");
    let fault = parse_session_clusters(bad.to_string().as_bytes()).unwrap_err();
    assert_eq!(fault.field, "clusters[0].server");
    assert_eq!(fault.reason, NOT_HTTPS);
}

#[test]
fn modes_do_not_mix() {
    let mut config = sealed();
    config.as_object_mut().unwrap().remove("session");
    assert_fault(&config, "session", "is required when `tokens` is `sealed`");

    let mut config = sealed();
    config["clusters"] = page()["clusters"].clone();
    assert_fault(
        &config,
        "clusters",
        "must not be set when `tokens` is `sealed`",
    );

    let mut config = page();
    config["session"] = sealed()["session"].clone();
    assert_fault(
        &config,
        "session",
        "must not be set when `tokens` is `page`",
    );

    let mut config = page();
    config.as_object_mut().unwrap().remove("clusters");
    assert_fault(&config, "clusters", "are required when `tokens` is `page`");
}

#[test]
fn two_clusters_must_have_different_ids() {
    let mut config = page();
    let twin = config["clusters"][0].clone();
    config["clusters"].as_array_mut().unwrap().push(twin);
    assert_fault(
        &config,
        "clusters[1].id",
        "is already the id of another cluster",
    );
}

#[test]
fn a_relayed_concierge_keeps_its_own_endpoint() {
    let mut config = page();
    config["clusters"][0]["caData"] = json!(CA_DATA);
    config["clusters"][0]["concierge"]["requestUrl"] = json!("https://a.example/relay");
    let concierge = first_concierge(&config);
    assert_eq!(concierge.request.as_str(), "https://a.example/relay");
    assert_eq!(concierge.endpoint.as_str(), "https://10.1.2.3:6443");
    assert_eq!(concierge.ca_data.as_deref(), Some(CA_DATA));

    let other = CA_DATA.replace("Cg==", "Ck9L");
    config["clusters"][0]["concierge"]["endpoint"] = json!("https://b.example/proxy");
    config["clusters"][0]["concierge"]["caData"] = json!(other);
    let concierge = first_concierge(&config);
    assert_eq!(concierge.request.as_str(), "https://a.example/relay");
    assert_eq!(concierge.endpoint.as_str(), "https://b.example/proxy");
    assert_eq!(concierge.ca_data, Some(other));
}

#[test]
fn the_claims_of_an_authenticator_are_optional_and_have_its_defaults() {
    let mut config = page();
    assert_eq!(first_concierge(&config).claims, None);
    config["clusters"][0]["concierge"]["claims"] = json!({
        "username": "", "groupsExpression": "claims.roles",
        "claimValidationRules": [
            {"claim": "hd", "requiredValue": "acme.example"},
            {"expression": "claims.email_verified", "message": "verify your address"},
        ],
        "userValidationRules": [{"expression": "user.username != 'root'", "message": null}],
    });
    let rules = vec![
        ValidationRule::RequiredValue {
            claim: "hd".into(),
            value: "acme.example".into(),
        },
        ValidationRule::Expression("verify your address".into()),
        ValidationRule::Expression("user.username != 'root'".into()),
    ];
    let expected = AuthenticatorClaims {
        username: ClaimSource::Claim("username".into()),
        groups: ClaimSource::Expression("claims.roles".into()),
        rules,
    };
    assert_eq!(first_concierge(&config).claims, Some(expected));

    config["clusters"][0]["concierge"]["authenticator"]["type"] = json!("webhook");
    assert_fault(
        &config,
        "clusters[0].concierge.claims",
        "is only for an authenticator of type `jwt`",
    );
}

fn first_concierge(config: &Value) -> ConciergeConfig {
    let config = Config::parse(config.to_string().as_bytes()).unwrap();
    let TokenMode::Page(clusters) = &config.tokens else {
        panic!("{config:?}");
    };
    clusters[0].concierge.clone().unwrap()
}

#[test]
fn the_fields_of_a_kubeconfig_are_configurable() {
    let mut config = page();
    config["names"] = json!({"context": "acme-{cluster}"});
    config["issuer"]["cli"] = json!({
        "clientId": "cli", "scopes": ["openid", "groups"], "listenPort": 12345, "caData": CA_DATA,
    });
    config["clusters"][0]["proxyUrl"] = json!("socks5://proxy.acme.example:1080");
    config["clusters"][0]["tlsServerName"] = json!("kubernetes.default.svc");
    let config = Config::parse(config.to_string().as_bytes()).unwrap();
    let expected = Names::new(Some("acme-{cluster}"), None).unwrap();
    assert_eq!(config.names, expected);
    let cli = CliConfig {
        client_id: Some("cli".into()),
        scopes: Some(["openid", "groups"].map(String::from).into()),
        listen_port: 12345,
        ca_data: Some(CA_DATA.into()),
    };
    assert_eq!(config.issuer.cli, cli);
    let TokenMode::Page(clusters) = &config.tokens else {
        panic!("{config:?}");
    };
    let [proxy, name] = [&clusters[0].proxy_url, &clusters[0].tls_server_name];
    assert_eq!(proxy.as_deref(), Some("socks5://proxy.acme.example:1080"));
    assert_eq!(name.as_deref(), Some("kubernetes.default.svc"));

    let silent = Config::parse(page().to_string().as_bytes()).unwrap();
    assert_eq!(silent.names, Names::default());
    assert_eq!(silent.issuer.cli, CliConfig::default());
}

/// Base64 of `-----BEGIN CERTIFICATE-----` and a line feed; only the format is validated.
const CA_DATA: &str = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==";

#[test]
fn branding_is_read_in_both_modes_and_is_optional() {
    for mut config in [page(), sealed()] {
        let silent = Config::parse(config.to_string().as_bytes()).unwrap();
        assert_eq!(*silent.branding, Branding::default());
        config["branding"] = json!({
            "accentColor": "#0B6583",
            "logoUrl": "assets/logo-0123abcd.svg",
            "supportUrl": "mailto:platform@acme.example",
            "notice": "Maintenance on Sunday.\n<b>Not</b> on Monday.",
        });
        let config = Config::parse(config.to_string().as_bytes()).unwrap();
        let expected = Branding {
            accent: Some(Accent::parse("#0b6583").unwrap()),
            logo_url: Some("assets/logo-0123abcd.svg".into()),
            support_url: Some("mailto:platform@acme.example".into()),
            notice: Some("Maintenance on Sunday.\n<b>Not</b> on Monday.".into()),
        };
        assert_eq!(*config.branding, expected);
    }
}

#[test]
fn loopback_needs_no_tls() {
    for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"] {
        let mut config = page();
        config["redirectUri"] = json!(alloc::format!("http://{host}/callback"));
        config["issuer"]["url"] = json!(alloc::format!("http://{host}/issuer"));
        assert!(
            Config::parse(config.to_string().as_bytes()).is_ok(),
            "{host}"
        );
    }
    for host in [
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
    ] {
        let mut config = page();
        config["redirectUri"] = json!(alloc::format!("http://{host}/callback"));
        assert_fault(&config, "redirectUri", NOT_HTTPS);
    }
}

#[test]
fn an_invalid_document_is_refused() {
    let whole = page().to_string();
    for text in [
        "",
        "{",
        "[]",
        "null",
        "\u{feff}{}",
        "{}{}",
        &whole[1..],
        &alloc::format!("{whole} x"),
    ] {
        assert!(Config::parse(text.as_bytes()).is_err(), "{text}");
    }
    let twice = whole.replacen('{', r#"{"tokens":"page","#, 1);
    assert!(Config::parse(twice.as_bytes()).is_err());
}

#[track_caller]
fn assert_fault(config: &Value, field: &str, reason: &str) {
    let fault = Config::parse(config.to_string().as_bytes()).unwrap_err();
    assert_eq!(
        (fault.field.as_str(), fault.reason.as_str()),
        (field, reason),
        "{config}"
    );
}

fn page() -> Value {
    json!({
        "title": "Acme clusters",
        "tokens": "page",
        "redirectUri": "https://clusters.acme.example/callback",
        "issuer": {
            "url": "https://dex.acme.example/dex",
            "clientId": "portal",
            "scopes": ["openid", "email", "openid"],
        },
        "clusters": [{
            "id": "prod-eu",
            "server": "https://10.1.2.3:6443",
            "concierge": {"authenticator": {"type": "jwt", "name": "dex"}},
        }],
    })
}

fn sealed() -> Value {
    json!({
        "title": "Acme clusters",
        "tokens": "sealed",
        "redirectUri": "https://clusters.acme.example/callback",
        "issuer": {
            "url": "https://supervisor.acme.example/demo",
            "clientId": "client.oauth.pinniped.dev-portal",
            "scopes": ["openid"],
            "metadataUrl": "https://clusters.acme.example/issuer/.well-known/openid-configuration",
            "headers": {"haulout-request": "1"},
        },
        "session": {
            "startUrl": "https://clusters.acme.example/session/start",
            "endUrl": "https://clusters.acme.example/session/end",
            "configUrl": "https://clusters.acme.example/session/config",
            "headers": {"haulout-request": "1"},
        },
        "clusterNames": ["Production EU"],
    })
}

const NOT_HTTPS: &str = "must be an https URL (http is accepted for loopback only)";
