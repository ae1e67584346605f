//! What a page that embeds a session finds out about its own mistakes.

use haulout_protocol::activity::Happened;
use haulout_protocol::error::Need;
use haulout_protocol::input::Command;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::{Code, Error};
use serde_json::{Value, json};

use crate::world::edits::Edit;
use crate::world::{Answer, Mode, Route, World, config, edit};

const DASHBOARD: &str = "http://localhost:5173";
const GATEWAY: &str = "https://clusters.acme.example";

#[test]
fn cluster_that_has_issued_nothing_yet_is_named() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clusters.push(config::cluster(mode, "lab"));
        world.held.push(Route::Credential("lab".into()));
        world.login();
        assert!(world.kubeconfig("prod-eu").is_ok());
        let error = world.kubeconfig("lab").unwrap_err();
        assert_eq!(
            (error.code(), error.need()),
            (Code::CredentialPending, Need::Retry)
        );
        assert_named(&error, &["`lab`", "has not been issued yet"]);
        world.release();
        assert!(world.kubeconfig("lab").is_ok());
    }
}

#[test]
fn cluster_that_is_not_active_is_named() {
    let mut world = World::new(Mode::Page);
    world.held.push(Route::Credential("prod-eu".into()));
    world.login();
    world.deactivate("prod-eu");
    world.release();
    world.pass(600);
    let error = world.kubeconfig("prod-eu").unwrap_err();
    assert_named(&error, &["`prod-eu`"]);
    assert_ne!(error.need(), Need::Operator);
    let unknown = world.kubeconfig("nowhere").unwrap_err();
    assert_named(&unknown, &["nowhere"]);
}

#[test]
fn page_on_another_origin_reports_both_origins_before_it_asks_the_issuer() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.config = relayed(mode);
        world.page_origin = Some(DASHBOARD.into());
        world.open();
        let error = world.failure();
        assert_eq!(
            (error.code(), error.need()),
            (Code::OriginMismatch, Need::Operator)
        );
        assert_named(&error, &[DASHBOARD, GATEWAY, "publicUrl", "haulout/embed"]);
        assert!(world.sent(&Route::Metadata).is_empty());
        assert!(world.sent(&Route::SessionConfig).is_empty());
    }
}

#[test]
fn page_without_a_gateway_may_be_on_any_origin() {
    let mut world = World::new(Mode::Page);
    world.config = edit(|config: &mut Value| {
        config["redirectUri"] = json!("https://dash.acme.example/callback");
    });
    world.page_origin = Some("https://dash.acme.example".into());
    world.open();
    assert!(matches!(world.situation(), Situation::SignedOut(_)));
}

#[test]
fn page_in_place_of_the_configuration_is_reported_with_its_url() {
    let mut world = World::new(Mode::Sealed);
    world.answers.insert(Route::Config, Answer::html(200));
    world.open();
    let error = world.failure();
    assert_eq!(
        (error.code(), error.need()),
        (Code::ConfigUnreachable, Need::Operator)
    );
    assert_named(
        &error,
        &["https://clusters.acme.example/config.json", "HTML"],
    );
    world.answers.clear();
    world.command(Command::Retry);
    assert!(matches!(world.situation(), Situation::SignedOut(_)));
}

#[test]
fn activity_and_snapshot_name_the_same_end_of_a_certificate() {
    for verifier in [0, 4_000, -4_000] {
        let mut world = World::new(Mode::Page);
        world.clocks.verifier = verifier;
        world.login();
        world.command(Command::Renew);
        let credential = world.cluster("prod-eu").credential.unwrap();
        let until = world.activity.iter().rev().find_map(|entry| {
            if let Happened::Credential { until } = entry.happened {
                Some(until)
            } else {
                None
            }
        });
        assert_eq!(until, Some(credential.ends_at()));
        assert!(credential.reliable_until < credential.ends_at());
    }
}

/// A configuration with a gateway in either mode.
fn relayed(mode: Mode) -> Edit<Value> {
    edit(move |config: &mut Value| {
        if mode == Mode::Page {
            config["issuer"]["metadataUrl"] = json!(format!("{GATEWAY}/issuer/metadata"));
        }
    })
}

#[track_caller]
fn assert_named(error: &Error, parts: &[&str]) {
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}
