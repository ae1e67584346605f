//! The misbehaviours, in the order of the document.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use haulout_devstack::Document::{
    AuthorizationResponse, Claims, IdToken, Keys, Metadata, RefreshedClaims, TokenResponse,
};
use haulout_devstack::{Document, Issuer};
use haulout_protocol::Code;
use ring::hmac;
use serde_json::{Map, Value, json};

use super::{Outcome, Scenario};
use crate::signing_keys::{Key, base64url, from_base64url};

/// All scenarios that need no page of the issuer but its login.
pub(super) const SCENARIOS: &[Scenario] = &[
    accepted(
        &[
            "oidcc-client-test",
            "oidcc-client-test-discovery-openid-config",
            "oidcc-client-test-discovery-jwks-uri-keys",
            "fapi2-security-profile-final-client-test-happy-path",
        ],
        |_| {},
    ),
    refused(
        &[
            "oidcc-client-test-invalid-iss",
            "fapi2-security-profile-final-client-test-invalid-iss",
        ],
        |issuer| set(issuer, Claims, "iss", json!("https://another.example")),
    ),
    refused(&["oidcc-client-test-missing-sub"], |issuer| {
        remove(issuer, Claims, "sub");
    }),
    refused(
        &[
            "oidcc-client-test-invalid-aud",
            "fapi2-security-profile-final-client-test-invalid-aud",
        ],
        |issuer| set(issuer, Claims, "aud", json!("pinniped-cli")),
    ),
    refused(&["oidcc-client-test-missing-iat"], |issuer| {
        remove(issuer, Claims, "iat");
    }),
    accepted(&["oidcc-client-test-kid-absent-single-jwks"], |issuer| {
        let key = Key::es256();
        publish(issuer, vec![key.jwk("its-name")]);
        sign(issuer, key, json!({"alg": "ES256"}));
    }),
    accepted(&["oidcc-client-test-kid-absent-multiple-jwks"], |issuer| {
        let key = Key::es256();
        publish(
            issuer,
            vec![Key::es256().jwk("another"), key.jwk("its-name")],
        );
        sign(issuer, key, json!({"alg": "ES256"}));
    }),
    accepted(&["oidcc-client-test-idtoken-sig-rs256"], |issuer| {
        announce(issuer, "RS256");
        publish(issuer, vec![Key::rs256().jwk("rsa")]);
        sign(issuer, Key::rs256(), json!({"alg": "RS256", "kid": "rsa"}));
    }),
    refused(&["oidcc-client-test-idtoken-sig-none"], |issuer| {
        change_token(issuer, |token| {
            let claims = token.split('.').nth(1).unwrap();
            format!("{}.{claims}.", part(&json!({"alg": "none"})))
        });
    }),
    refused(&["oidcc-client-test-invalid-sig-rs256"], |issuer| {
        announce(issuer, "RS256");
        publish(issuer, vec![Key::rs256().jwk("rsa")]);
        sign(
            issuer,
            Key::other_rs256(),
            json!({"alg": "RS256", "kid": "rsa"}),
        );
    }),
    refused(
        &[
            "oidcc-client-test-nonce-invalid",
            "fapi2-security-profile-final-client-test-invalid-nonce",
        ],
        |issuer| set(issuer, Claims, "nonce", json!("of another sign-in")),
    ),
    Scenario {
        ids: &[
            "oidcc-client-test-discovery-issuer-mismatch",
            "fapi2-security-profile-final-client-test-discovery-issuer-mismatch",
        ],
        misbehave: |issuer| set(issuer, Metadata, "issuer", json!("https://another.example")),
        outcome: Outcome::RefusedBeforeSignIn(Code::IssuerMismatch),
    },
    accepted(
        &["oidcc-client-test-signing-key-rotation-just-before-signing"],
        |issuer| {
            let key = Key::es256();
            let (old, new) = (Key::es256().jwk("old"), key.jwk("new"));
            let requests = Arc::new(AtomicUsize::new(0));
            issuer.edit(Keys, move |keys| {
                let is_first = requests.fetch_add(1, Ordering::Relaxed) == 0;
                *keys = json!([if is_first { &old } else { &new }]);
            });
            sign(issuer, key, json!({"alg": "ES256", "kid": "new"}));
        },
    ),
    Scenario {
        ids: &["oidcc-client-test-signing-key-rotation"],
        misbehave: |issuer| {
            let key = Key::es256();
            publish(issuer, vec![key.jwk("next")]);
            sign(issuer, key, json!({"alg": "ES256", "kid": "next"}));
        },
        outcome: Outcome::AcceptedAfterAnother,
    },
    Scenario {
        ids: &[
            "oidcc-client-test-refresh-token",
            "fapi2-security-profile-final-client-refresh-token-test",
        ],
        misbehave: |_| {},
        outcome: Outcome::Renewed,
    },
    refused_on_refresh(
        &["oidcc-client-test-refresh-token-invalid-issuer"],
        |issuer| {
            set(
                issuer,
                RefreshedClaims,
                "iss",
                json!("https://another.example"),
            );
        },
    ),
    refused_on_refresh(&["oidcc-client-test-refresh-token-invalid-sub"], |issuer| {
        set(issuer, RefreshedClaims, "sub", json!("another user"));
    }),
    refused(
        &[
            "oidcc-client-test-missing-aud",
            "fapi2-security-profile-final-client-test-invalid-missing-aud",
        ],
        |issuer| remove(issuer, Claims, "aud"),
    ),
    refused(&["oidcc-client-test-invalid-athash"], |issuer| {
        set(
            issuer,
            Claims,
            "at_hash",
            json!(Key::es256().half_hash("another token")),
        );
    }),
    refused(&["oidcc-client-test-invalid-sig-es256"], |issuer| {
        publish(issuer, vec![Key::es256().jwk("its-name")]);
        sign(
            issuer,
            Key::es256(),
            json!({"alg": "ES256", "kid": "its-name"}),
        );
    }),
    refused(&["oidcc-client-test-invalid-sig-hs256"], |issuer| {
        let jwk = Key::rs256().jwk("rsa");
        publish(issuer, vec![jwk.clone()]);
        announce(issuer, "RS256");
        change_token(issuer, move |token| {
            let claims = token.split('.').nth(1).unwrap();
            let signed = format!("{}.{claims}", part(&json!({"alg": "HS256", "kid": "rsa"})));
            let key = hmac::Key::new(hmac::HMAC_SHA256, jwk.to_string().as_bytes());
            let tag = hmac::sign(&key, signed.as_bytes());
            format!("{signed}.{}", base64url(tag.as_ref()))
        });
    }),
    Scenario {
        ids: &[
            "fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails",
        ],
        misbehave: |issuer| set(issuer, AuthorizationResponse, "state", json!("another")),
        outcome: Outcome::Refused(Code::StateMismatch),
    },
    Scenario {
        ids: &[
            "fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails",
        ],
        misbehave: |issuer| remove(issuer, AuthorizationResponse, "state"),
        outcome: Outcome::Refused(Code::StateMismatch),
    },
    Scenario {
        ids: &["fapi2-security-profile-final-client-test-invalid-authorization-response-iss"],
        misbehave: |issuer| {
            set(
                issuer,
                AuthorizationResponse,
                "iss",
                json!("https://another.example"),
            );
        },
        outcome: Outcome::Refused(Code::IssMismatch),
    },
    Scenario {
        ids: &["fapi2-security-profile-final-client-test-remove-authorization-response-iss"],
        misbehave: |issuer| remove(issuer, AuthorizationResponse, "iss"),
        outcome: Outcome::Refused(Code::IssMismatch),
    },
    refused(
        &["fapi2-security-profile-final-client-test-invalid-missing-iss"],
        |issuer| {
            remove(issuer, Claims, "iss");
        },
    ),
    refused(
        &["fapi2-security-profile-final-client-test-invalid-secondary-aud"],
        |issuer| {
            issuer.edit(Claims, |claims| {
                claims["azp"] = claims["aud"].clone();
                claims["aud"] = json!([claims["aud"], "another client"]);
            });
        },
    ),
    accepted(
        &["fapi2-security-profile-final-client-test-valid-aud-as-array"],
        |issuer| {
            issuer.edit(Claims, |claims| claims["aud"] = json!([claims["aud"]]));
        },
    ),
    refused(
        &["fapi2-security-profile-final-client-test-invalid-expired-exp"],
        |issuer| {
            issuer.edit(Claims, |claims| {
                claims["exp"] = json!(claims["iat"].as_i64().unwrap() - FIVE_MINUTES);
            });
        },
    ),
    refused(
        &["fapi2-security-profile-final-client-test-invalid-missing-exp"],
        |issuer| {
            remove(issuer, Claims, "exp");
        },
    ),
    refused(
        &["fapi2-security-profile-final-client-test-invalid-missing-nonce"],
        |issuer| {
            remove(issuer, Claims, "nonce");
        },
    ),
    refused(
        &["fapi2-security-profile-final-client-test-invalid-null-alg"],
        |issuer| {
            let key = Key::es256();
            publish(issuer, vec![key.jwk("its-name")]);
            sign(issuer, key, json!({"kid": "its-name"}));
        },
    ),
    Scenario {
        ids: &["fapi2-security-profile-final-client-test-invalid-alternate-alg"],
        misbehave: |issuer| {
            announce(issuer, "PS256");
            publish(issuer, vec![Key::ps256().jwk("rsa")]);
            sign(issuer, Key::rs256(), json!({"alg": "RS256", "kid": "rsa"}));
        },
        outcome: Outcome::Refused(Code::SigningKeysInvalid),
    },
    accepted(
        &["fapi2-security-profile-final-client-test-token-type-case-insensitivity"],
        |issuer| set(issuer, TokenResponse, "token_type", json!("bEaReR")),
    ),
    accepted(
        &["fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in"],
        |issuer| remove(issuer, TokenResponse, "expires_in"),
    ),
];

