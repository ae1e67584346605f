//! The end of an outage: how soon a page has a certificate again, and how long it waits on request.

use crate::world::{Answer, Mode, Route, World};

#[test]
fn a_page_recovers_within_half_a_minute_of_an_outage() {
    for mode in [Mode::Page, Mode::Sealed] {
        for route in [Route::Refresh, credential()] {
            for outage in [200, 3600] {
                let mut world = World::new(mode);
                world.login();
                world.pass(100);
                world.answers.insert(route.clone(), Answer::html(503));
                world.pass(outage);
                world.answers.clear();
                world.pass(36);
                world.assert_works();
                world.assert_live("prod-eu");
            }
        }
    }
}

#[test]
fn an_outage_without_a_certificate_gets_two_requests_a_minute() {
    for mode in [Mode::Page, Mode::Sealed] {
        for route in [Route::Refresh, credential()] {
            let mut world = World::new(mode);
            world.login();
            world.pass(100);
            world.answers.insert(route.clone(), Answer::html(503));
            world.pass(900);
            world.seen.clear();
            world.pass(3600);
            let sent = world.sent(&route).len();
            assert!((100..=140).contains(&sent), "{mode:?} {route:?}: {sent}");
        }
    }
}

#[test]
fn retry_after_of_an_hour_is_obeyed_for_minutes_only() {
    for (status, most) in [(503, 67), (429, 331)] {
        for route in [Route::Refresh, credential()] {
            let mut world = World::new(Mode::Sealed);
            world.login();
            world.pass(100);
            world
                .answers
                .insert(route.clone(), Answer::html(status).after(3600));
            world.seen.clear();
            while world.sent(&route).is_empty() {
                world.pass(1);
            }
            world.seen.clear();
            world.pass(most * 9 / 10 - 2);
            assert_eq!(world.sent(&route).len(), 0, "{status} {route:?}");
            world.pass(most / 10 + 3);
            assert_eq!(world.sent(&route).len(), 1, "{status} {route:?}");
        }
    }
}

fn credential() -> Route {
    Route::Credential("prod-eu".into())
}
