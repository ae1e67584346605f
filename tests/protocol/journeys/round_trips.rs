//! How many requests follow each other from a callback or a page load to the certificate.

use serde_json::{Value, json};

use crate::world::{Mode, Route, World, edit, set};

/// The requests that waited for the response to the one before; the keys and the clocks go beside them.
fn in_sequence(world: &World) -> Vec<Route> {
    let beside = [
        Route::Config,
        Route::Metadata,
        Route::IdentityProviders,
        Route::Jwks,
        Route::Version("prod-eu".into()),
    ];
    let routes = world.seen.iter().map(|seen| seen.route.clone());
    routes.filter(|route| !beside.contains(route)).collect()
}

/// At the issuer, from which the browser has not returned yet.
fn away(change: impl Fn(&mut World)) -> (World, String) {
    let mut world = World::new(Mode::Sealed);
    change(&mut world);
    world.open();
    world.sign_in();
    let callback = world.callback();
    world.seen.clear();
    (world, callback)
}

#[test]
fn a_certificate_needs_three_round_trips_after_the_callback() {
    let (mut world, callback) = away(|_| {});
    world.load(&callback);
    world.assert_works();
    let expected = [
        Route::Redeem,
        Route::Exchange,
        Route::Credential("prod-eu".into()),
    ];
    assert_eq!(in_sequence(&world), expected);
}

#[test]
fn a_cluster_without_an_audience_needs_two_round_trips() {
    let (mut world, callback) = away(|world| world.clusters[0]["audience"] = json!(null));
    world.load(&callback);
    world.assert_works();
    let expected = [Route::Redeem, Route::Credential("prod-eu".into())];
    assert_eq!(in_sequence(&world), expected);
}

#[test]
fn clusters_that_do_not_fit_need_one_more_round_trip() {
    let too_many = edit(|it: &mut Value| it["clusters"] = json!("session"));
    let (mut world, callback) = away(|world| world.gateway.token_response = Some(too_many.clone()));
    world.load(&callback);
    world.assert_works();
    let expected = [
        Route::Redeem,
        Route::SessionConfig,
        Route::Exchange,
        Route::Credential("prod-eu".into()),
    ];
    assert_eq!(in_sequence(&world), expected);
}

#[test]
fn a_code_whose_response_has_no_nonce_starts_no_session() {
    for nonce in [json!(null), json!(""), json!("of-another-login")] {
        let change = edit(move |it: &mut Value| it["nonce"] = nonce.clone());
        let (mut world, callback) =
            away(|world| world.gateway.token_response = Some(change.clone()));
        world.load(&callback);
        world.failure();
        assert_eq!(world.credential_requests(), 0);
        assert_eq!(world.sent(&Route::SessionEnd).len(), 1);
    }
    let (mut world, callback) = away(|world| world.issuer.edits.claims = set("nonce", json!("")));
    world.load(&callback);
    world.failure();
    assert_eq!(world.credential_requests(), 0);
}

#[test]
fn clusters_that_are_invalid_name_their_field() {
    let change = edit(|it: &mut Value| it["clusters"][0]["server"] = json!("ftp://x"));
    let (mut world, callback) = away(|world| world.gateway.token_response = Some(change.clone()));
    world.load(&callback);
    let text = world.failure().to_string();
    assert!(text.contains("clusters[0].server"), "{text}");
}
