//! The error for each invalid value of a configuration: file, line, field, reason.

use haulout_gateway::Config;

use super::config_error;
use crate::setup::{portal, yaml};

#[test]
fn every_invalid_value_is_reported_with_line_field_and_reason() {
    for (from, to, expected) in TABLE {
        let config_error = config_error(from, to);
        let expected = format!("c.yaml:{expected}");
        assert!(config_error.starts_with(&expected), "{to}: {config_error}");
        assert_eq!(config_error.lines().count(), 1, "{config_error}");
    }
}

#[test]
fn every_mistake_is_reported_at_once_in_the_order_of_the_lines() {
    let good = yaml("https://issuer.example", "https://cluster.example");
    let bad = good
        .replace("https://portal", "http://portal")
        .replace("[openid, offline_access]", "[offline_access]")
        .replace("server: https", "server: http")
        .replace("name: Without an audience", "name: \"\"")
        .replace("title:", "limits: {connections: 0}\ntitle:")
        .replace("clientSecretFile: secret\n", "proxyUrl: socks5://p\n");
    let error = Config::from_yaml(&bad, "c.yaml", portal().path()).unwrap_err();
    let lines: Vec<_> = error.lines().collect();
    let places = lines
        .iter()
        .map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(" "));
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            "c.yaml:1 limits.connections",
            "c.yaml:3 publicUrl",
            "c.yaml:7 issuer.proxyUrl",
            "c.yaml:8 issuer.scopes",
            "c.yaml:12 clusters[0].server",
            "c.yaml:18 clusters[1].name",
            "c.yaml:19 clusters[1].server",
        ]
    );
    assert_eq!(error.to_string(), lines.join("\n"));
}

#[test]
fn every_unknown_field_is_reported_with_the_one_that_was_probably_meant() {
    let good = yaml("https://issuer.example", "https://cluster.example");
    let bad = good
        .replace("publicUrl:", "publicURL:")
        .replace("clientSecretFile:", "clientSecret:")
        .replace("    audience:", "    \"zzz\\n\": 1\n    audience:")
        .replace("issuer:", "client_id: portal\nclaims: {}\nissuer:")
        .replace("  scopes:", "  sealKeysFile: keys\n  scopes:")
        + "clientSecret: x\n";
    let error = Config::from_yaml(&bad, "c.yaml", portal().path()).unwrap_err();
    let lines: Vec<_> = error.lines().collect();
    let expected = [
        "c.yaml:2: publicURL: unknown field `publicURL`; did you mean `publicUrl`?",
        "c.yaml:3: client_id: unknown field `client_id`; did you mean `issuer.clientId`?",
        "c.yaml:4: claims: unknown field `claims`; did you mean `clusters[].concierge.claims`?",
        "c.yaml:8: issuer.clientSecret: unknown field `clientSecret`; did you mean `clientSecretFile`?",
        "c.yaml:9: issuer.sealKeysFile: unknown field `sealKeysFile`; did you mean `sealKeysFile` at the top level?",
        "c.yaml:15: clusters[0].zzz : unknown field `zzz `, expected one of ",
        "c.yaml:24: clientSecret: unknown field `clientSecret`; did you mean `issuer.clientSecretFile`?",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line}");
    }
}

