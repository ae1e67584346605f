//! The portal's client, and the advice about registering it.

use crate::scene::{Context, TestFolder, served};

fn folder() -> TestFolder {
    TestFolder::of(&[Context::supervisor("prod", "https://prod.example", "prod")])
}

#[test]
fn without_a_client_the_place_for_it_is_marked_and_the_gateway_refuses_it_by_name() {
    let run = folder().import_public(&["a.yaml"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("# FILL IN"), "{}", run.out);
    let refusal = served(&run.out).unwrap_err();
    assert!(refusal.contains("issuer.clientId"), "{refusal}");
}

#[test]
fn once_the_client_is_filled_in_the_gateway_takes_the_configuration() {
    let run = folder().import_public(&["a.yaml"]);
    let filled_in = run
        .out
        .replace(
            "clientId: \"\"",
            "clientId: client.oauth.pinniped.dev-portal",
        )
        .replace("# clientSecretFile:", "clientSecretFile:");
    assert_ne!(filled_in, run.out);
    assert_eq!(served(&filled_in), Ok(()));
}

#[test]
fn the_client_to_register_is_printed_as_a_supervisor_wants_it() {
    let run = folder().import_public(&["a.yaml"]);
    let expected = "\
apiVersion: config.supervisor.pinniped.dev/v1alpha1
kind: OIDCClient
metadata:
  name: client.oauth.pinniped.dev-haulout
  namespace: pinniped-supervisor
spec:
  allowedRedirectURIs:
  - \"https://clusters.example/k8s/callback\"
  allowedGrantTypes:
  - \"authorization_code\"
  - \"refresh_token\"
  - \"urn:ietf:params:oauth:grant-type:token-exchange\"
  allowedScopes:
  - \"openid\"
  - \"offline_access\"
  - \"pinniped:request-audience\"
  - \"username\"
  - \"groups\"
---
";
    assert!(run.err.contains(expected), "{}", run.err);
    assert!(
        run.err.contains("kind: OIDCClientSecretRequest"),
        "{}",
        run.err
    );
}

#[test]
fn grants_go_with_scopes_because_the_supervisor_ties_them_together() {
    let context = Context::supervisor("prod", "https://prod.example", "prod")
        .with("--scopes=openid,username");
    let run = TestFolder::of(&[context]).import_public(&["a.yaml"]);
    assert!(run.err.contains("authorization_code"), "{}", run.err);
    assert!(!run.err.contains("refresh_token"), "{}", run.err);
    assert!(!run.err.contains("token-exchange"), "{}", run.err);
}

#[test]
fn a_portal_at_the_desk_signs_in_as_the_program_does() {
    let run = folder().import(&["a.yaml", "--public-url", "http://127.0.0.1:8080"]);
    assert_eq!(run.document()["issuer"]["clientId"], "pinniped-cli");
    assert_eq!(served(&run.out), Ok(()));
    // The Supervisor accepts only this host and path in this client's redirect URIs.
    for elsewhere in ["http://localhost:8080", "http://127.0.0.1:8080/base"] {
        let run = folder().import(&["a.yaml", "--public-url", elsewhere]);
        assert_eq!(run.document()["issuer"]["clientId"], "", "{elsewhere}");
    }
}

#[test]
fn a_client_of_a_supervisor_without_its_secret_is_noticed() {
    let run =
        folder().import_public(&["a.yaml", "--client-id", "client.oauth.pinniped.dev-portal"]);
    assert!(run.err.contains("--client-secret-file"), "{}", run.err);
}
