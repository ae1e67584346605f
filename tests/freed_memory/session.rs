//! Runs a session of half an hour with every kind of secret, and drops it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_protocol::input::Command;
use serde_json::{Value, json};

use crate::memory::Pattern;
use crate::world::{Mode, Route, World};

/// Signs in, renews ten times, exports credentials in each form, signs out, and drops everything.
pub(crate) fn run_and_forget() -> Vec<Pattern> {
    let mut patterns = Vec::new();
    let mut world = World::new(Mode::Page);
    world.clusters[0]["audience"] = json!("prod-eu-7f3a");
    world.login();
    for _ in 0..10 {
        world.pass(200);
        world.assert_works();
        let file = world
            .machine
            .live_credential("prod-eu", world.now())
            .unwrap();
        let document: Value = serde_json::from_str(file.contents.secret()).unwrap();
        let pem = document["status"]["clientKeyData"].as_str().unwrap();
        // All keys of one type begin alike.
        let line = pem.lines().nth(2).unwrap();
        patterns.push(Pattern::new("private key", line));
        let kubeconfig = world.kubeconfig("prod-eu").unwrap().render();
        let encoded = BASE64_STANDARD.encode(pem);
        let tail = &encoded[encoded.len() / 2..];
        assert!(kubeconfig.secret().contains(tail));
        patterns.push(Pattern::new("private key", tail));
    }
    for (kind, route, field) in [
        ("access token", Route::Exchange, "subject_token"),
        ("authorization code", Route::Redeem, "code"),
        ("verifier", Route::Redeem, "code_verifier"),
        ("refresh token", Route::Refresh, "refresh_token"),
    ] {
        for request in world.sent(&route) {
            patterns.push(Pattern::new(kind, &request.form(field).unwrap()));
        }
    }
    for request in world.sent(&Route::Credential("prod-eu".to_owned())) {
        let body = request.json();
        let token = body["spec"]["token"].as_str().unwrap();
        patterns.push(Pattern::new("ID token", token));
    }
    world.command(Command::SignOut);
    patterns
}
