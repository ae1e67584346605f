//! Findings about the identity providers of a Supervisor.

use serde_json::json;

use crate::fake::{Fake, ReceivedRequest};
use crate::scene::{Report, Scene};

/// Runs the check with a Supervisor that responds as given, except for its metadata.
async fn check(
    respond: impl Fn(&ReceivedRequest) -> (u16, String) + Send + Sync + 'static,
) -> Report {
    let issuer = Fake::start(None, move |own: &str, received: &ReceivedRequest| {
        if received.path != "/.well-known/openid-configuration" {
            return respond(received);
        }
        let list = format!("{own}/v1alpha1/pinniped_identity_providers");
        let metadata = json!({
            "issuer": own,
            "authorization_endpoint": format!("{own}/auth"),
            "token_endpoint": format!("{own}/token"),
            "jwks_uri": format!("{own}/jwks"),
            "discovery.supervisor.pinniped.dev/v1alpha1": {"pinniped_identity_providers_endpoint": list},
        });
        (200, metadata.to_string())
    })
    .await;
    let scene = Scene::supervisor().await;
    let url = scene.stack.issuer().url().to_owned();
    scene.edit(&url, &issuer.url).check(&[]).await
}

#[tokio::test]
async fn check_fails_if_a_supervisor_lists_no_identity_providers() {
    let report = check(|_| (503, "error trying to reach service: dial tcp".to_owned())).await;
    report.remedy_of_failed("issuer.identity-providers");
    let found = &report.get("issuer.identity-providers").found;
    assert!(
        found.contains("503: error trying to reach service"),
        "{found}"
    );
}

#[tokio::test]
async fn finding_names_the_identity_provider_that_fails_alone() {
    let report = check(|received| {
        if received.path.ends_with("/pinniped_identity_providers") {
            let providers = json!([
                {"name": "Acme LDAP", "type": "ldap", "flows": ["browser_authcode"]},
                {"name": "Acme SSO", "type": "oidc", "flows": ["browser_authcode"]},
            ]);
            let list = json!({"pinniped_identity_providers": providers});
            return (200, list.to_string());
        }
        let is_broken = received
            .query
            .contains("pinniped_idp_name=Acme+SSO&pinniped_idp_type=oidc");
        if is_broken {
            return (502, "unexpected upstream error".to_owned());
        }
        (200, String::new())
    })
    .await;
    let found = &report.get("issuer.authorize").found;
    assert!(
        found.contains("with the identity provider Acme SSO: status 502"),
        "{found}"
    );
    report.remedy_of_failed("issuer.authorize");
}