/// The text to replace in a valid configuration, the replacement, and the error after the file's name.
const TABLE: [(&str, &str, &str); 61] = [
    (
        "title:",
        "title: a\ntitle:",
        "2: the key `title` is there twice; remove one of them",
    ),
    (
        "title:",
        "---\na: b\n---\ntitle:",
        "3: a second document begins here; only one is possible",
    ),
    (
        "  scopes",
        "  caBundleFile: joined.crt\n  scopes",
        "7: issuer.caBundleFile: joined.crt:17: one block ends and the next begins on this line;",
    ),
    (
        "  scopes",
        "  caBundleFile: truncated.crt\n  scopes",
        "7: issuer.caBundleFile: truncated.crt:18: the block that begins here has no end;",
    ),
    (
        "title:",
        "titel:",
        "1: titel: unknown field `titel`; did you mean `title`?",
    ),
    ("title: Acme clusters\n", "", "1: title: is missing"),
    (
        "  clientId:",
        "  clientID:",
        "5: issuer.clientID: unknown field `clientID`; did you mean `clientId`?",
    ),
    (
        "name: supervisor",
        "nam: supervisor",
        "14: clusters[0].concierge.authenticator.nam: unknown field `nam`; did you mean `name`?",
    ),
    (
        ", name: supervisor",
        "",
        "14: clusters[0].concierge.authenticator.name: is missing",
    ),
    (
        "type: jwt",
        "type: JWT",
        "14: clusters[0].concierge.authenticator.type: `JWT` is not one of",
    ),
    (
        "concierge: {authenticator: {type: jwt, name: supervisor}}",
        "concierge: nope",
        "19: clusters[1].concierge: must be `none` or the Concierge's fields",
    ),
    (
        "    concierge: {authenticator: {type: jwt, name: supervisor}}\n",
        "",
        "18: clusters[1].concierge: is missing",
    ),
    (
        "Acme clusters",
        "\"\"",
        "1: title: must be 1 to 300 bytes on one line",
    ),
    (
        "https://portal",
        "http://portal",
        "2: publicUrl: must be an https URL (http is for 127.0.0.0/8, [::1] and localhost)",
    ),
    (
        "portal.example",
        "portal.example/?a=b",
        "2: publicUrl: must not contain a query or fragment",
    ),
    (
        "portal.example",
        "portal.example/#a",
        "2: publicUrl: must not contain a query or fragment",
    ),
    (
        "portal.example",
        "portal.example/{id}",
        "2: publicUrl: may have only letters, digits, `-`, `_`, `.` and single `/` in its path",
    ),
    (
        "https://portal.example",
        "portal",
        "2: publicUrl: must be a whole URL, such as https://portal.example",
    ),
    (
        "portal.example",
        "b\u{fc}cher.example",
        "2: publicUrl: must have its host in ASCII: an internationalised name in its Punycode form (`xn--…`)",
    ),
    (
        "https://issuer",
        "http://issuer",
        "4: issuer.url: must be an https URL (http is for 127.0.0.0/8, [::1] and localhost)",
    ),
    (
        "https://issuer",
        "https://u:p@issuer",
        "4: issuer.url: must not contain a user name or password",
    ),
    (
        "[openid, offline_access]",
        "[offline_access]",
        "7: issuer.scopes: must contain `openid`",
    ),
    (
        "[openid, offline_access]",
        "openid",
        "7: issuer.scopes: must be a list",
    ),
    (
        "File: secret",
        "File: nowhere",
        "6: issuer.clientSecretFile: nowhere does not exist",
    ),
    (
        "File: secret",
        "File: empty",
        "6: issuer.clientSecretFile: empty is empty",
    ),
    (
        "title:",
        "tokens: page\ntitle:",
        "7: issuer.clientSecretFile: cannot be used with `tokens: page`; the gateway would use its secret",
    ),
    (
        "title:",
        "tokens: cookie\ntitle:",
        "1: tokens: `cookie` is not one of page, sealed",
    ),
    (
        "title:",
        "sealKeysFile: secret\ntitle:",
        "1: sealKeysFile: must have one line with 32 bytes in base64 (`openssl rand -base64 32`)",
    ),
    (
        "title:",
        "renewal: {atFraction: 0.45}\ntitle:",
        "1: renewal.marginFraction: is missing",
    ),
    (
        "title:",
        "renewal: {atFraction: 0.45, margin: 0.2}\ntitle:",
        "1: renewal.margin: unknown field `margin`; did you mean `marginFraction`?",
    ),
    (
        "title:",
        "renewal: {atFraction: half, marginFraction: 0.2}\ntitle:",
        "1: renewal.atFraction: must be a number",
    ),
    (
        "title:",
        "renewal: {atFraction: 0.19, marginFraction: 0.2}\ntitle:",
        "1: renewal.atFraction: must be from 0.2 to 0.6, the fraction of a certificate's validity after",
    ),
    (
        "title:",
        "renewal: {atFraction: 0.61, marginFraction: 0.2}\ntitle:",
        "1: renewal.atFraction: must be from 0.2 to 0.6, the fraction of a certificate's validity after",
    ),
    (
        "title:",
        "renewal: {atFraction: .nan, marginFraction: 0.2}\ntitle:",
        "1: renewal.atFraction: must be from 0.2 to 0.6, the fraction of a certificate's validity after",
    ),
    (
        "title:",
        "renewal: {atFraction: 0.45, marginFraction: 0.41}\ntitle:",
        "1: renewal.marginFraction: must be from 0.1 to 0.4, and at most 0.9 together with 1.1 times `atFraction`, or",
    ),
    (
        "title:",
        "renewal: {atFraction: 0.45, marginFraction: -0.2}\ntitle:",
        "1: renewal.marginFraction: must be from 0.1 to 0.4, and at most 0.9 together with 1.1 times `atFraction`, or",
    ),
    (
        "title:",
        "renewal: {atFraction: 0.6, marginFraction: 0.25}\ntitle:",
        "1: renewal.marginFraction: must be from 0.1 to 0.4, and at most 0.9 together with 1.1 times `atFraction`, or",
    ),
    (
        "  scopes",
        "  caBundleFile: nowhere\n  scopes",
        "7: issuer.caBundleFile: nowhere does not exist",
    ),
    (
        "  scopes",
        "  caBundleFile: not-a-certificate.pem\n  scopes",
        "7: issuer.caBundleFile: not-a-certificate.pem contains no PEM certificate",
    ),
    (
        "  scopes",
        "  endpointOrigins: [\"https://tokens.example/path\"]\n  scopes",
        "7: issuer.endpointOrigins[0]: must be an origin, without a path",
    ),
    (
        "  scopes",
        "  endpointOrigins: [\"https://a.example\", \"http://b.example\"]\n  scopes",
        "7: issuer.endpointOrigins[1]: must be an https URL (http is for 127.0.0.0/8, [::1] and",
    ),
    (
        "  scopes",
        "  authorizationParameters: {state: mine}\n  scopes",
        "7: issuer.authorizationParameters: must not contain a parameter that Haulout sends itself",
    ),
    (
        "  scopes",
        "  proxyUrl: socks5://p\n  scopes",
        "7: issuer.proxyUrl: must be an http or https URL",
    ),
    (
        "    namespace",
        "    proxyUrl: ftp://p\n    namespace",
        "15: clusters[0].proxyUrl: must be an http, https or socks5 URL without user information",
    ),
    (
        "    namespace",
        "    tlsServerName: a b\n    namespace",
        "15: clusters[0].tlsServerName: must be a DNS name",
    ),
    (
        "  scopes",
        "  cli: {scopes: [groups]}\n  scopes",
        "7: issuer.cli.scopes: must contain `openid`, and each be one word without a comma",
    ),
    (
        "title:",
        "names: {user: \"{user}\"}\ntitle:",
        "1: names.user: must contain `{user}` and `{cluster}` once each, with an `@` between them",
    ),
    (
        "    namespace",
        "    caData: \"%%%\"\n    namespace",
        "15: clusters[0].caData: is not base64",
    ),
    (
        "    namespace",
        "    caData: aGVsbG8=\n    namespace",
        "15: clusters[0].caData: contains no PEM certificate",
    ),
    (
        "    namespace",
        "    caFile: with-a-key.pem\n    namespace",
        "15: clusters[0].caFile: with-a-key.pem:1: there is a private key; use a file with certificates only",
    ),
    (
        "server: https://cluster.example",
        "server: \"https://cluster.example \"",
        "11: clusters[0].server: must not contain white space",
    ),
    (
        "    namespace",
        "    caData: a\n    caFile: b\n    namespace",
        "15: clusters[0].caData: cannot be used together with clusters[0].caFile",
    ),
    (
        "id: plain",
        "id: PROD",
        "16: clusters[1].id: `PROD` maps to the same file name as another cluster's id",
    ),
    (
        "id: plain",
        "id: ../etc",
        "16: clusters[1].id: must be 1 to 63 letters, digits, `-`, `_` or `.`, beginning with a",
    ),
    (
        "server: https",
        "server: http",
        "11: clusters[0].server: must be an https URL (http is for 127.0.0.0/8, [::1] and",
    ),
    (
        "authenticator:",
        "apiGroupSuffix: dev\n      authenticator:",
        "14: clusters[0].concierge.apiGroupSuffix: must be a DNS name in lower case with at least one dot,",
    ),
    (
        "authenticator:",
        "apiGroupSuffix: A.dev\n      authenticator:",
        "14: clusters[0].concierge.apiGroupSuffix: must be a DNS name in lower case with at least one dot,",
    ),
    (
        "authenticator:",
        "endpoint: http://x\n      authenticator:",
        "14: clusters[0].concierge.endpoint: must be an https URL (http is for 127.0.0.0/8,",
    ),
    (
        "authenticator:",
        "claims: {usernam: email}\n      authenticator:",
        "14: clusters[0].concierge.claims.usernam: unknown field `usernam`; did you mean `username`?",
    ),
    (
        "authenticator:",
        "claims: {username: a, usernameExpression: b}\n      authenticator:",
        "14: clusters[0].concierge.claims.usernameExpression: cannot be used together with `username`",
    ),
    (
        "authenticator:",
        "claims: {claimValidationRules: [{message: m}]}\n      authenticator:",
        "14: clusters[0].concierge.claims.claimValidationRules[0]: must have either `claim` or",
    ),
];
