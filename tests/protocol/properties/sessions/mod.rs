//! Properties of a session under any sequence of events: eight properties of the same random schedules.

use std::cell::RefCell;
use std::rc::Rc;

use haulout_protocol::error::Need;
use haulout_protocol::snapshot::{ActivityView, Situation};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::world::concierge::LIFETIME_SECS;
use crate::world::{Clocks, Mode};

mod bounds;
mod certificate_validity;
mod player;
mod progress;
mod schedule;
mod single_use;
mod transcript;

use player::{Player, play};
use schedule::{Setup, Step, any_setup, any_steps};

proptest! {
    // Eight times this are more than ten thousand cases, which have to run in about a minute.
    #![proptest_config(ProptestConfig { cases: 1_300, failure_persistence: None, ..ProptestConfig::default() })]

    /// It is sent again after a lost response: a client cannot know whether the request was processed.
    #[test]
    fn a_refresh_token_is_never_spent_twice_or_after_a_newer_one(
        setup in any_setup(), steps in any_steps(),
    ) {
        play(&setup, &steps, Some(Box::new(single_use::SingleUse::default())));
    }

    #[test]
    fn requests_stay_within_their_limits(setup in any_setup(), steps in any_steps()) {
        play(&setup, &steps, Some(Box::new(bounds::Bounds::default())));
    }

    #[test]
    fn every_deadline_has_an_effect(setup in any_setup(), steps in any_steps()) {
        play(&setup, &steps, Some(Box::new(progress::Deadlines::new(setup.clusters))));
    }

    #[test]
    fn draining_always_ends(setup in any_setup(), steps in any_steps()) {
        play(&setup, &steps, Some(Box::new(progress::Draining::new(setup.clusters))));
    }

    #[test]
    fn a_session_recovers_or_reports_what_it_needs(
        setup in any_setup(), steps in any_steps(),
    ) {
        let mut player = play(&setup, &steps, None);
        player.recover();
        assert_works_or_reports_why(&player);
    }

    #[test]
    fn a_valid_certificate_is_never_dropped(setup in any_setup(), steps in any_steps()) {
        let (setup, steps) = certificate_validity::with_knowable_clocks(setup, steps);
        play(&setup, &steps, Some(Box::new(certificate_validity::CertificateValidity::default())));
    }

    #[test]
    fn secrets_are_never_printed_in_any_form(setup in any_setup(), steps in any_steps()) {
        let mut player = Player::new(&setup, None);
        player.begin();
        for step in &steps {
            player.step(step);
            player.print_exports();
        }
        // The world searches for its secrets when it is dropped.
    }

    #[test]
    fn the_same_schedule_has_the_same_outcome(setup in any_setup(), steps in any_steps()) {
        let record = || {
            let record = Rc::new(RefCell::new(String::new()));
            play(&setup, &steps, Some(Box::new(transcript::Transcript(record.clone()))));
            record.take()
        };
        prop_assert_eq!(record(), record());
    }
}

#[test]
fn no_next_attempt_is_shown_after_its_tokens_have_expired() {
    let setup = Setup {
        mode: Mode::Sealed,
        clusters: 4,
        has_refresh_tokens: false,
        rotates: false,
        renews_id_token: false,
        id_token_secs: 120,
        clocks: Clocks {
            concierge: -292_549,
            ..Clocks::default()
        },
        seed: 1_873_789_316_793_839_307,
    };
    let mut player = Player::new(&setup, None);
    player.begin();
    player.step(&Step::Pass {
        secs: 120,
        answered: true,
    });
    // The world compares the cached views of each cluster with rebuilt ones.
    player.print_exports();
}

#[test]
fn a_certificate_that_became_valid_is_used_without_tokens_for_another() {
    let setup = Setup {
        mode: Mode::Page,
        clusters: 1,
        has_refresh_tokens: true,
        rotates: true,
        renews_id_token: false,
        id_token_secs: 120,
        clocks: Clocks {
            concierge: 307_183,
            ..Clocks::default()
        },
        seed: 0,
    };
    let only = any::<Index>().new_tree(&mut TestRunner::deterministic());
    let steps = [
        Step::Renew,
        // The issuer has spent the refresh token, and refuses it when it is sent again.
        Step::Lose {
            which: only.unwrap().current(),
            processed: true,
        },
        Step::Pass {
            secs: 37,
            answered: true,
        },
    ];
    let deadlines = progress::Deadlines::new(setup.clusters);
    let player = play(&setup, &steps, Some(Box::new(deadlines)));
    assert!(player.world.kubeconfig("cluster-0").is_ok());
}

#[test]
fn a_certificate_outlives_a_jump_of_the_clock_before_a_renewal_in_vain() {
    let setup = Setup {
        mode: Mode::Sealed,
        clusters: 1,
        has_refresh_tokens: false,
        rotates: false,
        renews_id_token: false,
        id_token_secs: 120,
        clocks: Clocks::default(),
        seed: 0,
    };
    let steps = [
        Step::Sleep(1),
        Step::Renew,
        Step::SetClock(248_000),
        Step::Pass {
            secs: 51,
            answered: true,
        },
    ];
    let certificates = certificate_validity::CertificateValidity::default();
    play(&setup, &steps, Some(Box::new(certificates)));
}

/// Asserts that every active cluster has a valid credential and no failure, or that the user is asked to sign in.
fn assert_works_or_reports_why(player: &Player) {
    let session = match player.world.situation() {
        Situation::SignedIn(session) => session,
        Situation::Progress(step) => {
            assert!(player.world.navigated.is_some(), "stuck: {step:?}");
            return;
        }
        Situation::SignedOut(_) | Situation::Failed(_) => return,
    };
    let needs_person = session
        .trouble
        .as_ref()
        .is_some_and(|trouble| trouble.need() == Need::SignIn);
    if needs_person || session.sign_in_by.is_some() {
        return;
    }
    let clocks = player.world.clocks;
    let life_millis = 1000 * LIFETIME_SECS + clocks.concierge - clocks.verifier;
    let backdated_millis = 1000 * LIFETIME_SECS - clocks.concierge + clocks.verifier;
    // Its verifier has reported the first as expired, and accepts the second only later.
    if life_millis < SHORTEST_LIFE_MILLIS || backdated_millis < CLOCK_ERROR_MILLIS {
        return;
    }
    let now = player.world.now().wall;
    for cluster in session.clusters.iter().filter(|cluster| cluster.active) {
        let credential = player.world.kubeconfig(&cluster.id);
        assert!(credential.is_ok(), "{credential:?} {cluster:?}");
        let failed = matches!(cluster.activity, ActivityView::Failed(_));
        assert!(!failed, "{cluster:?}");
        // The last failure is shown until the next attempt, if nothing is due before that.
        let rests = cluster.next_attempt.is_some_and(|next| next > now);
        assert!(rests || session.trouble.is_none(), "{:?}", session.trouble);
    }
}

/// The error of a measured clock: `Date` has whole seconds.
const CLOCK_ERROR_MILLIS: i64 = 2_000;
/// A credential with a shorter lifetime on its verifier's clock cannot be renewed in time with a dozen attempts a
/// minute.
const SHORTEST_LIFE_MILLIS: i64 = 60_000;
