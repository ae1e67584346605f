//! The errors for invalid TLS, proxies, limits and client authentication, and for files that are no configuration.

use haulout_gateway::config::{Overrides, Source};
use tempfile::TempDir;

use super::certificate_case;
use crate::setup::{portal, yaml};

/// The error for a valid configuration with `lines` in front, so that the error is on line 1.
#[track_caller]
fn config_error(first_lines: &str) -> String {
    let good = yaml("https://issuer.example", "https://cluster.example");
    complaint_about(
        &with_certificates(),
        format!("{first_lines}\n{good}").as_bytes(),
    )
}

#[track_caller]
fn complaint_about(folder: &TempDir, content: &[u8]) -> String {
    let file = folder.path().join("haulout.yaml");
    std::fs::write(&file, content).unwrap();
    let path = format!("{}/", folder.path().display());
    match Source::new(&file, Overrides::default()).read().config {
        Ok(_) => "accepted".to_owned(),
        Err(config_error) => config_error.to_string().replace(&path, ""),
    }
}

/// A folder with two certificates and their keys.
fn with_certificates() -> TempDir {
    let folder = portal();
    let write = |name: &str, content: &str| {
        std::fs::write(folder.path().join(name), content).unwrap();
    };
    write("secret", "s\n");
    for name in ["a", "b"] {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(["portal.example".to_owned()]).unwrap();
        write(
            &format!("{name}.crt"),
            &parameters.self_signed(&key).unwrap().pem(),
        );
        write(&format!("{name}.key"), &key.serialize_pem());
    }
    write(
        "trusted.crt",
        "-----BEGIN TRUSTED CERTIFICATE-----\naGVsbG8=\n-----END TRUSTED CERTIFICATE-----\n",
    );
    std::fs::copy(
        certificate_case("joined.crt"),
        folder.path().join("joined.crt"),
    )
    .unwrap();
    write(
        "broken.crt",
        "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n",
    );
    folder
}

#[test]
fn tls_is_refused_with_a_public_url_without_it() {
    let good = yaml("https://issuer.example", "https://cluster.example");
    let bad = good.replace("https://portal.example", "http://localhost:8443");
    let tls = "tls: {certificateFile: a.crt, keyFile: a.key}\n";
    let config_error = complaint_about(&with_certificates(), (tls.to_owned() + &bad).as_bytes());
    let expected = "haulout.yaml:1: tls: requires a `publicUrl` with https";
    assert_eq!(config_error, expected);
}

