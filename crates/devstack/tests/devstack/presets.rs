//! Presets have the servers and clock offsets that their names promise.

use std::time::Duration;

use haulout_devstack::{IssuerProfile, Preset, Scenario, Script};
use reqwest::StatusCode;

use crate::support::{Scene, https, who_am_i};

#[tokio::test]
async fn the_story_preset_has_its_servers() {
    let story: Scenario = "story-1987".parse().unwrap();
    let script = story.script().unwrap();
    assert_eq!(script.issuer_profile, IssuerProfile::Vault);
    assert_eq!(script.lifetimes.id_token, Duration::from_secs(8 * 60 * 60));
    assert_eq!(script.lifetimes.certificate, Duration::from_secs(300));
    assert!(
        script
            .clusters
            .iter()
            .all(|cluster| cluster.impersonation_proxy)
    );
}

#[tokio::test]
async fn the_storys_node_rejects_a_certificate_before_its_expiry() {
    let mut script = Preset::Story1987.script().unwrap();
    // Some seconds are left on the correct clock, and four seconds fewer on the drifted one.
    script.lifetimes.certificate = Duration::from_secs(3);
    let scene = Scene::set(script).await;
    let credential = scene.credential().await;
    scene.stack.set_preset(Preset::Story1987, true);
    let http = https(scene.dev(), Some(&credential));
    let healthy = who_am_i(&http, scene.dev()).await.0;
    let drifted = who_am_i(&http, scene.dev()).await.0;
    assert_eq!(
        (healthy, drifted),
        (StatusCode::CREATED, StatusCode::UNAUTHORIZED)
    );
    scene.stack.set_preset(Preset::Story1987, false);
    assert_eq!(scene.dev().concierge_clocks()[1].offset_millis(), 0);
}

#[tokio::test]
async fn a_computers_offset_is_the_opposite_offset_of_all_servers() {
    let scene = Scene::set(Script::default()).await;
    let offsets = || {
        let of_cluster = |cluster: &haulout_devstack::Cluster| {
            let [first, second] = cluster.concierge_clocks();
            [first, second, cluster.api_clock()].map(haulout_devstack::Clock::offset_millis)
        };
        let mut all: Vec<i64> = scene.stack.clusters().iter().flat_map(of_cluster).collect();
        all.push(scene.stack.issuer().clock().offset_millis());
        all
    };
    scene.stack.set_preset(Preset::ComputerFast, true);
    assert_eq!(offsets(), [-2_400_000; 7]);
    scene.stack.set_preset(Preset::ComputerSlow, true);
    assert_eq!(offsets(), [2_400_000; 7]);
    scene.stack.set_preset(Preset::ComputerSlow, false);
    assert_eq!(offsets(), [0; 7]);
    scene.stack.set_preset(Preset::VerifierAhead, true);
    assert_eq!(offsets(), [0, 0, 5000, 0, 0, 5000, 0]);
    scene.stack.set_preset(Preset::VerifierBehind, true);
    assert_eq!(offsets(), [0, 0, -5000, 0, 0, -5000, 0]);
}
