//! Many clusters: each with its own credential and failures, and with few concurrent requests.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use haulout_protocol::input::Command;

use crate::world::config::cluster;
use crate::world::{Mode, Route, World};

#[test]
fn of_a_thousand_clusters_the_first_fifty_are_renewed() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = with_clusters(mode, 1_000);
        world.login();
        let active = |world: &World| {
            let clusters = world.session().clusters;
            clusters.iter().filter(|it| it.active).count()
        };
        assert_eq!(active(&world), 50);
        assert_eq!(world.credential_requests(), 50);
        world.assert_live("c0");
        world.assert_live("c49");
        assert!(world.kubeconfig("c50").is_err());

        world.command(Command::Activate("c999".into()));
        world.command(Command::Deactivate("c0".into()));
        world.assert_live("c999");
        assert_eq!(active(&world), 50);
        world.pass(600);
        world.assert_live("c999");
        assert!(world.kubeconfig("c0").is_err(), "the cluster is inactive");
        assert_eq!(world.credentials_of("c0"), 1);
        assert_eq!(world.credentials_of("c50"), 0);
    }
}

#[test]
fn clusters_due_together_share_one_refresh() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = with_clusters(mode, 20);
        world.login();
        world.pass(1200);
        // Twenty minutes are eight or nine renewals of each.
        let refreshes = world.sent(&Route::Refresh).len();
        assert!((8..=30).contains(&refreshes), "{refreshes}");
        assert!(world.credential_requests() >= 20 * 8);
    }
}

#[test]
fn repeated_activation_does_not_bypass_the_rate_limit() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = with_clusters(mode, 1);
        world.login();
        for _ in 0..100 {
            world.command(Command::Activate("c0".into()));
            world.command(Command::Renew);
        }
        assert!(world.credential_requests() <= 12);
        world.assert_live("c0");
        world.pass(120);
        world.assert_live("c0");
    }
}

#[test]
fn at_most_eight_requests_are_in_flight() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = with_clusters(mode, 50);
        world.open();
        world.sign_in();
        let concierges = (0..50).map(|at| Route::Credential(format!("c{at}")));
        let versions = (0..50).map(|at| Route::Version(format!("c{at}")));
        world.held = concierges.chain(versions).collect();
        world.come_back();
        let under_way = world.waiting.len();
        assert!((6..=8).contains(&under_way), "{under_way}");
        world.release();
        for at in 0..50 {
            world.assert_live(&format!("c{at}"));
        }
    }
}

#[test]
fn a_hanging_cluster_does_not_affect_others() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = with_clusters(mode, 20);
        world.login();
        world.held = vec![Route::Credential("c7".into()), Route::Version("c7".into())];
        for _ in 0..120 {
            world.pass(10);
            for at in (0..20).filter(|at| *at != 7) {
                world.assert_live(&format!("c{at}"));
            }
        }
        assert!(world.kubeconfig("c7").is_err());
        let asked = world.sent(&Route::Credential("c7".into())).len();
        assert!((3..=80).contains(&asked), "{asked} in twenty minutes");
        world.release();
        world.pass(300);
        world.assert_live("c7");
    }
}

#[test]
fn a_thousand_clusters_may_each_have_a_ca_bundle() {
    let mut world = with_clusters(Mode::Sealed, 1_000);
    // Three or four certificates.
    let chain = format!("-----BEGIN CERTIFICATE-----\n{}", "QUFB".repeat(2_000));
    let chain = STANDARD.encode(chain);
    for cluster in &mut world.clusters {
        cluster["caData"] = chain.as_str().into();
    }
    world.login();
    world.assert_live("c0");
}

fn with_clusters(mode: Mode, count: usize) -> World {
    let mut world = World::new(mode);
    world.is_quick = true;
    world.printed.turn_off();
    world.clusters = (0..count)
        .map(|at| cluster(mode, &format!("c{at}")))
        .collect();
    world
}
