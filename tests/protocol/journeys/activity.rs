//! The activity log, as read by a user who was away.

use haulout_protocol::Code;
use haulout_protocol::activity::{Entry, Happened, RecordedFailure, RequestKind};
use haulout_protocol::clocks::ClockOwner;
use haulout_protocol::input::Command;
use haulout_protocol::time::Span;

use crate::world::{Answer, Mode, Route, World, concierge};

fn signed_in() -> World {
    let mut world = World::new(Mode::Page);
    world.login();
    world
}

fn names(world: &World) -> Vec<&'static str> {
    let entries = world.machine.activity();
    entries.map(|it| it.happened.as_str()).collect()
}

#[track_caller]
fn newest(world: &World, happened: &str) -> Entry {
    let mut entries = world.machine.activity();
    let found = entries.find(|it| it.happened.as_str() == happened);
    found
        .unwrap_or_else(|| panic!("{happened} is not among {:?}", names(world)))
        .clone()
}

#[test]
fn a_login_is_logged_step_by_step_newest_first() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    // The page before the redirect is not the same page as the one after it.
    let steps = ["credential", "exchanged", "signed-in", "discovered"];
    assert_eq!(names(&world), steps);
    let exchanged = newest(&world, "exchanged");
    assert_eq!(exchanged.cluster.as_deref(), Some("prod-eu"));
}

#[test]
fn every_log_entry_is_emitted_as_an_event() {
    let mut world = signed_in();
    world.pass(900);
    let emitted = world.activity.iter().rev().map(|it| &**it);
    let listed: Vec<_> = world.machine.activity().collect();
    assert!(listed.len() > 10, "{}", listed.len());
    assert_eq!(emitted.take(listed.len()).collect::<Vec<_>>(), listed);
}

#[test]
fn a_log_entry_has_the_time_of_its_response() {
    let mut world = World::new(Mode::Page);
    world.clocks.concierge = -40 * 60 * 1000;
    world.clocks.verifier = world.clocks.concierge;
    world.login();
    let credential = newest(&world, "credential");
    let lag = credential.at.since(credential.server_time.unwrap());
    assert_eq!(lag.as_secs() / 60, 40);
}

#[test]
fn repeated_concierge_failures_are_one_counted_entry() {
    let mut world = signed_in();
    let route = Route::Credential("prod-eu".into());
    world.answers.insert(route, Answer::html(503));
    world.pass(240);
    let failed = newest(&world, "failed");
    assert!(failed.count > 1, "{failed:?}");
    let Happened::Failed(RecordedFailure { asked, code, again }) = failed.happened else {
        panic!("{failed:?}");
    };
    assert_eq!(asked, Some(RequestKind::Credential));
    assert_eq!(code, Code::ConciergeUnreachable);
    assert!(again.unwrap() > failed.at);
}

#[test]
fn a_refusal_is_logged_differently_from_an_outage() {
    let mut world = signed_in();
    let route = Route::Credential("prod-eu".into());
    world.answers.insert(route, concierge::refuse());
    world.pass(150);
    let refused = newest(&world, "refused").happened.failure().unwrap();
    assert_eq!(refused.code, Code::CredentialRefused);
}

#[test]
fn a_clock_that_is_off_is_logged_once() {
    let mut world = World::new(Mode::Page);
    world.clocks.verifier = 4_000;
    world.login();
    world.pass(1200);
    let off = |it: &&Entry| matches!(it.happened, Happened::ClockOff { .. });
    let entries: Vec<_> = world.machine.activity().filter(off).collect();
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    let Happened::ClockOff {
        whose,
        offset_millis,
    } = entry.happened
    else {
        panic!("{entry:?}");
    };
    assert_eq!(whose, ClockOwner::Verifier);
    assert!((3_000..5_000).contains(&offset_millis), "{offset_millis}");
    assert_eq!(entry.cluster.as_deref(), Some("prod-eu"));
}

#[test]
fn a_sleep_and_a_sign_out_are_logged() {
    let mut world = signed_in();
    world.sleep(1800);
    world.pass(200);
    let Happened::Slept { span } = newest(&world, "slept").happened else {
        panic!("{:?}", names(&world));
    };
    assert_eq!(span, Span::from_secs(1800));
    world.command(Command::SignOut);
    assert!(names(&world).contains(&"signed-out"));
}
