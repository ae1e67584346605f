//! What the portal shows of time and failures: past and coming renewals, every clock, the causes of a refusal; and
//! unchanged entries are not rebuilt.

use std::rc::Rc;

use haulout_protocol::clocks::ClockOwner;
use haulout_protocol::config::AuthenticatorKind;
use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input};
use haulout_protocol::refusal::RefusalCause;
use haulout_protocol::snapshot::ClusterView;
use serde_json::json;

use crate::world::config::cluster;
use crate::world::issuer::ISSUER;
use crate::world::{Mode, Route, World, concierge, set};

#[test]
fn each_renewal_leaves_a_mark_and_the_next_one_comes_as_predicted() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.is_quick = true;
        world.login();
        for _ in 0..10 {
            let next = world.session().timeline.next_renewal.unwrap();
            let ahead = next.since(world.now().wall).as_secs();
            assert!((100..=170).contains(&ahead), "{ahead}");
            world.pass(ahead + 5);
            let marks = world.session().timeline.renewals;
            let came = marks.last().unwrap().since(next);
            assert!(came.as_secs() <= 4, "{came:?} late");
        }
        let marks = world.session().timeline.renewals;
        assert_eq!(marks.len(), world.credentials_of("prod-eu"));
        assert_eq!(marks.len(), 11);
        assert!(marks.is_sorted());
        let credentials = world.happenings.iter();
        let credentials = credentials.filter(|it| matches!(it.1, Event::Credential { .. }));
        assert!(credentials.map(|it| it.0.wall).eq(marks.iter().copied()));
    }
}

#[test]
fn the_timeline_keeps_the_last_fifty_marks() {
    let mut world = World::new(Mode::Page);
    world.is_quick = true;
    world.printed.turn_off();
    world.login();
    world.pass(4 * 3600);
    let timeline = world.session().timeline;
    assert_eq!(timeline.renewals.len(), 50);
    let age = world.now().wall.since(*timeline.renewals.last().unwrap());
    assert!(age.as_secs() < 170, "{age:?}");
    let span = timeline.renewals[49].since(timeline.renewals[0]).as_secs();
    assert!((5_000..8_400).contains(&span), "{span}");
}

#[test]
fn clusters_renewed_together_share_one_mark() {
    let mut world = World::new(Mode::Page);
    world.clusters = ["one", "two", "three"]
        .map(|id| cluster(Mode::Page, id))
        .to_vec();
    world.login();
    assert_eq!(world.session().timeline.renewals.len(), 1);
}

#[test]
fn the_ends_of_token_and_session_are_on_this_computers_clock() {
    for millis in [-2_400_000, 0, 2_400_000] {
        let mut world = World::new(Mode::Page);
        let start = world.now().wall;
        world.clocks.issuer = millis;
        world.clocks.concierge = millis;
        world.clocks.verifier = millis;
        world.login();
        let timeline = world.session().timeline;
        // The user took some seconds at the issuer, and the token is valid for two minutes from then.
        assert!(
            timeline.signed_in_at.since(start).as_secs() <= 12,
            "{timeline:?}"
        );
        let left = timeline.id_token_until.since(world.now().wall).as_secs();
        assert!((115..=121).contains(&left), "{left} with {millis}");
        assert_eq!(timeline.session_until, None, "it refreshes tokens");
        world.pass(600);
        // The estimate of the issuer's clock improves, and tokens have whole seconds.
        let again = world.session().timeline.signed_in_at;
        let moved = again
            .since(timeline.signed_in_at)
            .max(timeline.signed_in_at.since(again));
        assert!(moved.as_millis() <= 1_000, "{moved:?}");
        assert!(world.session().timeline.id_token_until > timeline.id_token_until);
    }
}

#[test]
fn without_refresh_tokens_the_sessions_end_is_known() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.is_quick = true;
        world.issuer.supports_refresh = false;
        world.issuer.id_token_secs = 3600;
        world.issuer.edits.token_response = set("expires_in", json!(3600));
        world.login();
        let timeline = world.session().timeline;
        let until = timeline.session_until.unwrap();
        assert_eq!(Some(until), world.session().sign_in_by);
        // The last certificate outlives the token that it was issued for.
        let beyond = until.since(timeline.id_token_until).as_secs();
        assert!((140..=240).contains(&beyond), "{beyond}");
        world.pass(3_600);
        let timeline = world.session().timeline;
        assert_eq!(timeline.next_renewal, None, "the token is dead");
        assert!(timeline.session_until.unwrap() > world.now().wall);
        world.pass(3_600);
        let timeline = world.session().timeline;
        assert_eq!(timeline.next_renewal, None);
        assert!(timeline.session_until.unwrap() <= world.now().wall);
    }
}

