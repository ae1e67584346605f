//! `--from-cluster`: errors for clusters with missing or unusable objects.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::concierge::{
    API_SERVICE, CREDENTIAL_ISSUERS, Concierge, JWT, WEBHOOK, failed, inline, issuer, jwt,
    signing_key, source, webhook,
};
use crate::scene::bundle;

/// The prefix of error messages.
const ORIGIN: &str = "admin.yaml: context `prod`";
const TRUST: &str = "/api/v1/namespaces/far-away/secrets/trust";

fn assert_rejected(concierge: Concierge, words: &[&str]) {
    let run = concierge.import(&[]);
    run.assert_rejected(&[ORIGIN]);
    run.assert_rejected(words);
}

#[test]
fn cluster_without_a_credential_issuer_is_rejected() {
    assert_rejected(
        Concierge::new().lists(CREDENTIAL_ISSUERS, &[]),
        &["no CredentialIssuers were found"],
    );
}

#[test]
fn several_credential_issuers_require_a_valid_selection() {
    let two = [
        issuer("blue", &[signing_key()]),
        issuer("green", &[signing_key()]),
    ];
    let concierge = Concierge::new().lists(CREDENTIAL_ISSUERS, &two);
    assert_rejected(
        concierge.clone(),
        &[
            "multiple CredentialIssuers were found",
            "--concierge-credential-issuer",
            "blue, green",
        ],
    );
    let named = |name| ["--concierge-credential-issuer", name];
    concierge.clone().import(&named("green")).document();
    let run = concierge.import(&named("red"));
    run.assert_rejected(&[ORIGIN, "there is no CredentialIssuer `red`"]);
}

#[test]
fn error_lists_the_message_of_each_failed_strategy() {
    let strategies = [
        failed(
            "KubeClusterSigningCertificate",
            "CouldNotFetchKey",
            "no key here",
        ),
        failed("ImpersonationProxy", "Disabled", "was disabled"),
    ];
    assert_rejected(
        Concierge::new().with_strategies(&strategies),
        &[
            "could not find a successful Concierge strategy",
            "KubeClusterSigningCertificate: no key here (CouldNotFetchKey)",
            "ImpersonationProxy: was disabled (Disabled)",
        ],
    );
    assert_rejected(
        Concierge::new().with_strategies(&[]),
        &["reports no strategies"],
    );
}

#[test]
fn strategy_with_an_unknown_frontend_is_ignored() {
    let mut elsewhere = signing_key();
    elsewhere["frontend"]["type"] = json!("CarrierPigeon");
    let words = &["could not find a successful Concierge strategy"];
    assert_rejected(Concierge::new().with_strategies(&[elsewhere]), words);
    let mut nowhere = signing_key();
    nowhere["frontend"] = Value::Null;
    assert_rejected(Concierge::new().with_strategies(&[nowhere]), words);
}

#[test]
fn starting_concierge_exits_with_1() {
    let waiting = "waiting for load balancer Service to be assigned IP or hostname";
    let strategies = [
        failed(
            "KubeClusterSigningCertificate",
            "CouldNotFetchKey",
            "no key",
        ),
        failed("ImpersonationProxy", "Pending", waiting),
    ];
    let run = Concierge::new().with_strategies(&strategies).import(&[]);
    run.assert_failed(&[ORIGIN, "not ready yet", waiting]);
}

#[test]
fn cluster_without_authenticators_is_rejected() {
    assert_rejected(
        Concierge::new().lists(JWT, &[]),
        &["no authenticators were found"],
    );
}

#[test]
fn several_authenticators_require_a_valid_selection() {
    let concierge = Concierge::new()
        .lists(JWT, &[jwt("both", &inline())])
        .lists(WEBHOOK, &[webhook("both")]);
    let words = [
        "multiple authenticators were found",
        "--concierge-authenticator-name",
        "--concierge-authenticator-type",
        "JWTAuthenticator `both`, WebhookAuthenticator `both`",
    ];
    assert_rejected(concierge.clone(), &words);
    let named = |name| ["--concierge-authenticator-name", name];
    concierge
        .clone()
        .import(&named("both"))
        .assert_rejected(&words);
    let run = concierge.clone().import(&named("none"));
    run.assert_rejected(&[ORIGIN, "there is no authenticator `none`"]);
    let run = concierge.import(&[
        "--concierge-authenticator-name",
        "none",
        "--concierge-authenticator-type",
        "webhook",
    ]);
    run.assert_rejected(&["there is no WebhookAuthenticator `none`"]);
}

