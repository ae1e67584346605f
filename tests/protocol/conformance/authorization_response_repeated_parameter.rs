//! A repeated parameter is refused (RFC 6749 §3.1).

use haulout_protocol::Code;
use haulout_protocol::error::{CallbackError, Reason};

use super::refused_callback;
use crate::world::edit;
use crate::world::issuer::ISSUER;

#[test]
fn a_repeated_parameter_redeems_nothing() {
    for (name, value) in [
        ("code", "pin_ac_other"),
        ("state", "other"),
        ("iss", ISSUER),
        ("error", "access_denied"),
    ] {
        refused_callback(
            |world| {
                world.issuer.edits.callback = edit(move |it: &mut Vec<(String, String)>| {
                    it.push((name.into(), value.into()));
                    if it.iter().filter(|(given, _)| given == name).count() == 1 {
                        it.push((name.into(), value.into()));
                    }
                });
            },
            Code::CallbackInvalid,
            &Reason::Callback(CallbackError::Repeated(name)),
        );
    }
}
