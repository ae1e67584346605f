//! What an operator is told about a configuration that cannot be used: file, field, reason.

use std::process::Command;

use haulout_gateway::{Assets, Config};

use crate::setup::{portal, yaml};

/// Edits a good configuration and returns the complaint about it.
#[track_caller]
fn complaint(from: &str, to: &str) -> String {
    let good = yaml("https://issuer.example", "https://cluster.example");
    assert!(good.contains(from), "{from}");
    let folder = portal();
    std::fs::write(folder.path().join("secret"), "s\n").unwrap();
    std::fs::write(folder.path().join("empty"), "\n").unwrap();
    std::fs::write(folder.path().join("not-a-certificate.pem"), "hello").unwrap();
    std::fs::write(folder.path().join("with-a-key.pem"), with_a_key()).unwrap();
    Config::from_yaml(&good, "c.yaml", folder.path()).expect("the unedited configuration is good");
    match Config::from_yaml(&good.replacen(from, to, 1), "c.yaml", folder.path()) {
        Ok(_) => "accepted".to_owned(),
        Err(complaint) => complaint.to_string(),
    }
}

/// What servers are often given: certificate and key in one file.
fn with_a_key() -> String {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&key);
    certificate.unwrap().pem() + &key.serialize_pem()
}

#[test]
fn every_unusable_value_is_named_with_its_field_and_reason() {
    let table = [
        ("title:", "titel:", "c.yaml:1: titel: unknown field `titel`"),
        ("title: Acme clusters\n", "", "title: is missing"),
        (
            "  clientId:",
            "  clientID:",
            "c.yaml:5: issuer.clientID: unknown field `clientID`",
        ),
        (
            "name: supervisor",
            "nam: supervisor",
            "clusters[0].concierge.authenticator.nam: unknown field `nam`",
        ),
        (
            ", name: supervisor",
            "",
            "clusters[0].concierge.authenticator.name: is missing",
        ),
        (
            "type: jwt",
            "type: JWT",
            "clusters[0].concierge.authenticator.type: unknown variant `JWT`",
        ),
        (
            "concierge: {authenticator: {type: jwt, name: supervisor}}",
            "concierge: nope",
            "clusters[1].concierge: invalid value: string \"nope\"",
        ),
        (
            "    concierge: {authenticator: {type: jwt, name: supervisor}}\n",
            "",
            "clusters[1].concierge: is missing",
        ),
        ("Acme clusters", "\"\"", "c.yaml: title: must be 1 to"),
        (
            "https://portal",
            "http://portal",
            "publicUrl: must be an https URL",
        ),
        (
            "portal.example",
            "portal.example/?a=b",
            "publicUrl: must not contain a query or fragment",
        ),
        (
            "portal.example",
            "portal.example/#a",
            "publicUrl: must not contain a query or fragment",
        ),
        (
            "portal.example",
            "portal.example/{id}",
            "publicUrl: may have only letters",
        ),
        (
            "https://portal.example",
            "portal",
            "publicUrl: is not a URL",
        ),
        (
            "https://issuer",
            "http://issuer",
            "issuer.url: must be an https URL",
        ),
        (
            "https://issuer",
            "https://u:p@issuer",
            "issuer.url: must not contain a user name or password",
        ),
        (
            "[openid, offline_access]",
            "[offline_access]",
            "issuer.scopes: must contain `openid`",
        ),
        (
            "[openid, offline_access]",
            "openid",
            "c.yaml:7: issuer.scopes: ",
        ),
        ("File: secret", "File: nowhere", "issuer.clientSecretFile: "),
        ("File: secret", "File: empty", "is empty"),
        (
            "title:",
            "tokens: page\ntitle:",
            "issuer.clientSecretFile: cannot be used with `tokens: page`",
        ),
        (
            "title:",
            "tokens: cookie\ntitle:",
            "tokens: unknown variant `cookie`",
        ),
        (
            "title:",
            "sealKeysFile: secret\ntitle:",
            "sealKeysFile: must have a line with 32 bytes in base64",
        ),
        (
            "title:",
            "renewal: {atFraction: 0.45}\ntitle:",
            "renewal.marginFraction: is missing",
        ),
        (
            "title:",
            "renewal: {atFraction: 0.45, margin: 0.2}\ntitle:",
            "renewal.margin: unknown field `margin`",
        ),
        (
            "title:",
            "renewal: {atFraction: half, marginFraction: 0.2}\ntitle:",
            "renewal.atFraction: ",
        ),
        (
            "title:",
            "renewal: {atFraction: 0.19, marginFraction: 0.2}\ntitle:",
            "renewal.atFraction: must be from 0.2 to 0.6",
        ),
        (
            "title:",
            "renewal: {atFraction: 0.61, marginFraction: 0.2}\ntitle:",
            "renewal.atFraction: must be from 0.2 to 0.6",
        ),
        (
            "title:",
            "renewal: {atFraction: .nan, marginFraction: 0.2}\ntitle:",
            "renewal.atFraction: must be from 0.2 to 0.6",
        ),
        (
            "title:",
            "renewal: {atFraction: 0.45, marginFraction: 0.41}\ntitle:",
            "renewal.marginFraction: must be from 0.1 to 0.4",
        ),
        (
            "title:",
            "renewal: {atFraction: 0.45, marginFraction: -0.2}\ntitle:",
            "renewal.marginFraction: must be from 0.1 to 0.4",
        ),
        (
            "title:",
            "renewal: {atFraction: 0.6, marginFraction: 0.25}\ntitle:",
            "renewal.marginFraction: must be from 0.1 to 0.4, and with 1.1 times `atFraction` at most 0.9",
        ),
        (
            "  scopes",
            "  caBundleFile: nowhere\n  scopes",
            "issuer.caBundleFile: ",
        ),
        (
            "  scopes",
            "  caBundleFile: not-a-certificate.pem\n  scopes",
            "has no certificate in its PEM",
        ),
        (
            "  scopes",
            "  endpointOrigins: [\"https://tokens.example/path\"]\n  scopes",
            "issuer.endpointOrigins[0]: must be an origin",
        ),
        (
            "  scopes",
            "  endpointOrigins: [\"https://a.example\", \"http://b.example\"]\n  scopes",
            "issuer.endpointOrigins[1]: must be an https URL",
        ),
        (
            "  scopes",
            "  proxyUrl: socks5://p\n  scopes",
            "issuer.proxyUrl: must be an http or https URL",
        ),
        (
            "    namespace",
            "    proxyUrl: ftp://p\n    namespace",
            "clusters[0].proxyUrl: must be an http, https or socks5 URL",
        ),
        (
            "    namespace",
            "    tlsServerName: a b\n    namespace",
            "clusters[0].tlsServerName: must be a DNS name",
        ),
        (
            "  scopes",
            "  cli: {scopes: [groups]}\n  scopes",
            "issuer.cli.scopes: must contain `openid`",
        ),
        (
            "title:",
            "names: {user: \"{user}\"}\ntitle:",
            "names.user: must contain `{user}` and `{cluster}`",
        ),
        (
            "    namespace",
            "    caData: \"%%%\"\n    namespace",
            "clusters[0].caData: is not base64",
        ),
        (
            "    namespace",
            "    caData: aGVsbG8=\n    namespace",
            "clusters[0].caData: has no certificate",
        ),
        (
            "    namespace",
            "    caFile: with-a-key.pem\n    namespace",
            "clusters[0].caFile: has a private key",
        ),
        (
            "server: https://cluster.example",
            "server: \"https://cluster.example \"",
            "clusters[0].server: must not contain white space",
        ),
        (
            "    namespace",
            "    caData: a\n    caFile: b\n    namespace",
            "clusters[0].caData: cannot be used",
        ),
        (
            "id: plain",
            "id: PROD",
            "clusters[1].id: `PROD` names the same file as another cluster's id",
        ),
        ("id: plain", "id: ../etc", "clusters[1].id: must be 1 to"),
        (
            "server: https",
            "server: http",
            "clusters[0].server: must be an https URL",
        ),
        (
            "authenticator:",
            "apiGroupSuffix: dev\n      authenticator:",
            "apiGroupSuffix: must be a DNS name",
        ),
        (
            "authenticator:",
            "apiGroupSuffix: A.dev\n      authenticator:",
            "apiGroupSuffix: must be a DNS name",
        ),
        (
            "authenticator:",
            "endpoint: http://x\n      authenticator:",
            "concierge.endpoint: must be an https",
        ),
    ];
    for (from, to, expected) in table {
        let complaint = complaint(from, to);
        assert!(complaint.starts_with("c.yaml"), "{to}: {complaint}");
        assert!(complaint.contains(expected), "{to}: {complaint}");
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
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
            complaint("https://portal.example", good),
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
            complaint("https://portal.example", bad).contains("must be an https URL"),
            "{bad}"
        );
    }
}

#[test]
fn the_process_exits_with_two_and_says_why() {
    let folder = portal();
    let file = folder.path().join("haulout.yaml");
    std::fs::write(&file, "title: x\n").unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_haulout"))
            .arg("serve")
            .args(arguments)
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, complaint) = run(&["--config", file.to_str().unwrap()]);
    assert_eq!(code, Some(2), "{complaint}");
    assert!(complaint.contains("haulout.yaml"), "{complaint}");
    assert!(complaint.contains("is missing"), "{complaint}");

    let good = yaml("https://issuer.example", "https://cluster.example");
    std::fs::write(&file, good.replace("  clientSecretFile: secret\n", "")).unwrap();
    let (code, complaint) = run(&[
        "--config",
        file.to_str().unwrap(),
        "--assets",
        "/nonexistent",
    ]);
    assert_eq!(code, Some(2), "{complaint}");
    assert!(complaint.contains("/nonexistent/index.html"), "{complaint}");
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
