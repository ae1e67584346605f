//! A token without `exp` would never expire, so it is refused (OpenID Connect Core §2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenFault, Reason};
use serde_json::json;

use super::{accepted, refused};
use crate::world::{remove, set};

#[test]
fn a_token_without_an_end_is_refused() {
    refused(
        |world| world.issuer.edits.claims = remove("exp"),
        Code::IdTokenInvalid,
        &Reason::IdToken(IdTokenFault::Expired),
    );
}

#[test]
fn an_end_that_is_no_number_is_no_end() {
    for value in [
        json!("9999999999"),
        json!(null),
        json!([9_999_999_999_i64]),
        json!(true),
    ] {
        refused(
            |world| world.issuer.edits.claims = set("exp", value.clone()),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenFault::Malformed),
        );
    }
}

#[test]
fn the_end_of_time_and_a_fraction_are_numbers() {
    for value in [
        json!(1e300),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(4_102_444_800.5),
    ] {
        accepted(|world| world.issuer.edits.claims = set("exp", value.clone()));
    }
}

#[test]
fn the_beginning_of_time_is_past() {
    for value in [json!(-1e300), json!(i64::MIN), json!(0), json!(-1.5)] {
        refused(
            |world| world.issuer.edits.claims = set("exp", value.clone()),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenFault::Expired),
        );
    }
}
