//! Reports for servers without problems.

use haulout_devstack::Script;

use crate::scene::Scene;

#[tokio::test]
async fn all_checks_pass_for_a_supervisor_with_two_clusters() {
    let scene = Scene::supervisor().await;
    let report = scene.check(&[]).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    assert!(
        report.findings.iter().all(|it| it.status == "ok"),
        "{report:#?}"
    );
    assert!(report.findings.iter().all(|it| it.cure.is_none()));
    let expected = [
        "cluster.clock",
        "cluster.tls",
        "cluster.version",
        "concierge.api-group",
        "concierge.clock",
        "concierge.request",
        "concierge.tls",
        "config",
        "issuer.authorize",
        "issuer.client",
        "issuer.clock",
        "issuer.keys",
        "issuer.metadata",
        "issuer.pkce",
        "issuer.reachable",
        "issuer.scopes",
        "redirect-uri",
    ];
    assert!(
        report.ids("ok").into_iter().eq(expected),
        "{:?}",
        report.ids("ok")
    );
    assert_eq!(
        report.get("redirect-uri").subject,
        "http://127.0.0.1:8080/callback"
    );
    let versions = report
        .findings
        .iter()
        .filter(|it| it.id == "cluster.version");
    let subjects: Vec<_> = versions.map(|it| it.subject.as_str()).collect();
    assert_eq!(subjects, ["dev", "prod-eu"], "in the configuration's order");
}

#[tokio::test]
async fn all_checks_pass_for_an_openid_provider_with_a_public_client() {
    let scene = Scene::set(Script::plain()).await;
    let report = scene.check(&[]).await;
    assert_eq!(report.code, Some(0), "{report:#?}");
    assert_eq!(
        report.get("issuer.client").found,
        "accepted as a public client"
    );
}

#[tokio::test]
async fn text_report_has_one_line_per_finding_and_no_colours_in_a_pipe() {
    let scene = Scene::supervisor().await;
    let count = scene.check(&[]).await.findings.len();
    let (code, text) = scene.run(&[]).await;
    assert_eq!(code, Some(0));
    let lines = text.split("\n--- stderr\n").next().unwrap().lines();
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    let (last, lines) = lines.split_last().unwrap();
    assert_eq!(*last, format!("{count} ok, 0 with warnings, 0 failed"));
    assert_eq!(lines.len(), count);
    assert!(
        lines.iter().all(|line| line.starts_with("ok    ")),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'));
}

#[tokio::test]
async fn invalid_configuration_is_the_only_finding_and_exits_with_2() {
    let scene = Scene::supervisor().await.edit("title:", "titel:");
    let report = scene.check(&[]).await;
    assert_eq!(report.code, Some(2));
    assert_eq!(report.findings.len(), 1);
    let finding = report.get("config");
    assert_eq!(finding.status, "fail");
    assert!(finding.found.contains("titel"), "{finding:?}");
    assert!(scene.stack.journal().entries().is_empty());
}

#[tokio::test]
async fn each_mistake_of_a_configuration_is_a_finding() {
    let scene = Scene::supervisor().await;
    let report = scene
        .check(&["--set", "title=", "--set", "issuer.scopes=groups"])
        .await;
    assert_eq!(report.code, Some(2));
    let found = report.findings.iter().map(|it| it.found.as_str());
    let found: Vec<_> = found.collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("--set: title: ") && found[1].starts_with("--set: issuer.scopes: ")
    );
}

/// All finding ids, parsed from the source file.
fn ids() -> Vec<&'static str> {
    let source = include_str!("../../src/check/finding.rs");
    let arms = source.lines().filter(|line| line.contains("=> \""));
    arms.filter_map(|line| line.split('"').nth(1)).collect()
}

#[test]
fn documentation_explains_every_finding_id() {
    let manual = include_str!("../../../../docs/check.md");
    assert!(ids().len() > 25, "{:?}", ids());
    for id in ids() {
        assert!(manual.contains(&format!("`{id}`")), "{id}");
    }
}
