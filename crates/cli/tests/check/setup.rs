//! Findings and remedies for mistakes in the configuration or the registration.

use haulout_devstack::Script;

use crate::scene::Scene;

#[tokio::test]
async fn remedy_shows_the_redirect_uri_to_register() {
    let scene = Scene::supervisor().await;
    let scene = scene.edit("http://127.0.0.1:8080", "https://portal.example");
    let report = scene.check(&[]).await;
    let cure = report.cure_of_failed("issuer.authorize");
    assert!(cure.contains("https://portal.example/callback"), "{cure}");
    let found = &report.get("issuer.authorize").found;
    assert!(found.contains("invalid_request"), "{found}");
}

#[tokio::test]
async fn remedy_names_the_unknown_client() {
    let scene = Scene::supervisor().await.edit("dev-portal", "dev-other");
    let report = scene.check(&[]).await;
    let expected = ["issuer.authorize", "issuer.client"];
    assert!(report.red().into_iter().eq(expected), "{report:#?}");
    let cure = report.cure_of_failed("issuer.authorize");
    assert!(cure.contains("client.oauth.pinniped.dev-other"), "{cure}");
}

#[tokio::test]
async fn check_detects_a_wrong_client_secret() {
    let scene = Scene::supervisor().await;
    scene.write("secret", "yesterdays-secret");
    let report = scene.check(&[]).await;
    assert!(
        report.red().into_iter().eq(["issuer.client"]),
        "{report:#?}"
    );
    assert!(
        report
            .cure_of_failed("issuer.client")
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
    assert!(report.cure_of_failed("issuer.authorize").contains("scopes"));
    assert_eq!(report.get("issuer.scopes").status, "warn");
}

#[tokio::test]
async fn report_names_a_missing_required_scope() {
    let scene = Scene::supervisor()
        .await
        .edit("'pinniped:request-audience', ", "");
    let report = scene.check(&[]).await;
    let cure = report.cure_of_failed("issuer.scopes");
    assert!(cure.contains("`pinniped:request-audience`"), "{cure}");
    let scene = Scene::supervisor().await.edit("offline_access, ", "");
    let report = scene.check(&[]).await;
    assert_eq!(report.code, Some(0), "users can sign in");
    assert_eq!(report.get("issuer.scopes").status, "warn");
}

#[tokio::test]
async fn check_fails_if_the_issuer_url_lacks_its_trailing_slash() {
    let scene = Scene::supervisor().await.edit("/demo\n", "/demo/\n");
    let report = scene.check(&[]).await;
    let cure = report.cure_of_failed("issuer.metadata");
    assert!(cure.contains("trailing slash"), "{cure}");
}

#[tokio::test]
async fn check_fails_if_the_issuer_url_returns_404() {
    let scene = Scene::supervisor().await.edit("/demo\n", "/other\n");
    let report = scene.check(&[]).await;
    assert!(report.get("issuer.reachable").found.contains("404"));
    assert!(
        report
            .cure_of_failed("issuer.reachable")
            .contains("issuer.url")
    );
}

#[tokio::test]
async fn remedy_for_a_wrong_api_group_suffix_names_the_field() {
    let scene = Scene::supervisor().await;
    let scene = scene.edit("concierge: {", "concierge: {apiGroupSuffix: acme.example, ");
    let report = scene.check(&[]).await;
    assert!(
        report.red().into_iter().eq(["concierge.request"]),
        "{report:#?}"
    );
    let cure = report.cure_of_failed("concierge.request");
    assert!(
        cure.contains("apiGroupSuffix") && cure.contains("impersonation proxy"),
        "{cure}"
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
    report.cure_of_failed("issuer.authorize");
}
