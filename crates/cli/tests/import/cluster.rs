//! `--from-cluster`: the objects of a cluster become a configuration.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::concierge::{
    Concierge, JWT, WEBHOOK, failed, import, import_as, inline, jwt, kubeconfig, proxy,
    signing_key, source, webhook,
};
use crate::scene::{CA, TestFolder, bundle, served};

#[test]
fn gateway_accepts_the_configuration_from_a_cluster() {
    let server = Concierge::new().start();
    let run = import(
        &server,
        &[
            "--client-id",
            "client.oauth.pinniped.dev-portal",
            "--client-secret-file",
            "client-secret",
        ],
    );
    let document = run.document();
    assert_eq!(served(&run.out), Ok(()));
    assert_eq!(
        document["issuer"],
        json!({
            "url": "https://supervisor.example/demo",
            "clientId": "client.oauth.pinniped.dev-portal",
            "clientSecretFile": "client-secret",
            "scopes": ["offline_access", "openid", "pinniped:request-audience", "username", "groups"],
            "caBundleData": *CA,
        })
    );
    // The URL is the one in the administrator's kubeconfig, not the one in the CredentialIssuer.
    assert_eq!(
        document["clusters"],
        json!([{
            "id": "prod",
            "name": "prod",
            "server": server.url(),
            "caData": server.ca(),
            "audience": "prod-7f3a",
            "concierge": {
                "endpoint": server.url(),
                "caData": server.ca(),
                "apiGroupSuffix": "pinniped.dev",
                "authenticator": {"type": "jwt", "name": "supervisor"},
            },
        }])
    );
    assert!(
        run.out.contains("# From \"admin.yaml\", context \"prod\"."),
        "{}",
        run.out
    );
}

#[test]
fn import_only_reads_and_avoids_secrets() {
    let server = Concierge::new().start();
    import(&server, &[]).document();
    let request_log = server.request_log();
    assert!(!request_log.is_empty());
    for request in request_log {
        assert!(request.starts_with("GET "), "{request}");
        assert!(!request.contains("secrets"), "{request}");
    }
}

#[test]
fn missing_client_prints_what_to_register() {
    let run = Concierge::new().import(&[]);
    assert!(run.out.contains("# FILL IN"), "{}", run.out);
    assert!(run.err.contains("kind: OIDCClient"), "{}", run.err);
}

#[test]
fn impersonation_proxy_becomes_server_and_endpoint() {
    let strategies = [
        failed(
            "KubeClusterSigningCertificate",
            "CouldNotFetchKey",
            "no key",
        ),
        proxy("https://proxy.example"),
    ];
    let server = Concierge::new().with_strategies(&strategies).start();
    let mut cluster = server.cluster();
    cluster["tls-server-name"] = json!("127.0.0.1");
    let admin = kubeconfig(&[("prod", cluster, server.administrator())]);
    let document = import_as(admin, &[]).document();
    let cluster = &document["clusters"][0];
    assert_eq!(cluster["server"], "https://proxy.example");
    assert_eq!(cluster["caData"], *CA);
    assert_eq!(cluster["concierge"]["endpoint"], "https://proxy.example");
    assert_eq!(cluster["concierge"]["caData"], *CA);
    // That name is in the API server's certificate, not in the proxy's.
    assert_eq!(cluster["tlsServerName"], Value::Null);
}

#[test]
fn first_successful_strategy_is_used() {
    let both = [signing_key(), proxy("https://proxy.example")];
    let server = Concierge::new().with_strategies(&both).start();
    let mut cluster = server.cluster();
    cluster["tls-server-name"] = json!("127.0.0.1");
    let admin = kubeconfig(&[("prod", cluster, server.administrator())]);
    let document = import_as(admin, &[]).document();
    assert_eq!(document["clusters"][0]["server"], server.url());
    assert_eq!(document["clusters"][0]["tlsServerName"], "127.0.0.1");
}

#[test]
fn issuer_bundle_is_read_from_the_concierge_namespace() {
    let pem = BASE64_STANDARD.decode(bundle()).unwrap();
    let text = String::from_utf8(pem.clone()).unwrap();
    let encoded = BASE64_STANDARD.encode(pem);
    for (kind, path, value) in [
        (
            "Secret",
            "/api/v1/namespaces/far-away/secrets/trust",
            &encoded,
        ),
        (
            "ConfigMap",
            "/api/v1/namespaces/far-away/configmaps/trust",
            &text,
        ),
    ] {
        let object = json!({
            "apiVersion": "v1",
            "kind": kind,
            "metadata": {"name": "trust", "namespace": "far-away"},
            "data": {"ca.crt": value},
        });
        let concierge = Concierge::new().lists(JWT, &[jwt("supervisor", &source(kind))]);
        let document = concierge.has(path, object).import(&[]).document();
        assert_eq!(document["issuer"]["caBundleData"], encoded, "{kind}");
    }
}

