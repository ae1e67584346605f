//! The portal's client, and the advice about registering it.

use crate::scene::{Context, TestFolder, served};

fn folder() -> TestFolder {
    TestFolder::of(&[Context::supervisor("prod", "https://prod.example", "prod")])
}

#[test]
fn missing_client_is_marked_and_rejected_by_the_gateway() {
    let run = folder().import_public(&["a.yaml"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("# FILL IN"), "{}", run.out);
    let refusal = served(&run.out).unwrap_err();
    assert!(refusal.contains("issuer.clientId"), "{refusal}");
}

#[test]
fn gateway_accepts_the_configuration_with_a_client() {
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
fn advice_contains_the_oidcclient_manifest() {
    let run = folder().import_public(&["a.yaml"]);
    let expected = "\
apiVersion: config.supervisor.pinniped.dev/v1alpha1
kind: OIDCClient
metadata:
  name: \"client.oauth.pinniped.dev-haulout\"
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
fn a_manifest_file_completes_the_configuration() {
    let folder = folder();
    let manifest = folder.path("client.yaml");
    let run = folder.import_public(&["a.yaml", "--manifest", manifest.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let issuer = &run.document()["issuer"];
    assert_eq!(issuer["clientId"], "client.oauth.pinniped.dev-haulout");
    assert_eq!(issuer["clientSecretFile"], "client-secret");
    assert!(!run.out.contains("FILL IN"), "{}", run.out);
    assert_eq!(served(&run.out), Ok(()));
    // The shell expands nothing in a quoted here-document.
    for command in ["kubectl apply --filename", "kubectl create", "<<'END'"] {
        assert!(run.err.contains(command), "{}", run.err);
    }
    let manifest = std::fs::read_to_string(&manifest).unwrap();
    assert!(manifest.starts_with("apiVersion: config.supervisor.pinniped.dev/v1alpha1\n"));
    assert!(manifest.contains("name: \"client.oauth.pinniped.dev-haulout\""));
    assert!(!manifest.contains("---"), "{manifest}");
}

#[test]
fn no_file_is_written_if_one_of_them_exists() {
    let folder = folder();
    let (configuration, manifest) = (folder.path("haulout.yaml"), folder.path("client.yaml"));
    std::fs::write(&configuration, "mine").unwrap();
    let files = [
        "-o",
        configuration.to_str().unwrap(),
        "--manifest",
        manifest.to_str().unwrap(),
    ];
    let run = folder.import_public(&[&["a.yaml"], &files[..]].concat());
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(run.err.contains("haulout.yaml"), "{}", run.err);
    assert!(!manifest.exists());
    assert_eq!(std::fs::read_to_string(&configuration).unwrap(), "mine");
    let run = folder.import_public(&[&["a.yaml", "--force"], &files[..]].concat());
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(manifest.exists());
}

#[test]
fn a_manifest_for_a_client_of_another_issuer_is_refused() {
    let folder = folder();
    let manifest = folder.path("client.yaml");
    let options = [
        "a.yaml",
        "--client-id",
        "portal",
        "--manifest",
        manifest.to_str().unwrap(),
    ];
    let run = folder.import_public(&options);
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(run.err.contains("--manifest"), "{}", run.err);
    assert!(!manifest.exists());
}

#[test]
fn manifest_contains_only_grants_for_requested_scopes() {
    let context = Context::supervisor("prod", "https://prod.example", "prod")
        .with("--scopes=openid,username");
    let run = TestFolder::of(&[context]).import_public(&["a.yaml"]);
    assert!(run.err.contains("authorization_code"), "{}", run.err);
    assert!(!run.err.contains("refresh_token"), "{}", run.err);
    assert!(!run.err.contains("token-exchange"), "{}", run.err);
}

#[test]
fn loopback_portal_uses_the_client_of_the_pinniped_cli() {
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
fn advice_mentions_a_missing_client_secret() {
    let run =
        folder().import_public(&["a.yaml", "--client-id", "client.oauth.pinniped.dev-portal"]);
    assert!(run.err.contains("--client-secret-file"), "{}", run.err);
}
