//! Clusters without a Concierge: the API server accepts the ID token directly.

use serde_json::{Value, json};

use crate::world::config::cluster;
use crate::world::{Mode, Route, World};

fn world(mode: Mode) -> World {
    let mut world = World::new(mode);
    let mut plain = cluster(mode, "prod-eu");
    plain["concierge"] = json!("none");
    world.clusters = vec![plain];
    world
}

#[test]
fn without_a_concierge_the_id_token_is_the_credential() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = world(mode);
        world.login();
        world.assert_works();
        assert_eq!(world.credential_requests(), 0);
        let kubeconfig = world.kubeconfig("prod-eu").unwrap();
        let written = kubeconfig.render();
        let token = presented(&world);
        assert!(written.secret().contains(&format!("token: \"{token}\"")));
        assert!(!written.secret().contains("client-certificate-data"));
        assert!(!kubeconfig.render_masked().contains(&token));
        // The token that was exchanged for this cluster, if it has an audience of its own.
        let exchanged = mode == Mode::Sealed;
        assert_eq!(world.sent(&Route::Exchange).len(), usize::from(exchanged));
    }
}

#[test]
fn the_groups_are_those_of_the_token() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = world(mode);
        world.login();
        let credential = world.cluster("prod-eu").credential.unwrap();
        assert_eq!(credential.groups, ["developers"]);
    }
}

#[test]
fn the_token_is_replaced_before_it_expires() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = world(mode);
        world.login();
        let mut seen = vec![presented(&world)];
        for _ in 0..6 {
            world.pass(75);
            world.assert_works();
            let token = presented(&world);
            assert!(!seen.contains(&token), "{mode:?}");
            seen.push(token);
        }
    }
}

/// What kubectl would read from the file.
fn presented(world: &World) -> String {
    let credential = world.exec_credential("prod-eu").unwrap();
    let credential: Value = serde_json::from_str(credential.render().secret()).unwrap();
    assert_eq!(credential["status"].get("clientKeyData"), None);
    credential["status"]["token"].as_str().unwrap().to_owned()
}