#[test]
fn publicly_trusted_issuer_has_no_bundle() {
    for tls in [
        Value::Null,
        json!({}),
        json!({"certificateAuthorityData": ""}),
        json!({"certificateAuthorityData": null, "certificateAuthorityDataSource": null}),
    ] {
        let concierge = Concierge::new().lists(JWT, &[jwt("supervisor", &tls)]);
        let document = concierge.import(&[]).document();
        assert_eq!(document["issuer"]["caBundleData"], Value::Null, "{tls}");
    }
}

#[test]
fn options_select_one_of_several_authenticators() {
    let concierge = Concierge::new()
        .lists(JWT, &[jwt("one", &inline()), jwt("two", &inline())])
        .lists(WEBHOOK, &[webhook("two")]);
    let run = concierge.import(&[
        "--concierge-authenticator-name",
        "two",
        "--concierge-authenticator-type",
        "JWT",
    ]);
    let document = run.document();
    let authenticator = &document["clusters"][0]["concierge"]["authenticator"];
    assert_eq!(*authenticator, json!({"type": "jwt", "name": "two"}));
}

#[test]
fn option_sets_another_api_group_suffix() {
    let mut concierge = Concierge::new();
    let renamed = concierge.0.iter().map(|(path, answer)| {
        let path = path.replace("pinniped.dev", "acme.example");
        (path, answer.clone())
    });
    concierge.0 = renamed.collect();
    let run = concierge.import(&["--api-group-suffix", "acme.example"]);
    let document = run.document();
    let suffix = &document["clusters"][0]["concierge"]["apiGroupSuffix"];
    assert_eq!(suffix, "acme.example");
}

#[test]
fn several_contexts_become_clusters_of_one_portal() {
    let (one, two) = (Concierge::new().start(), Concierge::new().start());
    let admin = kubeconfig(&[
        ("one", one.cluster(), one.administrator()),
        ("two", two.cluster(), two.administrator()),
        (
            "other",
            json!({"server": "https://unused.example"}),
            json!({}),
        ),
    ]);
    let document = import_as(admin, &["--context", "two", "--context", "one"]).document();
    let clusters = document["clusters"].as_array().unwrap();
    let servers: Vec<_> = clusters.iter().map(|it| it["server"].clone()).collect();
    assert_eq!(servers, [two.url(), one.url()]);
}

#[test]
fn default_kubeconfig_is_that_of_kubectl() {
    let server = Concierge::new().start();
    let admin = kubeconfig(&[("prod", server.cluster(), server.administrator())]);
    let folder = TestFolder::with(&[("mine", admin.to_string())]);
    let run = folder.import_with(
        &["--public-url", "https://clusters.example", "--from-cluster"],
        &[("KUBECONFIG", "mine")],
    );
    assert_eq!(run.document()["clusters"][0]["server"], server.url());
    assert!(run.out.contains("# From \"mine\""), "{}", run.out);
}

#[test]
fn ca_file_is_resolved_relative_to_the_kubeconfig() {
    let server = Concierge::new().start();
    let cluster = json!({"server": server.url(), "certificate-authority": "ca.pem"});
    let admin = kubeconfig(&[("prod", cluster, server.administrator())]);
    let pem = String::from_utf8(BASE64_STANDARD.decode(server.ca()).unwrap()).unwrap();
    let folder = TestFolder::with(&[("admin.yaml", admin.to_string()), ("ca.pem", pem)]);
    let run = folder.import_public(&["--from-cluster", "--kubeconfig", "admin.yaml"]);
    assert_eq!(run.document()["clusters"][0]["caData"], server.ca());
}

#[test]
fn claims_of_the_authenticator_are_written() {
    let mut authenticator = jwt("supervisor", &inline());
    let spec = authenticator["spec"].as_object_mut().unwrap();
    spec.extend(
        json!({
            "claims": {"usernameExpression": "claims.email.split('@')[0]", "groups": "roles", "username": "", "extra": null},
            "claimValidationRules": [
                {"claim": "hd", "requiredValue": "acme.example"},
                {"expression": "claims.email_verified", "message": "the address: not verified", "reason": "x"},
            ],
            "userValidationRules": null,
        })
        .as_object()
        .unwrap()
        .clone(),
    );
    let run = Concierge::new()
        .lists(JWT, &[authenticator])
        .import(&["--client-id", "portal"]);
    assert_eq!(
        run.document()["clusters"][0]["concierge"]["claims"],
        json!({
            "usernameExpression": "claims.email.split('@')[0]",
            "groups": "roles",
            "claimValidationRules": [
                {"claim": "hd", "requiredValue": "acme.example"},
                {"expression": "claims.email_verified", "message": "the address: not verified"},
            ],
        })
    );
    assert_eq!(served(&run.out), Ok(()));
}
