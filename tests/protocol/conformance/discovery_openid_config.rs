//! Endpoints come only from `<issuer>/.well-known/openid-configuration` (OpenID Connect Discovery §4).

use haulout_protocol::Code;
use serde_json::json;

use super::accepted_in;
use crate::world::issuer::ISSUER;
use crate::world::{Answer, Mode, Route, World};

#[test]
fn every_endpoint_is_that_of_the_metadata() {
    let world = accepted_in(Mode::Page, |_| {});
    let metadata = world.last(&Route::Metadata);
    assert_eq!(
        metadata.url,
        format!("{ISSUER}/.well-known/openid-configuration")
    );
    assert_eq!(world.last(&Route::Redeem).url, format!("{ISSUER}/token"));
    assert_eq!(world.last(&Route::Jwks).url, format!("{ISSUER}/jwks"));
}

#[test]
fn without_metadata_the_browser_is_not_sent_anywhere() {
    for mode in [Mode::Page, Mode::Sealed] {
        let mut world = World::new(mode);
        let missing = Answer::json(404, &json!({"error": "not found"}));
        world.answers.insert(Route::Metadata, missing);
        world.open();
        assert_eq!(world.failure().code(), Code::IssuerInvalid);
        world.sign_in();
        assert_eq!(world.navigated, None);
    }
}