const fn accepted(ids: &'static [&'static str], misbehave: fn(&Issuer)) -> Scenario {
    let outcome = Outcome::Accepted;
    Scenario {
        ids,
        misbehave,
        outcome,
    }
}

/// The ID token is refused.
const fn refused(ids: &'static [&'static str], misbehave: fn(&Issuer)) -> Scenario {
    let outcome = Outcome::Refused(Code::IdTokenInvalid);
    Scenario {
        ids,
        misbehave,
        outcome,
    }
}

const fn refused_on_refresh(ids: &'static [&'static str], misbehave: fn(&Issuer)) -> Scenario {
    let outcome = Outcome::RefusedOnRefresh(Code::IdTokenInvalid);
    Scenario {
        ids,
        misbehave,
        outcome,
    }
}

fn set(issuer: &Issuer, document: Document, name: &'static str, value: Value) {
    issuer.edit(document, move |object| object[name] = value.clone());
}

fn remove(issuer: &Issuer, document: Document, name: &'static str) {
    issuer.edit(document, move |object| {
        let removed = object
            .as_object_mut()
            .and_then(|object| object.remove(name));
        assert!(removed.is_some(), "there is no {name}");
    });
}

/// Announces the algorithm of the ID tokens.
fn announce(issuer: &Issuer, algorithm: &'static str) {
    let name = "id_token_signing_alg_values_supported";
    set(issuer, Metadata, name, json!([algorithm]));
}

fn publish(issuer: &Issuer, keys: Vec<Value>) {
    issuer.edit(Keys, move |published| *published = json!(keys));
}

/// Signs every ID token again, with this key and header.
fn sign(issuer: &Issuer, key: Key, header: Value) {
    change_token(issuer, move |token| {
        let claims = from_base64url(token.split('.').nth(1).unwrap());
        let claims: Map<String, Value> = serde_json::from_slice(&claims).unwrap();
        key.compact(header.as_object().unwrap(), &claims)
    });
}

fn change_token(issuer: &Issuer, change: impl Fn(&str) -> String + Send + Sync + 'static) {
    issuer.edit(IdToken, move |token| {
        *token = json!(change(token.as_str().unwrap()))
    });
}

fn part(value: &Value) -> String {
    base64url(value.to_string().as_bytes())
}

/// In seconds; more than any tolerance.
const FIVE_MINUTES: i64 = 300;
