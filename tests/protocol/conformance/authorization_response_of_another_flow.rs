//! A response of the implicit or hybrid flow, or of JARM, is refused (RFC 9700 §2.1.2).

use haulout_protocol::Code;
use haulout_protocol::error::{CallbackError, Reason};

use super::refused_callback;
use crate::world::edit;

#[test]
fn a_token_in_the_callback_redeems_nothing() {
    for name in ["access_token", "id_token", "response", "token_type"] {
        refused_callback(
            |world| {
                world.issuer.edits.callback =
                    edit(move |it: &mut Vec<(String, String)>| it.push((name.into(), "x".into())));
            },
            Code::CallbackInvalid,
            &Reason::Callback(CallbackError::Foreign(name)),
        );
    }
}

#[test]
fn a_callback_with_an_empty_code_redeems_nothing() {
    refused_callback(
        |world| {
            world.issuer.edits.callback = edit(|it: &mut Vec<(String, String)>| it[0].1.clear());
        },
        Code::CallbackInvalid,
        &Reason::Callback(CallbackError::NoCode),
    );
}
