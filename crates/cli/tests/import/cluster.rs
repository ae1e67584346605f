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
fn a_cluster_becomes_a_configuration_that_the_gateway_takes() {
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
fn a_cluster_is_only_read_and_no_secret_of_it_without_need() {
    let server = Concierge::new().start();
    import(&server, &[]).document();
    let asked = server.asked();
    assert!(!asked.is_empty());
    for request in asked {
        assert!(request.starts_with("GET "), "{request}");
        assert!(!request.contains("secrets"), "{request}");
    }
}

#[test]
fn without_a_client_what_to_register_is_printed() {
    let run = Concierge::new().import(&[]);
    assert!(run.out.contains("# FILL IN"), "{}", run.out);
    assert!(run.err.contains("kind: OIDCClient"), "{}", run.err);
}

#[test]
fn behind_an_impersonation_proxy_people_meet_the_proxy() {
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
fn the_first_strategy_that_works_is_the_one() {
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
fn the_issuers_bundle_is_fetched_from_beside_the_concierge() {
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
fn an_issuer_that_everybody_trusts_has_no_bundle() {
    for tls in [
        Value::Null,
        json!({}),
        json!({"certificateAuthorityData": ""}),
    ] {
        let concierge = Concierge::new().lists(JWT, &[jwt("supervisor", &tls)]);
        let document = concierge.import(&[]).document();
        assert_eq!(document["issuer"]["caBundleData"], Value::Null, "{tls}");
    }
}

#[test]
fn among_several_authenticators_name_and_type_say_which() {
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
fn a_concierge_with_another_suffix_is_found_when_it_is_said() {
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
fn without_a_file_the_kubeconfig_is_that_of_kubectl() {
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
fn an_administrators_bundle_can_lie_beside_the_kubeconfig() {
    let server = Concierge::new().start();
    let cluster = json!({"server": server.url(), "certificate-authority": "ca.pem"});
    let admin = kubeconfig(&[("prod", cluster, server.administrator())]);
    let pem = String::from_utf8(BASE64_STANDARD.decode(server.ca()).unwrap()).unwrap();
    let folder = TestFolder::with(&[("admin.yaml", admin.to_string()), ("ca.pem", pem)]);
    let run = folder.import_public(&["--from-cluster", "--kubeconfig", "admin.yaml"]);
    assert_eq!(run.document()["clusters"][0]["caData"], server.ca());
}
