//! `--from-cluster`: client and scopes depend on the issuer's metadata.

use serde_json::{Value, json};

use crate::api_server::{OWN_CA, OWN_URL};
use crate::concierge::{Concierge, JWT, jwt};
use crate::scene::Run;

/// Imports a cluster whose issuer has this metadata in addition to the required members.
fn import(more: Value) -> Run {
    let issuer = format!("{OWN_URL}/dex");
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
    });
    let more = more.as_object().unwrap().clone();
    metadata.as_object_mut().unwrap().extend(more);
    let mut authenticator = jwt("dex", &json!({"certificateAuthorityData": OWN_CA}));
    authenticator["spec"]["issuer"] = json!(issuer);
    authenticator["spec"]["audience"] = json!("kubernetes");
    Concierge::new()
        .lists(JWT, &[authenticator])
        .has("/dex/.well-known/openid-configuration", metadata)
        .import(&[])
}

#[test]
fn issuer_that_is_no_supervisor_gets_its_own_client_and_scopes() {
    for (supported, scopes) in [
        (
            json!({"scopes_supported": ["openid", "email", "groups", "profile", "offline_access"]}),
            json!(["openid", "offline_access", "profile", "email", "groups"]),
        ),
        (
            json!({"scopes_supported": ["acr", "email"]}),
            json!(["openid", "email"]),
        ),
        (json!({}), json!(["openid", "offline_access"])),
    ] {
        let run = import(supported);
        let document = run.document();
        assert_eq!(document["issuer"]["clientId"], "kubernetes");
        assert_eq!(document["issuer"]["scopes"], scopes);
        assert_eq!(document["clusters"][0]["audience"], Value::Null);
        assert!(!run.err.contains("OIDCClient"), "{}", run.err);
        assert!(
            run.err.contains("is not a Pinniped Supervisor"),
            "{}",
            run.err
        );
        let redirect_uri =
            "`kubernetes` must have the redirect URI https://clusters.example/k8s/callback";
        assert!(run.err.contains(redirect_uri), "{}", run.err);
    }
}

#[test]
fn supervisor_is_recognized_by_its_metadata() {
    let list = format!("{OWN_URL}/dex/v1alpha1/pinniped_identity_providers");
    let extension = json!({"pinniped_identity_providers_endpoint": list});
    let run = import(json!({"discovery.supervisor.pinniped.dev/v1alpha1": extension}));
    let document = run.document();
    assert_eq!(document["clusters"][0]["audience"], "kubernetes");
    assert_eq!(document["issuer"]["scopes"][2], "pinniped:request-audience");
    assert!(run.err.contains("kind: OIDCClient"), "{}", run.err);
    assert!(!run.err.contains("cannot be read from here"), "{}", run.err);
}

#[test]
fn unreadable_metadata_is_reported() {
    let run = Concierge::new().import(&[]);
    run.document();
    let note = "the metadata of https://supervisor.example/demo cannot be read from here";
    assert!(run.err.contains(note), "{}", run.err);
}
