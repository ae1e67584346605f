//! The operator's branding is present on every page, and also when everything else fails.

use haulout_protocol::branding::Branding;
use haulout_protocol::http::TransportError;
use haulout_protocol::input::Command;
use haulout_protocol::snapshot::Situation;
use serde_json::{Value, json};

use crate::world::{Answer, Mode, Route, World, edit};

#[test]
fn branding_is_the_same_before_during_and_after_a_session() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = branded(mode);
        assert_eq!(*world.machine.snapshot().branding, Branding::default());
        world.open();
        world.signed_out();
        let before = world.machine.snapshot().branding;
        assert_eq!(before.notice.as_deref(), Some("Maintenance on Sunday."));
        world.login();
        assert_eq!(world.machine.snapshot().branding, before);
        world.command(Command::SignOut);
        assert_eq!(world.machine.snapshot().branding, before);
    }
}

#[test]
fn the_support_link_is_available_after_a_failure() {
    let mut world = branded(Mode::Page);
    world
        .answers
        .insert(Route::Metadata, Answer::Failed(TransportError::Network));
    world.open();
    let snapshot = world.machine.snapshot();
    assert!(matches!(snapshot.situation, Situation::Failed(_)));
    assert_eq!(
        snapshot.branding.support_url.as_deref(),
        Some("https://help.acme.example")
    );
}

fn branded(mode: Mode) -> World {
    let mut world = World::new(mode);
    world.config = edit(|config: &mut Value| {
        config["branding"] =
            json!({"supportUrl": "https://help.acme.example", "notice": "Maintenance on Sunday."});
    });
    world
}