#[test]
fn webhook_authenticator_error_suggests_a_kubeconfig() {
    let concierge = Concierge::new()
        .lists(JWT, &[])
        .lists(WEBHOOK, &[webhook("hook")]);
    assert_rejected(
        concierge,
        &["WebhookAuthenticator `hook`", "--oidc-issuer URL"],
    );
}

#[test]
fn error_names_the_missing_field_of_an_authenticator() {
    let mut object = jwt("supervisor", &inline());
    object["spec"].as_object_mut().unwrap().remove("audience");
    assert_rejected(
        Concierge::new().lists(JWT, &[object]),
        &[
            "JWTAuthenticator `supervisor`",
            "its `spec` has no `audience`",
        ],
    );
    let mut object = jwt("supervisor", &inline());
    object["spec"]["issuer"] = json!(["https://issuer.example"]);
    assert_rejected(
        Concierge::new().lists(JWT, &[object]),
        &["its `spec` has a field of an unexpected type"],
    );
}

#[test]
fn reserved_audience_is_rejected() {
    let mut object = jwt("supervisor", &inline());
    object["spec"]["audience"] = json!("client.oauth.pinniped.dev-x");
    assert_rejected(
        Concierge::new().lists(JWT, &[object]),
        &["audience that contains the reserved `.pinniped.dev`"],
    );
}

#[test]
fn error_names_the_missing_object_of_a_bundle() {
    let from = |kind| Concierge::new().lists(JWT, &[jwt("supervisor", &source(kind))]);
    assert_rejected(
        from("Secret"),
        &["no Secret `trust` in the namespace `far-away`"],
    );
    assert_rejected(
        from("ConfigMap"),
        &["no ConfigMap `trust` in the namespace `far-away`"],
    );
    assert_rejected(
        from("Pod"),
        &[
            "JWTAuthenticator `supervisor`",
            "neither a Secret nor a ConfigMap",
        ],
    );
    assert_rejected(
        from("Secret").has(TRUST, json!({"metadata": {"name": "trust"}, "data": {}})),
        &["Secret `trust`", "no key `ca.crt`"],
    );
    let mut concierge = from("Secret");
    concierge.0.remove(API_SERVICE);
    assert_rejected(
        concierge,
        &["no APIService `v1alpha1.login.concierge.pinniped.dev`"],
    );
    let local = json!({"metadata": {"name": "local"}, "spec": {}});
    assert_rejected(
        from("Secret").has(API_SERVICE, local),
        &["APIService", "it has no service"],
    );
}

#[test]
fn private_key_is_rejected_as_a_bundle_and_never_written() {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let certificate = String::from_utf8(BASE64_STANDARD.decode(bundle()).unwrap()).unwrap();
    for (content, reason) in [
        (key.clone(), "line 1 of its PEM: there is a private key"),
        (format!("{certificate}{key}"), "there is a private key"),
        (String::new(), "contains no PEM certificate"),
    ] {
        let secret = json!({"metadata": {"name": "trust"}, "data": {"ca.crt": BASE64_STANDARD.encode(&content)}});
        let concierge = Concierge::new()
            .lists(JWT, &[jwt("supervisor", &source("Secret"))])
            .has(TRUST, secret);
        let run = concierge.import(&[]);
        run.assert_rejected(&["Secret `trust`, whose `ca.crt`", reason]);
        let secret_line = key.lines().nth(1).unwrap();
        assert!(!run.err.contains(secret_line), "{}", run.err);
    }
}

#[test]
fn api_server_without_a_concierge_is_reported() {
    let mut concierge = Concierge::new();
    concierge.0.clear();
    assert_rejected(
        concierge,
        &[
            "does not serve credentialissuers.config.concierge.pinniped.dev",
            "--api-group-suffix",
        ],
    );
}

#[test]
fn forbidden_error_includes_the_api_servers_message() {
    let message = "credentialissuers is forbidden: User \"jane\" cannot list";
    assert_rejected(
        Concierge::new().with_error(CREDENTIAL_ISSUERS, 403, message),
        &["administrator", message],
    );
}

#[test]
fn api_server_error_exits_with_1() {
    let concierge = Concierge::new().with_error(JWT, 503, "etcd is away");
    concierge
        .import(&[])
        .assert_failed(&[ORIGIN, "503", "etcd is away"]);
}