#[test]
fn every_invalid_edge_value_is_reported_with_line_field_and_reason() {
    let table = [
        ("tls: {certificateFile: a.crt, keyFile: a.key}", "accepted"),
        (
            "limits: {addressPerMinut: 1}",
            "1: limits.addressPerMinut: unknown field `addressPerMinut`; did you",
        ),
        (
            "tls: {certificateFile: a.crt}",
            "1: tls.keyFile: is missing",
        ),
        (
            "tls: {keyFile: a.key}",
            "1: tls.certificateFile: is missing",
        ),
        (
            "tls: {certificateFile: c.crt, keyFile: a.key}",
            "1: tls.certificateFile: c.crt does not exist",
        ),
        (
            "tls:\n  certificateFile: a.crt\n  keyFile: c.key",
            "3: tls.keyFile: c.key does not exist",
        ),
        (
            "tls: {certificateFile: a.key, keyFile: a.key}",
            "1: tls.certificateFile: contains no PEM certificate",
        ),
        (
            "tls: {certificateFile: broken.crt, keyFile: a.key}",
            "1: tls.certificateFile: has a certificate that is not valid X.509",
        ),
        (
            "tls: {certificateFile: joined.crt, keyFile: a.key}",
            "1: tls.certificateFile: joined.crt:17: one block ends and the next begins on this line;",
        ),
        (
            "tls: {certificateFile: trusted.crt, keyFile: a.key}",
            "1: tls.certificateFile: trusted.crt:1: there is a block `TRUSTED CERTIFICATE`",
        ),
        (
            "tls: {certificateFile: a.crt, keyFile: a.crt}",
            "1: tls.keyFile: contains no PEM private key",
        ),
        (
            "tls:\n  keyFile: b.key\n  certificateFile: a.crt",
            "2: tls.keyFile: is not the key of the first certificate in tls.certificateFile",
        ),
        ("tls: a.crt", "1: tls: "),
        (
            "trustedProxies: [10.0.0.7, 10.0.0.0/8, \"2001:db8::/32\"]",
            "accepted",
        ),
        ("trustedProxies: 10.0.0.0/8", "1: trustedProxies: "),
        (
            "trustedProxies: [proxy.example]",
            "1: trustedProxies[0]: must be an address or a network",
        ),
        (
            "trustedProxies:\n  - 10.0.0.7\n  - 10.0.0.7/8",
            "3: trustedProxies[1]: has host bits set; write 10.0.0.0/8",
        ),
        (
            "trustedProxies: [0.0.0.0/0]",
            "1: trustedProxies[0]: would trust every client",
        ),
        (
            "trustedProxies: [10.0.0.0/33]",
            "1: trustedProxies[0]: must be an address or a network",
        ),
        (
            "embed: {origins: [https://dash.example, \"http://127.0.0.1:8080\", \"https://[2001:db8::1]:8443\"]}",
            "accepted",
        ),
        ("embed: {}", "1: embed.origins: is missing"),
        (
            "embed: {origins: []}",
            "1: embed.origins: must have at least one origin",
        ),
        (
            "embed: {origins: https://dash.example}",
            "1: embed.origins: ",
        ),
        (
            "embed: {origin: https://dash.example}",
            "1: embed.origin: unknown field `origin`",
        ),
        (
            "embed:\n  origins:\n    - https://dash.example\n    - http://dash.example",
            "4: embed.origins[1]: must be an https URL (http is for 127.0.0.0/8, [::1] and localhost)",
        ),
        (
            "embed: {origins: [https://dash.example, https://dash.example]}",
            "1: embed.origins[1]: is a duplicate",
        ),
        (
            "embed: {origins: [\"https://*.example\"]}",
            "1: embed.origins[0]: must be one origin, without a wildcard",
        ),
        (
            "embed: {origins: [\"*\"]}",
            "1: embed.origins[0]: must be one origin, without a wildcard",
        ),
        (
            "embed: {origins: [\"null\"]}",
            "1: embed.origins[0]: must be a whole URL, such as",
        ),
        (
            "embed: {origins: [https://dash.example/app]}",
            "1: embed.origins[0]: must be an origin, without a path",
        ),
        (
            "embed: {origins: [\"https://dash.example?a\"]}",
            "1: embed.origins[0]: must not contain a query or fragment",
        ),
        (
            "embed: {origins: [\"https://a@dash.example\"]}",
            "1: embed.origins[0]: must not contain a user name or password",
        ),
        (
            "embed: {origins: [\"https://dash.example;sandbox\"]}",
            "1: embed.origins[0]: has an invalid character in its host",
        ),
        (
            "embed: {origins: [\"https://dash.example,evil.example\"]}",
            "1: embed.origins[0]: has an invalid character in its host",
        ),
        (
            "embed: {origins: [https://dash.example/]}",
            "1: embed.origins[0]: must be written in the form of browsers: https://dash.example",
        ),
        (
            "embed: {origins: [\"https://DASH.example:443\"]}",
            "1: embed.origins[0]: must be written in the form of browsers: https://dash.example",
        ),
        (
            "limits: {connections: 0}",
            "1: limits.connections: must be from 1 to 1000000",
        ),
        ("limits: {connections: -1}", "1: limits.connections: "),
        ("limits: {connections: 1.5}", "1: limits.connections: "),
        (
            "limits: {addressPerMinute: 0}",
            "1: limits.addressPerMinute: must be from 1 to 1000000",
        ),
        (
            "limits: {sessionPerMinute: 4294967296}",
            "1: limits.sessionPerMinute: ",
        ),
        (
            "limits: {perMinute: 1}",
            "1: limits.perMinute: unknown field `perMinute`, expected one of ",
        ),
    ];
    for (first_lines, expected) in table {
        let config_error = config_error(first_lines);
        let config_error = config_error
            .strip_prefix("haulout.yaml:")
            .unwrap_or(&config_error);
        assert!(
            config_error.starts_with(expected),
            "{first_lines}: {config_error}"
        );
        assert_eq!(config_error.lines().count(), 1, "{config_error}");
    }
}

#[test]
fn client_authentication_has_two_values_and_requires_a_secret() {
    let good = yaml("https://issuer.example", "https://cluster.example");
    let with = |line: &str| {
        let text = good.replace(
            "  scopes",
            &format!("  clientAuthentication: {line}\n  scopes"),
        );
        complaint_about(&with_certificates(), text.as_bytes())
    };
    assert_eq!(with("client_secret_post"), "accepted");
    let unknown = "haulout.yaml:7: issuer.clientAuthentication: `private_key_jwt` is not one of client_secret_basic, client_secret_post";
    assert!(with("private_key_jwt").starts_with(unknown));
    let public = good.replace(
        "clientSecretFile: secret",
        "clientAuthentication: client_secret_post",
    );
    let without_secret = complaint_about(&with_certificates(), public.as_bytes());
    let expected =
        "haulout.yaml:6: issuer.clientAuthentication: requires `issuer.clientSecretFile`";
    assert!(without_secret.starts_with(expected), "{without_secret}");
}

#[test]
fn file_that_is_no_configuration_is_named_in_the_error() {
    let folder = with_certificates();
    let about = |content: &[u8]| complaint_about(&folder, content);
    assert!(
        about(b"")
            .starts_with("haulout.yaml: title: is missing\nhaulout.yaml: publicUrl: is missing\n")
    );
    assert_eq!(about(b"title: \xff"), "haulout.yaml: is not UTF-8");
    let large = "#".repeat(5 * 1024 * 1024);
    assert_eq!(
        about(large.as_bytes()),
        "haulout.yaml: has more than 4194304 bytes"
    );
    for broken in [
        "title: [",
        "title: a\ntitle: b",
        "\tx: 1",
        "a: *b",
        "- a",
        "title",
    ] {
        let config_error = about(broken.as_bytes());
        assert!(
            config_error.starts_with("haulout.yaml:"),
            "{broken}: {config_error}"
        );
        let mut lines = config_error.lines();
        assert!(
            lines.all(|line| line.starts_with("haulout.yaml:")),
            "{config_error}"
        );
    }
    let missing = Source::new(&folder.path().join("none.yaml"), Overrides::default());
    let config_error = missing.read().config.unwrap_err().to_string();
    assert!(
        config_error.contains("none.yaml: does not exist"),
        "{config_error}"
    );
}
