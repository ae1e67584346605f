//! Findings and remedies for mistakes in the configuration or the registration.

use haulout_devstack::Script;

use crate::scene::Scene;

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_is_spelled_out() {
    let scene = Scene::supervisor().await;
    let scene = scene.edit("http://127.0.0.1:8080", "https://portal.example");
    let report = scene.check(&[]).await;
    let cure = report.cure_of_failed("issuer.authorize");
    assert!(cure.contains("https://portal.example/callback"), "{cure}");
    let found = &report.get("issuer.authorize").found;
    assert!(found.contains("invalid_request"), "{found}");
}

#[tokio::test]
async fn a_client_that_does_not_exist_is_named() {
    let scene = Scene::supervisor().await.edit("dev-portal", "dev-other");
    let report = scene.check(&[]).await;
    let expected = ["issuer.authorize", "issuer.client"];
    assert!(report.red().into_iter().eq(expected), "{report:#?}");
    let cure = report.cure_of_failed("issuer.authorize");
    assert!(cure.contains("client.oauth.pinniped.dev-other"), "{cure}");
}

#[tokio::test]
async fn a_wrong_secret_is_found_before_anybody_signs_in() {
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
async fn a_scope_that_the_client_may_not_have_is_quoted() {
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
async fn a_scope_without_which_no_cluster_gets_its_token_is_named() {
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
async fn an_issuer_by_nearly_its_own_name_is_not_it() {
    let scene = Scene::supervisor().await.edit("/demo\n", "/demo/\n");
    let report = scene.check(&[]).await;
    let cure = report.cure_of_failed("issuer.metadata");
    assert!(cure.contains("trailing slash"), "{cure}");
}

#[tokio::test]
async fn something_else_at_the_issuers_address_is_not_it() {
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
async fn another_api_group_suffix_names_the_field() {
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
async fn thirty_clusters_are_looked_at_in_their_order() {
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
async fn a_field_that_is_set_on_the_command_line_is_what_is_checked() {
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
