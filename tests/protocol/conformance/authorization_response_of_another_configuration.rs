//! The code of a login at one issuer is not sent to another that was configured meanwhile (RFC 9700 §4.4.2).

use haulout_protocol::Code;
use serde_json::{Value, json};

use crate::world::{Mode, Route, World, edit, set};

#[test]
fn a_callback_of_a_login_at_another_issuer_is_refused() {
    let mut world = World::new(Mode::Page);
    world.open();
    world.sign_in();
    let callback = world.callback();
    let other = "https://supervisor.other.example/demo";
    world.config = edit(move |config: &mut Value| config["issuer"]["url"] = json!(other));
    world.issuer.edits.metadata = set("issuer", json!(other));
    world.load(&callback);
    assert_eq!(world.failure().code(), Code::LoginNotStarted);
    assert_eq!(world.sent(&Route::Redeem).len(), 0);
}
