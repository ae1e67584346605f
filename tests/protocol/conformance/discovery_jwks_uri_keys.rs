//! The keys are read from the metadata's `jwks_uri`, wherever that is (OpenID Connect Discovery §3).

use serde_json::json;

use super::accepted_in;
use crate::world::{Mode, Route, set};

#[test]
fn the_keys_are_fetched_from_the_metadatas_jwks_uri() {
    let elsewhere = "https://keys.acme.example/run/4711/jwks";
    let world = accepted_in(Mode::Page, |world| {
        world.issuer.edits.metadata = set("jwks_uri", json!(elsewhere));
    });
    assert_eq!(world.last(&Route::Jwks).url, elsewhere);
    assert_eq!(world.sent(&Route::Jwks).len(), 1);
}
