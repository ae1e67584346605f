//! Compares the report with a first sign-in: a check fails if and only if the sign-in does.

use haulout_devstack::Script;
use serde_json::{Value, json};

use crate::fake::Fake;
use crate::fake_issuer::{self, CLIENT, Deviation};
use crate::first_sign_in::sign_in;
use crate::scene::Scene;

/// Asserts that `haulout check` fails if the first sign-in does.
async fn assert_agreement(name: &str, scene: &Scene) {
    let outcome = sign_in(scene).await;
    let report = scene.check(&[]).await;
    let failed = report.failed_ids();
    assert_eq!(
        failed.is_empty(),
        outcome.is_ok(),
        "{name}: the sign-in ends with {outcome:?}, and the failed checks are {failed:?}"
    );
}

/// A configuration of a stack, by its name and the replacements that make it.
type Configuration = (&'static str, &'static [(&'static str, &'static str)]);

async fn assert_all_agree(script: fn() -> Script, configurations: &[Configuration]) {
    for (name, replacements) in configurations {
        let mut scene = Scene::set(script()).await;
        for (from, to) in *replacements {
            scene = scene.edit(from, to);
        }
        assert_agreement(name, &scene).await;
    }
}

#[tokio::test]
async fn check_agrees_with_a_first_sign_in_at_a_supervisor() {
    let configurations: &[Configuration] = &[
        ("no problem", &[]),
        ("unknown client", &[("dev-portal", "dev-other")]),
        (
            "unregistered redirect URI",
            &[("http://127.0.0.1:8080", "https://portal.example")],
        ),
        ("forbidden scope", &[("[openid, ", "[openid, email, ")]),
        (
            "no scope for clusters",
            &[("'pinniped:request-audience', ", "")],
        ),
        ("no refresh token", &[("offline_access, ", "")]),
        ("trailing slash", &[("/demo\n", "/demo/\n")]),
        ("other issuer URL", &[("/demo\n", "/other\n")]),
        (
            "other API group",
            &[("concierge: {", "concierge: {apiGroupSuffix: acme.example, ")],
        ),
        (
            "other authentication",
            &[("  scopes:", "  clientAuthentication: post\n  scopes:")],
        ),
    ];
    assert_all_agree(Script::default, configurations).await;
    let scene = Scene::supervisor().await;
    scene.write("secret", "yesterdays-secret");
    assert_agreement("wrong client secret", &scene).await;
}

#[tokio::test]
async fn check_agrees_with_a_first_sign_in_at_dex() {
    // The user name is the claim `email`.
    const SCOPES: (&str, &str) = ("[openid]", "[openid, email, offline_access]");
    let configurations: &[Configuration] = &[
        ("no problem", &[SCOPES]),
        (
            "unknown client",
            &[SCOPES, ("clientId: portal", "clientId: other")],
        ),
        (
            "unregistered redirect URI",
            &[SCOPES, ("http://127.0.0.1:8080", "https://portal.example")],
        ),
        (
            "unknown scope",
            &[SCOPES, ("[openid, ", "[openid, username, ")],
        ),
    ];
    let script = || {
        let mut script = Script::dex();
        script.clients[0].redirect_uris = vec!["http://127.0.0.1:8080/callback".to_owned()];
        script
    };
    assert_all_agree(script, configurations).await;
}

#[tokio::test]
async fn check_agrees_with_a_first_sign_in_at_another_openid_provider() {
    let configurations: &[Configuration] = &[
        ("no problem", &[]),
        ("unknown client", &[("clientId: portal", "clientId: other")]),
        (
            "audience of a cluster",
            &[("    concierge:", "    audience: dev-19c2\n    concierge:")],
        ),
        (
            "audience that is the client",
            &[("    concierge:", "    audience: portal\n    concierge:")],
        ),
    ];
    assert_all_agree(Script::plain, configurations).await;
}

#[tokio::test]
async fn check_agrees_with_a_first_sign_in_for_odd_documents() {
    let odd_metadata = |name: &'static str, value: Value| Deviation {
        metadata: vec![(name, value)],
        ..Deviation::default()
    };
    let odd_keys = |keys: Value| Deviation {
        odd_keys: keys.as_array().unwrap().clone(),
        ..Deviation::default()
    };
    for (name, deviation) in [
        ("no deviation", Deviation::default()),
        (
            "scopes-object.json",
            case(include_str!(
                "../../../../tests/cases/discovery/scopes-object.json"
            )),
        ),
        (
            "rt-object.json",
            case(include_str!(
                "../../../../tests/cases/discovery/rt-object.json"
            )),
        ),
        (
            "end-empty.json",
            case(include_str!(
                "../../../../tests/cases/discovery/end-empty.json"
            )),
        ),
        ("nulls", odd_metadata("scopes_supported", Value::Null)),
        ("no keys' URL", odd_metadata("jwks_uri", Value::Null)),
        (
            "empty list of PKCE methods",
            odd_metadata("code_challenge_methods_supported", json!([])),
        ),
        (
            "other PKCE method",
            odd_metadata("code_challenge_methods_supported", json!(["plain"])),
        ),
        (
            "other issuer",
            odd_metadata("issuer", json!("http://127.0.0.1:1")),
        ),
        ("jwks-nokty.json", {
            let document = include_str!("../../../../tests/cases/jwks/jwks-nokty.json");
            let mut keys: Value = serde_json::from_str(document).unwrap();
            // Only the odd key: the other one belongs to the author of the case.
            odd_keys(json!([keys["keys"][0].take()]))
        }),
        (
            "odd keys",
            odd_keys(
                json!([{}, {"kty": 1}, {"kty": "oct", "k": "c2VjcmV0"}, {"kty": "AKP", "alg": "ML-DSA-44"}]),
            ),
        ),
        (
            "no key",
            Deviation {
                is_key_missing: true,
                ..Deviation::default()
            },
        ),
        (
            "unsupported algorithm",
            Deviation {
                metadata: vec![("id_token_signing_alg_values_supported", json!(["ES512"]))],
                algorithm: Some("ES512"),
                ..Deviation::default()
            },
        ),
        (
            "content coding",
            Deviation {
                coding: Some("br"),
                ..Deviation::default()
            },
        ),
    ] {
        let issuer = fake_issuer::start(deviation).await;
        let scene = scene_without_concierge(&issuer).await;
        assert_agreement(name, &scene).await;
    }
}

/// The members of a metadata document that are not about its endpoints.
fn case(document: &'static str) -> Deviation {
    let document: serde_json::Map<String, Value> = serde_json::from_str(document).unwrap();
    let endpoints = [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
    ];
    let members = document.into_iter();
    Deviation {
        metadata: members
            .filter(|(name, _)| !endpoints.contains(&name.as_str()))
            .map(|(name, value)| (&*name.leak(), value))
            .collect(),
        ..Deviation::default()
    }
}

/// A configuration with that issuer, and a cluster that accepts its ID tokens.
pub(crate) async fn scene_without_concierge(issuer: &Fake) -> Scene {
    let scene = Scene::set(Script::plain()).await;
    let (_, clusters) = scene.yaml.split_once("clusters:\n").unwrap();
    let (cluster, _) = clusters.split_once("    concierge:").unwrap();
    let yaml = format!(
        "title: Acme clusters
publicUrl: http://127.0.0.1:8080
issuer: {{url: '{}', clientId: {CLIENT}, scopes: [openid]}}
clusters:
{cluster}    concierge: none
",
        issuer.url
    );
    Scene { yaml, ..scene }
}
