//! One field at a time: unknown, missing, of another type, or invalid.

use alloc::string::ToString as _;

use serde_json::json;

use super::*;

#[test]
fn unknown_fields_are_refused() {
    for place in [
        "",
        "/issuer",
        "/clusters/0",
        "/clusters/0/concierge",
        "/clusters/0/concierge/authenticator",
    ] {
        let mut config = page();
        config.pointer_mut(place).unwrap()["surprise"] = json!(1);
        let field = match place {
            "" => "surprise".into(),
            _ => dotted(&alloc::format!("{place}/surprise")),
        };
        assert_fault(&config, &field, "is not a known field");
    }
    let mut config = sealed();
    config["session"]["surprise"] = json!(1);
    assert_fault(&config, "session.surprise", "is not a known field");
}

#[test]
fn missing_fields_are_refused() {
    for (config, fields) in [
        (
            page(),
            &[
                "/tokens",
                "/redirectUri",
                "/issuer",
                "/issuer/url",
                "/issuer/clientId",
                "/issuer/scopes",
                "/clusters/0/id",
                "/clusters/0/server",
                "/clusters/0/concierge",
                "/clusters/0/concierge/authenticator",
                "/clusters/0/concierge/authenticator/type",
                "/clusters/0/concierge/authenticator/name",
            ][..],
        ),
        (
            sealed(),
            &["/session/startUrl", "/session/endUrl", "/session/configUrl"][..],
        ),
    ] {
        for field in fields {
            let (parent, name) = field.rsplit_once('/').unwrap();
            let mut config = config.clone();
            let parent = config.pointer_mut(parent).unwrap();
            assert!(
                parent.as_object_mut().unwrap().remove(name).is_some(),
                "{field}"
            );
            assert_fault(&config, &dotted(field), "is missing");
        }
    }
}

#[test]
fn invalid_values_are_refused() {
    let no_extras = "must have neither user information nor a fragment";
    let bad_ca = "must be the base64 of a PEM bundle that starts with a certificate";
    let bad_suffix = "must be a DNS name with at least one dot";
    let bad_proxy = "must be an http, https or socks5 URL without user information";
    let bad_header = "must be header names with values in visible ASCII";
    for (field, value, reason) in [
        ("/tokens", json!("shared"), "must be `sealed` or `page`"),
        (
            "/redirectUri",
            json!("http://clusters.acme.example/callback"),
            NOT_HTTPS,
        ),
        (
            "/redirectUri",
            json!("/callback"),
            "must be an absolute URL",
        ),
        (
            "/redirectUri",
            json!("https://b\u{fc}cher.example/callback"),
            "must have its host in ASCII: an internationalised name in its Punycode form (`xn--…`)",
        ),
        (
            "/issuer/url",
            json!("http://dex.acme.example/dex"),
            NOT_HTTPS,
        ),
        (
            "/issuer/url",
            json!("https://dex.acme.example/dex?tenant=1"),
            "must have no query",
        ),
        (
            "/issuer/url",
            json!("https://me@dex.acme.example/dex"),
            no_extras,
        ),
        (
            "/issuer/url",
            json!("https://dex.acme.example/dex#x"),
            no_extras,
        ),
        ("/issuer/clientId", json!(""), "must not be empty"),
        ("/issuer/scopes", json!(["email"]), "must contain `openid`"),
        ("/issuer/scopes", json!([]), "must contain `openid`"),
        (
            "/issuer/scopes",
            json!(["openid email"]),
            "must contain `openid`",
        ),
        (
            "/issuer/scopes",
            json!(["openid", "e mail"]),
            "must each be one word",
        ),
        (
            "/issuer/headers",
            json!({"x": "a\r\nset-cookie: b"}),
            bad_header,
        ),
        ("/issuer/headers", json!({"x\r\ny": "a"}), bad_header),
        ("/issuer/headers", json!({"": "a"}), bad_header),
        ("/issuer/headers", json!({"x": "ü"}), bad_header),
        ("/clusters/0/id", json!(""), "must not be empty"),
        ("/clusters/0/id", json!("a@b"), "must not contain `@`"),
        (
            "/clusters/0/server",
            json!("http://10.1.2.3:6443"),
            NOT_HTTPS,
        ),
        ("/clusters/0/caData", json!("not base64!"), bad_ca),
        ("/clusters/0/caData", json!(""), bad_ca),
        ("/clusters/0/caData", json!("aGVsbG8="), bad_ca),
        ("/clusters/0/audience", json!(""), "must not be empty"),
        ("/clusters/0/namespace", json!(""), "must not be empty"),
        ("/clusters/0/concierge/caData", json!("not base64!"), bad_ca),
        (
            "/clusters/0/concierge/endpoint",
            json!("http://10.1.2.3"),
            NOT_HTTPS,
        ),
        (
            "/clusters/0/proxyUrl",
            json!("ftp://proxy.acme.example"),
            bad_proxy,
        ),
        (
            "/clusters/0/proxyUrl",
            json!("http://me:pw@proxy.acme.example"),
            bad_proxy,
        ),
        ("/clusters/0/proxyUrl", json!("proxy:3128"), bad_proxy),
        ("/clusters/0/proxyUrl", json!(""), bad_proxy),
        (
            "/clusters/0/tlsServerName",
            json!("a b"),
            "must be a DNS name",
        ),
        ("/clusters/0/tlsServerName", json!(""), "must be a DNS name"),
        (
            "/clusters/0/versionUrl",
            json!("ftp://10.1.2.3/version"),
            NOT_HTTPS,
        ),
        ("/clusters/0/headers", json!({"x": "\u{0}"}), bad_header),
        (
            "/clusters/0/concierge/endpoint",
            json!("http://10.1.2.3"),
            NOT_HTTPS,
        ),
        (
            "/clusters/0/concierge/requestUrl",
            json!("http://10.1.2.3"),
            NOT_HTTPS,
        ),
        (
            "/clusters/0/concierge/apiGroupSuffix",
            json!("pinniped"),
            bad_suffix,
        ),
        (
            "/clusters/0/concierge/apiGroupSuffix",
            json!(""),
            bad_suffix,
        ),
        (
            "/clusters/0/concierge/apiGroupSuffix",
            json!("a..b"),
            bad_suffix,
        ),
        (
            "/clusters/0/concierge/apiGroupSuffix",
            json!("a.b/../c"),
            bad_suffix,
        ),
        (
            "/clusters/0/concierge/authenticator/type",
            json!("oidc"),
            "must be `jwt` or `webhook`",
        ),
        (
            "/clusters/0/concierge/authenticator/type",
            json!("JWT"),
            "must be `jwt` or `webhook`",
        ),
        (
            "/clusters/0/concierge/authenticator/name",
            json!(""),
            "must not be empty",
        ),
    ] {
        let mut config = page();
        let (parent, name) = field.rsplit_once('/').unwrap();
        config.pointer_mut(parent).unwrap()[name] = value;
        assert_fault(&config, &dotted(field), reason);
    }
}

