//! A page that contains the documents of its start: nothing is fetched before it can be used.

use haulout_protocol::Code;
use haulout_protocol::input::{Input, Opening, Source};
use haulout_protocol::snapshot::{Situation, Step};
use serde_json::{Value, json};

use crate::world::gateway::PORTAL;
use crate::world::issuer::ISSUER;
use crate::world::{Answer, Mode, Route, World};

/// The page's documents, as far as the server has them.
fn documents(world: &World, session: &str) -> Value {
    let base = match world.mode {
        Mode::Page => ISSUER.to_owned(),
        Mode::Sealed => format!("{PORTAL}/issuer"),
    };
    json!({
        "config": world.config_document(),
        "metadata": world.issuer.metadata_document(&base).into_json(),
        "identityProviders": world.issuer.identity_providers().into_json(),
        "session": session,
    })
}

fn open(world: &mut World, documents: &Value, page_url: &str) {
    let arrival = world.arrival(page_url);
    world.seen.clear();
    world.feed(Input::Opened(Opening {
        config: Source::Document {
            url: format!("{PORTAL}/config.json"),
            json: documents.to_string().into_bytes(),
        },
        arrival: Some(arrival),
        seed: 0,
    }));
}

fn routes(world: &World) -> Vec<Route> {
    world.seen.iter().map(|it| it.route.clone()).collect()
}

#[test]
fn a_page_with_its_documents_shows_the_sign_in_page_without_a_request() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        let documents = documents(&world, "absent");
        open(&mut world, &documents, &format!("{PORTAL}/"));
        let shown = world.signed_out();
        assert_eq!(routes(&world), [], "{mode:?}");
        assert_eq!(shown.identity_providers.is_empty(), mode == Mode::Page);
        let start = (mode == Mode::Sealed).then(|| format!("{PORTAL}/session/start"));
        assert_eq!(shown.start_url, start);
    }
}

#[test]
fn a_page_with_a_session_refreshes_it_with_its_first_request() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    world.machine = haulout_protocol::Machine::new();
    let documents = documents(&world, "present");
    open(&mut world, &documents, &format!("{PORTAL}/"));
    world.assert_works();
    assert_eq!(routes(&world)[0], Route::Refresh);
    for unneeded in [Route::Config, Route::Metadata, Route::IdentityProviders] {
        assert_eq!(world.sent(&unneeded).len(), 0, "{unneeded:?}");
    }
}

#[test]
fn a_page_whose_session_has_ended_meanwhile_shows_the_sign_in_page() {
    let mut world = World::new(Mode::Sealed);
    let documents = documents(&world, "present");
    open(&mut world, &documents, &format!("{PORTAL}/"));
    world.signed_out();
    assert_eq!(world.events, []);
}

#[test]
fn a_callback_with_its_documents_redeems_the_code_with_its_first_request() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.open();
        world.sign_in();
        let callback = world.callback();
        world.machine = haulout_protocol::Machine::new();
        let documents = documents(&world, "absent");
        open(&mut world, &documents, &callback);
        world.assert_works();
        assert_eq!(routes(&world)[0], Route::Redeem, "{mode:?}");
        assert_eq!(world.sent(&Route::Metadata).len(), 0, "{mode:?}");
    }
}

#[test]
fn a_page_without_the_issuers_metadata_fetches_it() {
    let mut world = World::new(Mode::Sealed);
    let documents = json!({"config": world.config_document(), "session": "absent"});
    open(&mut world, &documents, &format!("{PORTAL}/"));
    assert_eq!(world.signed_out().identity_providers.len(), 1);
    assert_eq!(routes(&world), [Route::Metadata, Route::IdentityProviders]);
}

#[test]
fn a_page_that_cannot_reach_the_issuer_waits_for_a_retry() {
    let mut world = World::new(Mode::Sealed);
    let outage = Answer::gateway_error(503, "HAULOUT_ISSUER_UNREACHABLE");
    world.answers.insert(Route::Metadata, outage);
    let documents = json!({"config": world.config_document(), "session": "absent"});
    open(&mut world, &documents, &format!("{PORTAL}/"));
    assert_eq!(world.failure().code(), Code::IssuerUnreachable);
}

#[test]
fn a_retry_after_an_invalid_document_fetches_the_configuration() {
    let mut world = World::new(Mode::Sealed);
    open(&mut world, &json!({"config": {}}), &format!("{PORTAL}/"));
    assert_eq!(world.failure().code(), Code::ConfigInvalid);
    world.command(haulout_protocol::input::Command::Retry);
    world.signed_out();
    assert_eq!(routes(&world)[0], Route::Config);
}

#[test]
fn a_page_with_a_session_shows_that_it_is_resumed() {
    let mut world = World::new(Mode::Sealed);
    world.holds_everything = true;
    let documents = documents(&world, "present");
    open(&mut world, &documents, &format!("{PORTAL}/"));
    assert_eq!(world.situation(), Situation::Progress(Step::Arriving));
}
