//! `expires_in` is only RECOMMENDED (RFC 6749 §5.1), and some issuers send it as a string.

use haulout_protocol::Code;
use haulout_protocol::snapshot::Situation;
use serde_json::{Value, json};

use super::accepted;
use crate::world::{Answer, Mode, Route, World, remove, set};

#[test]
fn a_missing_expires_in_is_accepted() {
    accepted(|world| world.issuer.edits.token_response = remove("expires_in"));
}

#[test]
fn an_unusual_expires_in_is_accepted() {
    for value in [
        json!("3600"),
        json!(3599.5),
        json!(-1),
        json!(null),
        json!("soon"),
        json!([]),
    ] {
        accepted(|world| world.issuer.edits.token_response = set("expires_in", value.clone()));
    }
}

/// An exponent can make a number that no clock can hold.
#[test]
fn numbers_of_any_size_are_survived() {
    let numbers = [
        "1e400",
        "-1e400",
        "1e-400",
        "1e308",
        "-1e308",
        "1e19",
        "18446744073709551616",
    ];
    for member in ["expires_in", "refresh_expires_in"] {
        for number in numbers {
            for quoted in [false, true] {
                for mode in [Mode::Page, Mode::Sealed] {
                    let mut world = World::new(mode);
                    world.open();
                    world.sign_in();
                    let callback = world.callback();
                    world.held = vec![Route::Redeem];
                    world.load(&callback);
                    let number = if quoted {
                        format!("\"{number}\"")
                    } else {
                        number.to_owned()
                    };
                    let at = world
                        .waiting
                        .iter()
                        .position(|it| it.seen.route == Route::Redeem);
                    world.deliver_instead(at.unwrap(), |answer| {
                        with_member(answer, member, &number)
                    });
                    world.held.clear();
                    if let Situation::SignedIn(_) = world.situation() {
                        world.pass(600);
                        world.assert_works();
                    } else {
                        assert_eq!(
                            world.failure().code(),
                            Code::TokenResponseInvalid,
                            "{number}"
                        );
                    }
                }
            }
        }
    }
}

/// Adds a member with this text as its value, which no JSON writer would write.
fn with_member(mut answer: Answer, member: &str, value: &str) -> Answer {
    if let Answer::Http { body, .. } = &mut answer {
        let text = String::from_utf8(core::mem::take(body)).unwrap();
        let mut members: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
        members.remove(member);
        let rest = Value::Object(members).to_string();
        *body = rest
            .replacen('{', &format!("{{\"{member}\":{value},"), 1)
            .into_bytes();
    }
    answer
}
