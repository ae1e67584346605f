//! Findings about CORS for a portal without a gateway.

use crate::scene::Scene;

const ORIGIN: &str = "https://portal.example";
const ALL: [&str; 5] = [
    "cors.concierge",
    "cors.keys",
    "cors.metadata",
    "cors.token",
    "cors.version",
];

#[tokio::test]
async fn cors_checks_pass_if_the_origin_is_allowed() {
    let scene = Scene::supervisor().await;
    scene.stack.set_cors_origin(Some(ORIGIN));
    let report = scene.check(&["--cors", ORIGIN]).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    assert!(
        ALL.iter().all(|id| report.get(id).status == "ok"),
        "{report:#?}"
    );
}

#[tokio::test]
async fn cors_checks_fail_if_the_origin_is_not_allowed() {
    let scene = Scene::supervisor().await;
    for allowed in [None, Some("https://other.example")] {
        scene.stack.set_cors_origin(allowed);
        let report = scene.check(&["--cors", ORIGIN]).await;
        assert!(report.failed_ids().into_iter().eq(ALL), "{report:#?}");
        assert!(
            report
                .remedy_of_failed("cors.concierge")
                .contains("--cors-allowed-origins")
        );
    }
}

#[tokio::test]
async fn cors_option_rejects_a_value_that_is_not_an_origin() {
    let scene = Scene::supervisor().await;
    let (code, text) = scene.run(&["--cors", "data:text/plain,x"]).await;
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("--cors"), "{text}");
}
