//! Answers that were written for an earlier request: no clock is read from them.

use haulout_protocol::input::Command;

use crate::world::{Mode, Route, World};

/// A refresh whose response is lost is repeated, and the gateway sends the first result again.
#[test]
fn a_remembered_refresh_accuses_no_clock() {
    for (hidden, hides_age) in [(false, false), (true, false), (true, true)] {
        let mut world = World::new(Mode::Sealed);
        world.clocks.hidden = hidden;
        world.gateway.hides_age = hides_age;
        world.login();
        world.pass(100);
        world.lost = vec![Route::Refresh];
        world.command(Command::Renew);
        world.unplugged = true;
        world.pass(50);
        world.lost.clear();
        world.unplugged = false;
        world.command(Command::Renew);
        world.pass(20);
        assert_no_clock_is_off(&world, (hidden, hides_age));
        world.pass(300);
        assert_no_clock_is_off(&world, (hidden, hides_age));
        world.assert_works();
    }
}

/// The same for a page that resumes: it knows no clock yet except from the metadata.
#[test]
fn a_remembered_refresh_after_a_reload_accuses_no_clock() {
    for hides_age in [false, true] {
        let mut world = World::new(Mode::Sealed);
        world.gateway.hides_age = hides_age;
        world.login();
        world.lost = vec![Route::Refresh];
        world.command(Command::Renew);
        world.unplugged = true;
        world.pass(50);
        world.lost.clear();
        world.unplugged = false;
        world.open();
        world.assert_works();
        assert_no_clock_is_off(&world, hides_age);
    }
}

/// A cache before the Concierge repeats an old certificate: its age is not the Concierge's clock.
#[test]
fn a_remembered_certificate_that_has_expired_is_refused() {
    let mut world = World::new(Mode::Sealed);
    world.login();
    let route = Route::Credential("prod-eu".into());
    world.held = vec![route.clone()];
    world.command(Command::Renew);
    let at = world.waiting.iter().position(|it| it.seen.route == route);
    let mut first = None;
    world.deliver_instead(at.unwrap(), |answer| {
        first = Some(answer.clone());
        answer
    });
    world.release();
    world.answers.insert(route, first.unwrap().aged(400));
    world.pass(400);
    assert!(world.kubeconfig("prod-eu").is_err());
    world.answers.clear();
    world.pass(310);
    world.assert_works();
    assert_no_clock_is_off(&world, "Concierge");
}

#[track_caller]
fn assert_no_clock_is_off(world: &World, situation: impl std::fmt::Debug) {
    let credential = world.cluster("prod-eu").credential.unwrap();
    assert_eq!(credential.deviations, [], "{situation:?}");
    assert_eq!(credential.replicas_apart, None, "{situation:?}");
    assert_eq!(world.session().issuer_replicas_apart, None, "{situation:?}");
}
