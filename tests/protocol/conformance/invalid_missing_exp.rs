//! A token without `exp` would never expire, so it is refused (OpenID Connect Core §2).

use haulout_protocol::Code;
use haulout_protocol::error::{IdTokenError, Reason};
use serde_json::json;

use super::{accepted, refused};
use crate::world::{remove, set};

#[test]
fn a_token_without_exp_is_refused() {
    for change in [remove("exp"), set("exp", json!(null))] {
        refused(
            |world| world.issuer.edits.claims = change.clone(),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Expired),
        );
    }
}

#[test]
fn an_exp_that_is_not_a_number_is_refused() {
    for value in [json!("9999999999"), json!([9_999_999_999_i64]), json!(true)] {
        refused(
            |world| world.issuer.edits.claims = set("exp", value.clone()),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Malformed),
        );
    }
}

#[test]
fn a_huge_or_fractional_exp_is_accepted() {
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
fn a_hugely_negative_exp_has_passed() {
    for value in [json!(-1e300), json!(i64::MIN), json!(0), json!(-1.5)] {
        refused(
            |world| world.issuer.edits.claims = set("exp", value.clone()),
            Code::IdTokenInvalid,
            &Reason::IdToken(IdTokenError::Expired),
        );
    }
}
