//! The environment overrides the file, `--set` overrides both, and errors name the source.

use std::ffi::OsString;

use haulout_gateway::config::{Overrides, Source};
use haulout_gateway::{Assets, app};
use serde_json::Value;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::setup::{portal, yaml};

/// The error for a name or value that is set outside the file.
#[track_caller]
fn refused(environment: &[(&str, &str)], flags: &[&str]) -> String {
    let folder = folder(&good());
    match read(&folder, environment, flags) {
        Ok(_) => "accepted".to_owned(),
        Err(config_error) => config_error,
    }
}

/// The page's configuration for a file with overrides.
async fn page(text: &str, environment: &[(&str, &str)], flags: &[&str]) -> Value {
    let folder = folder(text);
    let config = read(&folder, environment, flags).unwrap();
    let assets = Assets::load(folder.path()).unwrap();
    let mut browser = Browser::new(app(config, assets).unwrap());
    browser.get("/config.json").await.json()
}

fn read(
    folder: &TempDir,
    environment: &[(&str, &str)],
    flags: &[&str],
) -> Result<haulout_gateway::Config, String> {
    let environment = environment
        .iter()
        .map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let flags: Vec<String> = flags.iter().map(|&flag| flag.to_owned()).collect();
    let overrides = Overrides::new(environment, &flags).map_err(|it| it.to_string())?;
    let source = Source::new(&folder.path().join("haulout.yaml"), overrides);
    source.read().config.map_err(|it| it.to_string())
}

fn folder(text: &str) -> TempDir {
    let folder = portal();
    std::fs::write(folder.path().join("haulout.yaml"), text).unwrap();
    std::fs::write(folder.path().join("secret"), "s\n").unwrap();
    folder
}

fn good() -> String {
    yaml("https://issuer.example", "https://cluster.example")
}

#[tokio::test]
async fn environment_overrides_the_file_and_flags_override_both() {
    let environment = [
        ("HAULOUT_TITLE", "from the environment"),
        ("HAULOUT_ISSUER_CLIENT_ID", "from-the-environment"),
        ("HAULOUT_ISSUER_SCOPES", "openid,groups username"),
        (
            "HAULOUT_ISSUER_AUTHORIZATION_PARAMETERS",
            "acr_values=a=b prompt=login",
        ),
        ("HAULOUT_SHOW_CLUSTER_NAMES", "true"),
        ("PATH", "/bin"),
    ];
    let flags = ["issuer.clientId=one", "issuer.clientId=a=b"];
    let page = page(&good(), &environment, &flags).await;
    assert_eq!(page["title"], "from the environment");
    assert_eq!(page["issuer"]["clientId"], "a=b");
    assert_eq!(page["issuer"]["url"], "https://issuer.example/demo");
    let scopes = serde_json::json!(["openid", "groups", "username"]);
    assert_eq!(page["issuer"]["scopes"], scopes);
    let parameters = serde_json::json!({"acr_values": "a=b", "prompt": "login"});
    assert_eq!(page["issuer"]["authorizationParameters"], parameters);
    assert_eq!(page["clusterNames"][0], "Production");
}

#[tokio::test]
async fn required_fields_may_be_set_outside_the_file() {
    let text = good();
    let (_, clusters) = text.split_once("clusters:").unwrap();
    let environment = [
        ("HAULOUT_TITLE", "Acme"),
        ("HAULOUT_PUBLIC_URL", "https://portal.example"),
        ("HAULOUT_ISSUER_URL", "https://issuer.example/demo"),
        ("HAULOUT_ISSUER_CLIENT_ID", "portal"),
    ];
    let clusters = format!("clusters:{clusters}");
    let page = page(&clusters, &environment, &["issuer.scopes=openid"]).await;
    assert_eq!(page["title"], "Acme");
    assert_eq!(page["issuer"]["clientId"], "portal");
}

#[tokio::test]
async fn branding_may_be_set_outside_the_file_and_errors_name_the_source() {
    let environment = [
        ("HAULOUT_BRANDING_ACCENT_COLOR", "#0b6583"),
        ("HAULOUT_BRANDING_NOTICE", "Maintenance on Sunday."),
    ];
    let flags = ["branding.supportUrl=mailto:help@acme.example"];
    let page = page(&good(), &environment, &flags).await;
    let expected = serde_json::json!({
        "accentColor": "#0b6583",
        "supportUrl": "mailto:help@acme.example",
        "notice": "Maintenance on Sunday.",
    });
    assert_eq!(page["branding"], expected);
    let config_error = refused(&[("HAULOUT_BRANDING_ACCENT_COLOR", "teal")], &[]);
    let expected =
        "HAULOUT_BRANDING_ACCENT_COLOR: branding.accentColor: must be a colour as `#rrggbb`";
    assert_eq!(config_error, expected);
}

