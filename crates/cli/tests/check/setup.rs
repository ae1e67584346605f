//! Findings and remedies for mistakes in the configuration or the registration.

use haulout_devstack::Script;

use crate::scene::Scene;

#[tokio::test]
async fn remedy_shows_the_redirect_uri_to_register() {
    let scene = Scene::supervisor().await;
    let scene = scene.edit("http://127.0.0.1:8080", "https://portal.example");
    let report = scene.check(&[]).await;
    let remedy = report.remedy_of_failed("issuer.authorize");
    assert!(
        remedy.contains("https://portal.example/callback"),
        "{remedy}"
    );
    let found = &report.get("issuer.authorize").found;
    assert!(found.contains("invalid_request"), "{found}");
}

#[tokio::test]
async fn remedy_names_the_unknown_client() {
    let scene = Scene::supervisor().await.edit("dev-portal", "dev-other");
    let report = scene.check(&[]).await;
    let expected = ["issuer.authorize", "issuer.client"];
    assert!(report.failed_ids().into_iter().eq(expected), "{report:#?}");
    let remedy = report.remedy_of_failed("issuer.authorize");
    assert!(
        remedy.contains("client.oauth.pinniped.dev-other"),
        "{remedy}"
    );
}

#[tokio::test]
async fn check_detects_a_wrong_client_secret() {
    let scene = Scene::supervisor().await;
    scene.write("secret", "yesterdays-secret");
    let report = scene.check(&[]).await;
    assert!(
        report.failed_ids().into_iter().eq(["issuer.client"]),
        "{report:#?}"
    );
    assert!(
        report
            .remedy_of_failed("issuer.client")
            .contains("clientSecretFile")
    );
    assert!(report.get("issuer.client").found.contains("invalid_client"));
    assert!(!report.text.contains("yesterdays-secret"));
}

#[tokio::test]
async fn report_quotes_the_error_for_a_forbidden_scope() {
    let scene = Scene::supervisor()
        .await
        .edit("[openid, ", "[openid, email, ");
    let report = scene.check(&[]).await;
    assert!(
        report
            .get("issuer.authorize")
            .found
            .contains("invalid_scope")
    );
    assert!(
        report
            .remedy_of_failed("issuer.authorize")
            .contains("scopes")
    );
    assert_eq!(report.get("issuer.scopes").status, "warn");
}

#[tokio::test]
async fn report_names_a_missing_required_scope() {
    let scene = Scene::supervisor()
        .await
        .edit("'pinniped:request-audience', ", "");
    let report = scene.check(&[]).await;
    let remedy = report.remedy_of_failed("issuer.scopes");
    assert!(remedy.contains("`pinniped:request-audience`"), "{remedy}");
    let scene = Scene::supervisor().await.edit("offline_access, ", "");
    let report = scene.check(&[]).await;
    assert_eq!(report.code, Some(0), "users can sign in");
    assert_eq!(report.get("issuer.scopes").status, "warn");
}

#[tokio::test]
async fn check_fails_if_the_issuer_url_lacks_its_trailing_slash() {
    let scene = Scene::supervisor().await.edit("/demo\n", "/demo/\n");
    let report = scene.check(&[]).await;
    let remedy = report.remedy_of_failed("issuer.metadata");
    assert!(remedy.contains("trailing slash"), "{remedy}");
}

#[tokio::test]
async fn check_fails_if_the_issuer_url_returns_404() {
    let scene = Scene::supervisor().await.edit("/demo\n", "/other\n");
    let report = scene.check(&[]).await;
    assert!(report.get("issuer.reachable").found.contains("404"));
    assert!(
        report
            .remedy_of_failed("issuer.reachable")
            .contains("issuer.url")
    );
}

#[tokio::test]
async fn remedy_for_a_wrong_api_group_suffix_names_the_field() {
    let scene = Scene::supervisor().await;
    let scene = scene.edit("concierge: {", "concierge: {apiGroupSuffix: acme.example, ");
    let report = scene.check(&[]).await;
    assert!(
        report.failed_ids().into_iter().eq(["concierge.request"]),
        "{report:#?}"
    );
    let remedy = report.remedy_of_failed("concierge.request");
    assert!(
        remedy.contains("apiGroupSuffix") && remedy.contains("impersonation proxy"),
        "{remedy}"
    );
}

#[tokio::test]
async fn report_lists_thirty_clusters_in_configuration_order() {
    let mut script = Script::plain();
    let one = script.clusters.remove(0);
    script.clusters = (0..30)
        .map(|number| haulout_devstack::ClusterScript {
            id: format!("c{number:02}"),
            ..one.clone()
        })
        .collect();
    let scene = Scene::set(script).await;
    let report = scene.check(&[]).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    let requests = report
        .findings
        .iter()
        .filter(|it| it.id == "concierge.request");
    let subjects: Vec<_> = requests.map(|it| it.subject.clone()).collect();
    assert_eq!(subjects.len(), 30);
    assert!(subjects.is_sorted());
}

#[tokio::test]
async fn check_uses_fields_from_the_command_line() {
    let scene = Scene::supervisor().await;
    let report = scene
        .check(&["--set", "publicUrl=https://portal.example"])
        .await;
    assert_eq!(
        report.get("redirect-uri").subject,
        "https://portal.example/callback"
    );
    report.remedy_of_failed("issuer.authorize");
}
