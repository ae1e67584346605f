//! Errors for unusable kubeconfigs, and what they name.

use crate::scene::{Context, TestFolder, bundle, kubeconfig};

fn prod() -> Context {
    Context::supervisor("prod", "https://prod.example", "prod")
}

fn dev() -> Context {
    Context::supervisor("dev", "https://dev.example", "dev")
}

fn import(files: &[(&str, String)]) -> crate::scene::Run {
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    TestFolder::with(files).import_public(&names)
}

#[test]
fn second_issuer_error_names_both_contexts_and_issuers() {
    let other = dev().with("--issuer=https://dex.example");
    let run = import(&[
        ("a.yaml", kubeconfig(&[prod()])),
        ("b.yaml", kubeconfig(&[other])),
    ]);
    run.assert_rejected(&[
        "a.yaml: context `prod`",
        "https://supervisor.example/demo",
        "b.yaml: context `dev`",
        "https://dex.example",
    ]);
}

#[test]
fn different_client_or_bundle_of_one_issuer_is_rejected() {
    let client = dev().with("--client-id=other-client");
    import(&[("a.yaml", kubeconfig(&[prod(), client]))])
        .assert_rejected(&["client `pinniped-cli`", "`other-client`"]);
    let trust = dev().with(&format!("--ca-bundle-data={}", bundle()));
    import(&[("a.yaml", kubeconfig(&[prod(), trust]))])
        .assert_rejected(&["issuer's CA bundle", "context `dev`"]);
}

#[test]
fn conflicting_cluster_error_names_the_difference() {
    let mut other = prod().with("--request-audience=other");
    other.name = "prod-2";
    let both = ["a.yaml: context `prod`", "b.yaml: context `prod-2`"];
    let run = import(&[
        ("a.yaml", kubeconfig(&[prod()])),
        ("b.yaml", kubeconfig(&[other])),
    ]);
    run.assert_rejected(&both);
    run.assert_rejected(&[
        "https://prod.example",
        "differ in the audience",
        "--context",
    ]);
}

#[test]
fn context_option_resolves_a_conflict() {
    let mut other = prod().with("--request-audience=other");
    other.name = "prod-2";
    let folder = TestFolder::of(&[prod(), other]);
    let run = folder.import_public(&["a.yaml", "--context", "prod-2"]);
    assert_eq!(run.document()["clusters"][0]["audience"], "other");
    folder
        .import_public(&["a.yaml", "--context", "missing"])
        .assert_rejected(&["no file has a context `missing`"]);
}

#[test]
fn argument_error_names_file_and_context() {
    for (argument, reason) in [
        (
            "--frobnicate=1",
            "`--frobnicate` is not supported by Haulout",
        ),
        ("--listen-port=many", "`--listen-port` must be a number"),
        ("--issuer=", "`--issuer` is missing"),
        (
            "--concierge-authenticator-type=x509",
            "`--concierge-authenticator-type` must be",
        ),
        (
            "--ca-bundle-data=???",
            "`--ca-bundle-data` that is not base64",
        ),
        (
            "--request-audience=x.pinniped.dev",
            "audience that contains the reserved `.pinniped.dev`",
        ),
    ] {
        let run = import(&[("a.yaml", kubeconfig(&[dev(), prod().with(argument)]))]);
        run.assert_rejected(&["a.yaml: context `prod`", reason]);
    }
}

#[test]
fn invalid_field_error_names_its_context() {
    for (argument, reason) in [
        (
            "--issuer=http://issuer.example",
            "issuer.url must be an https URL",
        ),
        ("--scopes=username", "issuer.scopes must contain `openid`"),
        (
            "--concierge-endpoint=https://a.example/?b",
            "concierge.endpoint must not contain a query",
        ),
        (
            "--concierge-api-group-suffix=tld",
            "concierge.apiGroupSuffix must be a DNS name",
        ),
    ] {
        let run = import(&[("a.yaml", kubeconfig(&[prod().with(argument)]))]);
        run.assert_rejected(&["a.yaml: context `prod` cannot be used:", reason]);
    }
}

#[test]
fn context_without_tls_verification_is_rejected() {
    let text = kubeconfig(&[prod()]).replace(
        "\"server\":",
        "\"insecure-skip-tls-verify\":true,\"server\":",
    );
    import(&[("a.yaml", text)]).assert_rejected(&["context `prod` has `insecure-skip-tls-verify`"]);
}

#[test]
fn error_names_files_that_are_not_kubeconfigs() {
    TestFolder::of(&[prod()])
        .import_public(&["a.yaml", "b.yaml"])
        .assert_rejected(&["b.yaml does not exist"]);
    import(&[("a.yaml", "[".to_owned())])
        .assert_rejected(&["a.yaml:1: a bracket or a comma is missing"]);
    import(&[("a.yaml", "{}".to_owned())]).assert_rejected(&["there is nothing to import"]);
}

#[test]
fn invalid_public_url_is_rejected() {
    TestFolder::of(&[prod()])
        .import(&["a.yaml", "--public-url", "http://clusters.example"])
        .assert_rejected(&["--public-url must be an https URL"]);
}
