//! Findings about wrong clocks.

use haulout_devstack::Preset;

use crate::scene::Scene;

#[tokio::test]
async fn check_warns_about_a_fast_api_server_clock() {
    let scene = Scene::supervisor().await;
    scene.stack.set_preset(Preset::VerifierAhead, true);
    let report = scene.check(&[]).await;
    assert_eq!(report.code, Some(0), "users can sign in");
    assert!(
        report.ids("warn").into_iter().eq(["cluster.clock"]),
        "{report:#?}"
    );
    let finding = report.get("cluster.clock");
    assert!(finding.found.contains("ahead of"), "{finding:?}");
    assert!(finding.found.contains("±"), "{finding:?}");
    let remedy = finding.cure.as_deref().unwrap();
    assert!(
        remedy.contains("NTP") && remedy.contains("that server's node"),
        "{remedy}"
    );
}

#[tokio::test]
async fn check_blames_the_local_clock_if_most_servers_disagree() {
    let scene = Scene::supervisor().await;
    scene.stack.set_preset(Preset::ComputerFast, true);
    let report = scene.check(&[]).await;
    let expected = ["cluster.clock", "concierge.clock", "issuer.clock"];
    assert!(report.ids("warn").into_iter().eq(expected), "{report:#?}");
    for finding in report.findings.iter().filter(|it| it.status == "warn") {
        assert!(
            finding
                .cure
                .as_deref()
                .unwrap()
                .contains("this computer's clock")
        );
        assert!(finding.found.contains("behind"), "{finding:?}");
    }
}

#[tokio::test]
async fn check_detects_two_servers_with_different_clocks() {
    let scene = Scene::set(Preset::Story1987.script().unwrap()).await;
    scene.stack.set_preset(Preset::Story1987, true);
    let report = scene.check(&[]).await;
    let finding = report.get("concierge.clock");
    assert_eq!(finding.status, "warn");
    assert!(finding.found.contains("two servers"), "{finding:?}");
    assert!(finding.cure.as_deref().unwrap().contains("all nodes"));
}

#[tokio::test]
async fn check_ignores_a_clock_deviation_of_one_second() {
    let scene = Scene::supervisor().await;
    for cluster in scene.stack.clusters() {
        cluster.api_clock().set_offset_seconds(1);
    }
    let report = scene.check(&[]).await;
    assert!(report.ids("warn").is_empty(), "{report:#?}");
}