#[test]
fn values_of_another_type_are_refused() {
    for field in [
        "/title",
        "/tokens",
        "/redirectUri",
        "/issuer",
        "/issuer/url",
        "/issuer/scopes",
        "/issuer/headers",
        "/session",
        "/clusters",
        "/clusters/0",
        "/clusters/0/id",
        "/clusters/0/caData",
        "/clusters/0/concierge",
    ] {
        let mut config = page();
        if field == "/session" {
            config["session"] = json!({});
        } else if field == "/clusters/0/caData" || field == "/issuer/headers" {
            let (parent, name) = field.rsplit_once('/').unwrap();
            config.pointer_mut(parent).unwrap()[name] = json!("");
        }
        *config.pointer_mut(field).unwrap() = json!(7);
        let fault = Config::parse(config.to_string().as_bytes()).unwrap_err();
        assert_eq!(fault.field, dotted(field));
        assert!(fault.reason.starts_with("must be "), "{fault:?}");
    }
}

#[test]
fn branding_cannot_inject_scripts_or_foreign_hosts() {
    let bad_logo = "must be a path from the configuration's own folder, such as `assets/logo.svg`";
    let bad_link = "must be an https URL or a mailto address";
    for (name, value, reason) in [
        (
            "accentColor",
            json!("red;background:url(//evil.example)"),
            "must be a colour as `#rrggbb`",
        ),
        ("accentColor", json!(7), "must be a string"),
        ("logoUrl", json!("https://evil.example/a.svg"), bad_logo),
        ("logoUrl", json!("//evil.example/a.svg"), bad_logo),
        ("logoUrl", json!("data:image/svg+xml,<svg/>"), bad_logo),
        ("logoUrl", json!("../a.svg"), bad_logo),
        ("logoUrl", json!(["a.svg"]), "must be a string"),
        ("supportUrl", json!("javascript:alert(1)"), bad_link),
        ("supportUrl", json!("http://help.acme.example"), bad_link),
        (
            "supportUrl",
            json!("java\nscript:alert(1)"),
            "must not contain white space",
        ),
        ("notice", json!(""), "must be 1 to 500 characters"),
        ("notice", json!(true), "must be a string"),
        ("title", json!("x"), "is not a known field"),
    ] {
        let mut config = sealed();
        config["branding"] = json!({name: value});
        assert_fault(&config, &alloc::format!("branding.{name}"), reason);
    }
    let mut config = page();
    config["branding"] = json!("#0b6583");
    assert_fault(&config, "branding", "must be an object");
}

/// Converts a JSON pointer to the form in which errors name a field.
fn dotted(pointer: &str) -> String {
    pointer[1..].replace("/0", "[0]").replace('/', ".")
}

#[test]
fn invalid_kubeconfig_fields_are_refused() {
    let bad_scopes = "must contain `openid`, and each be one word without a comma";
    for (value, field, reason) in [
        (
            json!({"names": {"context": "all"}}),
            "names.context",
            "must contain `{cluster}` once, and no `{user}`",
        ),
        (
            json!({"names": {"user": "{user}"}}),
            "names.user",
            "must contain `{user}` and `{cluster}` once each, with an `@` between them",
        ),
        (
            json!({"names": {"cluster": "{cluster}"}}),
            "names.cluster",
            "is not a known field",
        ),
        (
            json!({"cli": {"scopes": ["openid,groups"]}}),
            "issuer.cli.scopes",
            bad_scopes,
        ),
        (
            json!({"cli": {"scopes": ["groups"]}}),
            "issuer.cli.scopes",
            bad_scopes,
        ),
        (
            json!({"cli": {"clientId": ""}}),
            "issuer.cli.clientId",
            "must not be empty",
        ),
        (
            json!({"cli": {"listenPort": 65536}}),
            "issuer.cli.listenPort",
            "must be a port",
        ),
        (
            json!({"cli": {"listenPort": 1.5}}),
            "issuer.cli.listenPort",
            "must be a port",
        ),
        (
            json!({"cli": {"caData": "x"}}),
            "issuer.cli.caData",
            "must be the base64 of a PEM bundle that starts with a certificate",
        ),
        (
            json!({"cli": {"port": 1}}),
            "issuer.cli.port",
            "is not a known field",
        ),
    ] {
        let mut config = page();
        if let Some(names) = value.get("names") {
            config["names"] = names.clone();
        } else {
            config["issuer"]["cli"] = value["cli"].clone();
        }
        assert_fault(&config, field, reason);
    }
}
