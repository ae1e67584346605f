//! Every answer to a refresh, and what it means for the session.

use alloc::format;
use alloc::vec::Vec;

use super::*;

const JSON: &str = "application/json";

fn oauth(status: u16, error: &str) -> Option<RefreshRefusal> {
    let body = format!(r#"{{"error":"{error}","error_description":"No."}}"#);
    RefreshRefusal::of(status, false, JSON, body.as_bytes())
}

#[test]
fn answers_to_a_refresh_are_classified() {
    use RefreshRefusal::{Final, Other, Unexplained};

    for error in [
        "invalid_grant",
        "login_required",
        "interaction_required",
        "consent_required",
    ] {
        assert_eq!(oauth(400, error), Some(Final), "{error}");
    }
    for (status, error) in [
        (400, "invalid_request"),
        (401, "invalid_token"),
        (401, "error"),
        (403, "access_denied"),
        (400, "account_selection_required"),
    ] {
        let other = Some(Other(ServerText::new(error)));
        assert_eq!(oauth(status, error), other, "{error}");
    }
    for error in [
        "temporarily_unavailable",
        "server_error",
        "slow_down",
        "invalid_client",
        "unauthorized_client",
        "invalid_scope",
        "unsupported_grant_type",
    ] {
        for status in [400, 401, 403] {
            assert_eq!(oauth(status, error), None, "{status} {error}");
        }
    }
    for status in [404, 408, 425, 429, 500, 502, 503, 504] {
        assert_eq!(oauth(status, "invalid_grant"), None, "{status}");
    }
    let dead = br#"{"error":"invalid_grant"}"#;
    for (status, asks_to_wait, media_type, body, expected) in [
        (400, true, JSON, &dead[..], None),
        (400, false, "text/html", dead, None),
        (400, false, "text/plain", dead, Some(Final)),
        (400, false, "", dead, Some(Final)),
        (400, false, "", b"", Some(Unexplained)),
        (401, false, "text/plain", b" \n", Some(Unexplained)),
        (400, false, JSON, b"{}", Some(Unexplained)),
        (
            401,
            false,
            JSON,
            br#"{"error":{"code":401}}"#,
            Some(Unexplained),
        ),
        (401, false, JSON, br#"{"error":""}"#, Some(Unexplained)),
        (403, false, "", b"", None),
        (403, false, JSON, b"{}", None),
        (400, true, "", b"", None),
        (400, false, "text/plain", b"Bad Request", None),
        (400, false, "text/html", b"", None),
        (401, false, "text/html", b"<html></html>", None),
        (400, false, JSON, b"<html></html>", None),
    ] {
        let found = RefreshRefusal::of(status, asks_to_wait, media_type, body);
        let body = alloc::string::String::from_utf8_lossy(body);
        assert_eq!(found, expected, "{status} {media_type} {body}");
    }
}

/// Refusals, each with its second, and whether the last one ends a session that pages share, and one of one page.
type Case = (Vec<(u64, RefreshRefusal)>, bool, bool);

#[test]
fn a_session_ends_when_refusals_leave_no_doubt() {
    let dead = || RefreshRefusal::Final;
    let other = || RefreshRefusal::Other(ServerText::new("invalid_request"));
    let another = || RefreshRefusal::Other(ServerText::new("error"));
    let bare = || RefreshRefusal::Unexplained;
    let cases: Vec<Case> = alloc::vec![
        (alloc::vec![(0, dead())], false, true),
        (alloc::vec![(0, dead()), (1, dead())], true, true),
        (alloc::vec![(0, other()), (1, dead())], true, true),
        (alloc::vec![(0, bare()), (1, dead())], false, true),
        (alloc::vec![(0, other())], false, false),
        (alloc::vec![(0, other()), (9, other())], false, false),
        (alloc::vec![(0, other()), (10, other())], true, true),
        (
            alloc::vec![(0, other()), (9, other()), (10, other())],
            true,
            true
        ),
        (alloc::vec![(0, other()), (10, another())], false, false),
        (alloc::vec![(0, bare()), (60, bare())], false, false),
        (
            alloc::vec![(0, bare()), (30, bare()), (59, bare())],
            false,
            false
        ),
        (
            alloc::vec![(0, bare()), (30, bare()), (60, bare())],
            true,
            true
        ),
        (
            alloc::vec![(0, bare()), (30, other()), (60, bare())],
            false,
            false
        ),
    ];
    for (refusals, ends_shared, ends_own) in cases {
        for (is_shared, expected) in [(true, ends_shared), (false, ends_own)] {
            let mut history = RefusalHistory::default();
            let mut ended = Vec::new();
            for (second, refusal) in &refusals {
                let now = Tick::from_millis(1_000 * second);
                ended.push(history.add(refusal.clone(), is_shared, now));
            }
            assert_eq!(ended.pop(), Some(expected), "{is_shared} {refusals:?}");
        }
    }
}

#[test]
fn a_retry_waits_until_another_refusal_is_evidence() {
    for (refusal, seconds) in [
        (RefreshRefusal::Final, 0),
        (RefreshRefusal::Other(ServerText::new("error")), 10),
        (RefreshRefusal::Unexplained, 30),
    ] {
        let mut history = RefusalHistory::default();
        history.add(refusal, true, Tick::default());
        assert_eq!(history.wait(), Span::from_secs(seconds));
    }
}
