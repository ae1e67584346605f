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

fn refuses(concierge: Concierge, words: &[&str]) {
    let run = concierge.import(&[]);
    run.refuses(&[ORIGIN]);
    run.refuses(words);
}

#[test]
fn cluster_without_a_credential_issuer_is_rejected() {
    refuses(
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
    refuses(
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
    run.refuses(&[ORIGIN, "there is no CredentialIssuer `red`"]);
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
    refuses(
        Concierge::new().with_strategies(&strategies),
        &[
            "could not find a successful Concierge strategy",
            "KubeClusterSigningCertificate: no key here (CouldNotFetchKey)",
            "ImpersonationProxy: was disabled (Disabled)",
        ],
    );
    refuses(
        Concierge::new().with_strategies(&[]),
        &["reports no strategies"],
    );
}

#[test]
fn strategy_with_an_unknown_frontend_is_ignored() {
    let mut elsewhere = signing_key();
    elsewhere["frontend"]["type"] = json!("CarrierPigeon");
    let words = &["could not find a successful Concierge strategy"];
    refuses(Concierge::new().with_strategies(&[elsewhere]), words);
    let mut nowhere = signing_key();
    nowhere["frontend"] = Value::Null;
    refuses(Concierge::new().with_strategies(&[nowhere]), words);
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
    run.fails(&[ORIGIN, "not ready yet", waiting]);
}

#[test]
fn cluster_without_authenticators_is_rejected() {
    refuses(
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
    refuses(concierge.clone(), &words);
    let named = |name| ["--concierge-authenticator-name", name];
    concierge.clone().import(&named("both")).refuses(&words);
    let run = concierge.clone().import(&named("none"));
    run.refuses(&[ORIGIN, "there is no authenticator `none`"]);
    let run = concierge.import(&[
        "--concierge-authenticator-name",
        "none",
        "--concierge-authenticator-type",
        "webhook",
    ]);
    run.refuses(&["there is no WebhookAuthenticator `none`"]);
}

#[test]
fn webhook_authenticator_error_suggests_a_kubeconfig() {
    let concierge = Concierge::new()
        .lists(JWT, &[])
        .lists(WEBHOOK, &[webhook("hook")]);
    refuses(
        concierge,
        &["WebhookAuthenticator `hook`", "--oidc-issuer URL"],
    );
}

#[test]
fn error_names_the_missing_field_of_an_authenticator() {
    let mut object = jwt("supervisor", &inline());
    object["spec"].as_object_mut().unwrap().remove("audience");
    refuses(
        Concierge::new().lists(JWT, &[object]),
        &["JWTAuthenticator `supervisor`", "`audience`"],
    );
}

#[test]
fn reserved_audience_is_rejected() {
    let mut object = jwt("supervisor", &inline());
    object["spec"]["audience"] = json!("client.oauth.pinniped.dev-x");
    refuses(
        Concierge::new().lists(JWT, &[object]),
        &["audience that contains the reserved `.pinniped.dev`"],
    );
}

#[test]
fn error_names_the_missing_object_of_a_bundle() {
    let from = |kind| Concierge::new().lists(JWT, &[jwt("supervisor", &source(kind))]);
    refuses(
        from("Secret"),
        &["no Secret `trust` in the namespace `far-away`"],
    );
    refuses(
        from("ConfigMap"),
        &["no ConfigMap `trust` in the namespace `far-away`"],
    );
    refuses(
        from("Pod"),
        &[
            "JWTAuthenticator `supervisor`",
            "neither a Secret nor a ConfigMap",
        ],
    );
    refuses(
        from("Secret").has(TRUST, json!({"metadata": {"name": "trust"}, "data": {}})),
        &["Secret `trust`", "no key `ca.crt`"],
    );
    let mut concierge = from("Secret");
    concierge.0.remove(API_SERVICE);
    refuses(
        concierge,
        &["no APIService `v1alpha1.login.concierge.pinniped.dev`"],
    );
    let local = json!({"metadata": {"name": "local"}, "spec": {}});
    refuses(
        from("Secret").has(API_SERVICE, local),
        &["APIService", "it has no service"],
    );
}

#[test]
fn private_key_is_rejected_as_a_bundle_and_never_written() {
    let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
    let certificate = String::from_utf8(BASE64_STANDARD.decode(bundle()).unwrap()).unwrap();
    for content in [key.clone(), format!("{certificate}{key}"), String::new()] {
        let secret = json!({"metadata": {"name": "trust"}, "data": {"ca.crt": BASE64_STANDARD.encode(&content)}});
        let concierge = Concierge::new()
            .lists(JWT, &[jwt("supervisor", &source("Secret"))])
            .has(TRUST, secret);
        let run = concierge.import(&[]);
        run.refuses(&["`ca.crt`", "something other than PEM certificates"]);
        let secret_line = key.lines().nth(1).unwrap();
        assert!(!run.err.contains(secret_line), "{}", run.err);
    }
}

#[test]
fn api_server_without_a_concierge_is_reported() {
    let mut concierge = Concierge::new();
    concierge.0.clear();
    refuses(
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
    refuses(
        Concierge::new().refuses(CREDENTIAL_ISSUERS, 403, message),
        &["administrator", message],
    );
}

#[test]
fn api_server_error_exits_with_1() {
    let concierge = Concierge::new().refuses(JWT, 503, "etcd is away");
    concierge
        .import(&[])
        .fails(&[ORIGIN, "503", "etcd is away"]);
}
