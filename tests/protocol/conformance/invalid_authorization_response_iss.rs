//! `iss` in a callback has to be this login's issuer, whether the metadata announces it or not (RFC 9207 §2.4).

use haulout_protocol::Code;
use haulout_protocol::error::{CallbackError, Reason};
use serde_json::json;

use super::{accepted, refused_callback};
use crate::world::issuer::ISSUER;
use crate::world::{World, edit, set};

#[test]
fn the_iss_of_another_issuer_redeems_nothing() {
    for other in [
        "https://supervisor.evil.example/demo",
        "https://supervisor.acme.example/demo/",
        "",
    ] {
        for promised in [false, true] {
            refused_callback(
                |world| {
                    promise(world, promised);
                    world.issuer.edits.callback = edit(|it: &mut Vec<(String, String)>| {
                        it.push(("iss".into(), other.into()))
                    });
                },
                Code::IssMismatch,
                &Reason::Callback(CallbackError::Iss),
            );
        }
    }
}

#[test]
fn iss_is_checked_before_error() {
    refused_callback(
        |world| {
            world.issuer.edits.callback = edit(|it: &mut Vec<(String, String)>| {
                it[0] = ("error".into(), "access_denied".into());
                it.push(("iss".into(), "https://supervisor.evil.example/demo".into()));
            });
        },
        Code::IssMismatch,
        &Reason::Callback(CallbackError::Iss),
    );
}

#[test]
fn the_right_iss_is_accepted() {
    for promised in [false, true] {
        accepted(|world| {
            promise(world, promised);
            world.issuer.edits.callback =
                edit(|it: &mut Vec<(String, String)>| it.push(("iss".into(), ISSUER.into())));
        });
    }
}

fn promise(world: &mut World, promised: bool) {
    world.issuer.edits.metadata = set(
        "authorization_response_iss_parameter_supported",
        json!(promised),
    );
}