#[test]
fn unknown_field_name_is_refused() {
    for (name, meant) in [
        ("HAULOUT_ISSUER_FOO", ""),
        (
            "HAULOUT_ISSUER_CLIENTID",
            "; did you mean `HAULOUT_ISSUER_CLIENT_ID`?",
        ),
        ("HAULOUT_PUBLIC_URI", "; did you mean `HAULOUT_PUBLIC_URL`?"),
        ("HAULOUT_LISTN", "; did you mean `HAULOUT_LISTEN`?"),
        ("HAULOUT_CLUSTERS", ""),
        ("HAULOUT_", ""),
    ] {
        let expected = format!("{name}: is neither a field of the configuration nor a flag{meant}");
        assert_eq!(refused(&[(name, "x")], &[]), expected);
    }
    let no_field = "--set: issuer.foo: is not a field of the configuration";
    assert_eq!(refused(&[], &["issuer.foo=x"]), no_field);
    let meant = "--set: issuer.clientID: is not a field of the configuration; did you mean `issuer.clientId`?";
    assert_eq!(refused(&[], &["issuer.clientID=x"]), meant);
    let both = format!("HAULOUT_: is neither a field of the configuration nor a flag\n{no_field}");
    assert_eq!(refused(&[("HAULOUT_", "x")], &["issuer.foo=x"]), both);
    let cluster = "--set: clusters[0].id: cannot be set on the command line; clusters are configured in the file";
    assert_eq!(refused(&[], &["clusters[0].id=x"]), cluster);
    let no_value = "--set: title: needs a value; write --set FIELD=VALUE";
    assert_eq!(refused(&[], &["title"]), no_value);
}

#[test]
fn variables_of_flags_and_kubernetes_services_are_ignored() {
    let environment = [
        ("HAULOUT_CONFIG", "x"),
        ("HAULOUT_METRICS_LISTEN", "x"),
        ("HAULOUT_SHARE_PORT", "true"),
        ("HAULOUT_SERVICE_HOST", "10.0.0.1"),
        ("HAULOUT_SERVICE_PORT", "443"),
        ("HAULOUT_SERVICE_PORT_HTTPS", "443"),
        ("HAULOUT_PORT", "tcp://10.0.0.1:443"),
        ("HAULOUT_PORT_443_TCP", "tcp://10.0.0.1:443"),
        ("HAULOUT_PORT_443_TCP_ADDR", "10.0.0.1"),
        ("HAULOUT_METRICS_PORT_9090_TCP_PROTO", "tcp"),
    ];
    assert_eq!(refused(&environment, &[]), "accepted");
}

#[test]
fn error_names_the_source_of_the_value() {
    let table = [
        (
            "HAULOUT_TITLE",
            "title",
            "",
            "must be 1 to 300 bytes on one line",
        ),
        (
            "HAULOUT_PUBLIC_URL",
            "publicUrl",
            "http://portal.example",
            "must be an https URL (http",
        ),
        (
            "HAULOUT_TOKENS",
            "tokens",
            "cookie",
            "`cookie` is not one of page, sealed",
        ),
        (
            "HAULOUT_SHOW_CLUSTER_NAMES",
            "showClusterNames",
            "yes",
            "must be `true` or `false`",
        ),
        (
            "HAULOUT_ISSUER_SCOPES",
            "issuer.scopes",
            "groups",
            "must contain `openid`",
        ),
        (
            "HAULOUT_ISSUER_AUTHORIZATION_PARAMETERS",
            "issuer.authorizationParameters",
            "prompt",
            "must be pairs `name=value`, separated by spaces",
        ),
        (
            "HAULOUT_ISSUER_CA_BUNDLE_FILE",
            "issuer.caBundleFile",
            "",
            "must name a file",
        ),
        (
            "HAULOUT_ISSUER_CLI_LISTEN_PORT",
            "issuer.cli.listenPort",
            "65536",
            "must be a whole number from 0 to 65535",
        ),
        (
            "HAULOUT_RENEWAL_AT_FRACTION",
            "renewal.atFraction",
            "half",
            "must be a number",
        ),
        (
            "HAULOUT_LIMITS_CONNECTIONS",
            "limits.connections",
            "-1",
            "must be a whole number from 0 to",
        ),
        (
            "HAULOUT_LIMITS_CONNECTIONS",
            "limits.connections",
            "0",
            "must be from 1 to 1000000",
        ),
    ];
    for (variable, field, value, reason) in table {
        let config_error = refused(&[(variable, value)], &[]);
        assert!(
            config_error.starts_with(&format!("{variable}: {field}: {reason}")),
            "{config_error}"
        );
        let config_error = refused(&[], &[&format!("{field}={value}")]);
        assert!(
            config_error.starts_with(&format!("--set: {field}: {reason}")),
            "{config_error}"
        );
    }
    let config_error = refused(&[("HAULOUT_TRUSTED_PROXIES", "10.0.0.1,ten")], &[]);
    let expected = "HAULOUT_TRUSTED_PROXIES: trustedProxies[1]: must be an address or a network";
    assert!(config_error.starts_with(expected), "{config_error}");
}