#[test]
fn every_clock_is_shown_relative_to_this_computer() {
    let mut world = World::new(Mode::Page);
    world.clusters = ["one", "two"].map(|id| cluster(Mode::Page, id)).to_vec();
    world.clocks.issuer = -7_000;
    world.clocks.concierge = 3_000;
    world.clocks.verifier = 90_000;
    world.login();
    world.pass(400);
    let clocks: Vec<_> = world.session().clocks().collect();
    let of: Vec<_> = clocks
        .iter()
        .map(|it| (it.whose, it.cluster.as_deref()))
        .collect();
    let expected = [
        (ClockOwner::Issuer, None),
        (ClockOwner::Concierge, Some("one")),
        (ClockOwner::Verifier, Some("one")),
        (ClockOwner::Concierge, Some("two")),
        (ClockOwner::Verifier, Some("two")),
    ];
    assert_eq!(of, expected);
    for clock in clocks {
        let truth = match clock.whose {
            ClockOwner::Issuer => -7_000,
            ClockOwner::Concierge => 3_000,
            ClockOwner::Verifier => 90_000,
            ClockOwner::Computer => panic!("it is what the others are measured against"),
        };
        let wrong = (clock.offset_millis - truth).unsigned_abs();
        assert!(wrong <= clock.error_millis, "{clock:?}");
        assert!(clock.error_millis <= 600, "{clock:?}");
        assert_eq!(clock.replicas_apart, None);
    }
}

#[test]
fn two_machines_behind_one_name_are_shown() {
    let mut world = World::new(Mode::Page);
    world.clocks.replica = Some(6_000);
    world.login();
    world.pass(900);
    let concierge = |it: &haulout_protocol::snapshot::ClockView| it.whose == ClockOwner::Concierge;
    let clock = world.session().clocks().find(concierge).unwrap();
    let apart = clock.replicas_apart.unwrap().as_millis();
    assert!((5_000..=7_000).contains(&apart), "{apart}");
}

#[test]
fn a_refusal_has_causes_until_there_is_a_credential() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.issuer.edits.claims = crate::world::remove("groups");
        world.issuer.edits.exchanged_claims = crate::world::remove("groups");
        let route = Route::Credential("prod-eu".into());
        world.answers.insert(route, concierge::refuse());
        world.login();
        let audience = RefusalCause::Audience {
            has: vec![match mode {
                Mode::Page => "client.oauth.pinniped.dev-portal".into(),
                Mode::Sealed => "prod-eu-7f3a".into(),
            }],
            wants: (mode == Mode::Sealed).then(|| "prod-eu-7f3a".into()),
        };
        let authenticator = RefusalCause::Authenticator {
            kind: AuthenticatorKind::Jwt,
            name: match mode {
                Mode::Page => "dex".into(),
                Mode::Sealed => "supervisor".into(),
            },
        };
        // An audience that is not configured is more likely than a missing authenticator.
        let likely = match mode {
            Mode::Page => [audience, authenticator],
            Mode::Sealed => [authenticator, audience],
        };
        let causes = world.cluster("prod-eu").causes;
        assert_eq!(causes[..2], likely);
        assert_eq!(
            causes[2..],
            [RefusalCause::Issuer(ISSUER.into()), RefusalCause::Unknown]
        );
        world.answers.clear();
        world.command(Command::Renew);
        world.assert_works();
        assert_eq!(world.cluster("prod-eu").causes, []);
    }
}

#[test]
fn an_outage_has_no_causes() {
    let mut world = World::new(Mode::Page);
    let route = Route::Credential("prod-eu".into());
    world.answers.insert(route, crate::world::Answer::html(503));
    world.login();
    assert_eq!(world.cluster("prod-eu").causes, []);
}

#[test]
fn views_of_unchanged_clusters_keep_their_address() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        world.clusters = ["one", "two"].map(|id| cluster(mode, id)).to_vec();
        world.login();
        let before = world.session();
        world.pass_millis(1_000);
        world.feed(Input::Woke);
        let after = world.session();
        assert!(Rc::ptr_eq(&before.clusters, &after.clusters));
        assert!(Rc::ptr_eq(
            &before.timeline.renewals,
            &after.timeline.renewals
        ));

        world.command(Command::Deactivate("two".into()));
        let changed = world.session();
        assert!(Rc::ptr_eq(&before.clusters[0], &changed.clusters[0]));
        let is_active = |it: &Rc<ClusterView>| it.active;
        assert!(is_active(&before.clusters[1]) && !is_active(&changed.clusters[1]));
    }
}
