//! Responses of a token endpoint, beside serde_json.

use haulout_protocol::json;
use haulout_protocol::oidc::token::{ErrorResponse, TokenResponse, first_words};
use serde_json::Value;

/// A parsed response has the members that another JSON reader finds, its serialized form is the same response, and the
/// words shown of any other body are short, printable and no token.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    if let Ok(response) = TokenResponse::parse(data) {
        let document: Value = serde_json::from_slice(data).expect("a response is JSON");
        let access_token = response.access_token.secret();
        assert!(!access_token.is_empty());
        assert_eq!(document["access_token"], access_token.as_str());
        assert_eq!(document["token_type"], response.token_type);
        for (name, token) in [
            ("refresh_token", &response.refresh_token),
            ("id_token", &response.id_token),
        ] {
            let given = document[name].as_str().filter(|text| !text.is_empty());
            assert_eq!(token.as_ref().map(|token| token.secret().as_str()), given);
        }
        let debug = format!("{response:?}");
        assert!(access_token.len() < LONG || !debug.contains(access_token.as_str()));
        let serialized = json::to_text(&response);
        let again = TokenResponse::parse(serialized.as_bytes()).expect("it is a response");
        assert_eq!(json::to_text(&again), serialized);
    }
    if let Ok(refusal) = ErrorResponse::parse(data) {
        let document: Value = serde_json::from_slice(data).expect("a response is JSON");
        assert!(!refusal.error.is_empty());
        assert_eq!(document["error"], refusal.error);
    }
    let words = first_words(data);
    assert!(words.as_str().chars().count() <= WORDS_CHARS_MAX);
    assert!(!words.as_str().contains(char::is_control));
    let is_token_character = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    let mut runs = words.as_str().split(|c| !is_token_character(c));
    assert!(runs.all(|run| run.len() < LONG), "{words}");
}

/// Characters; shorter texts are unlikely to be tokens.
const LONG: usize = 32;
/// Characters of a body that are shown.
const WORDS_CHARS_MAX: usize = 100;
