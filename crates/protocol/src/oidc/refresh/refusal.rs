//! What a refused refresh says about the session, and when several refusals mean that it has ended.

use super::super::token::ErrorResponse;
use crate::http::HTML;
use crate::json::Json;
use crate::text::ServerText;
use crate::time::{Span, Tick};

/// A response to a refresh that may mean that the session has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefreshRefusal {
    /// One of the errors that the standards define for this (RFC 6749 §5.2, OpenID Connect Core §3.1.2.6).
    Final,
    /// Another error. Dex answers `invalid_request`, a Supervisor whose upstream refused `error`.
    Other(ServerText),
    /// No explanation at all.
    Unexplained,
}

impl RefreshRefusal {
    /// Classifies a response. None if it says nothing about the session: an outage, a refusal of the client, which the
    /// operator has to fix, or a page of some proxy.
    #[must_use]
    pub fn of(status: u16, asks_to_wait: bool, media_type: &str, body: &[u8]) -> Option<Self> {
        if asks_to_wait || media_type == HTML || !matches!(status, 400 | 401 | 403) {
            return None;
        }
        match ErrorResponse::parse(body) {
            Ok(answer) => {
                let error = answer.error.as_str();
                if FINAL.contains(&error) {
                    Some(Self::Final)
                } else if TEMPORARY.contains(&error) || is_about_the_client(error) {
                    None
                } else {
                    Some(Self::Other(ServerText::new(error)))
                }
            }
            Err(_) => {
                let is_bare = body.trim_ascii().is_empty() || Json::parse(body).is_ok();
                (is_bare && status != 403).then_some(Self::Unexplained)
            }
        }
    }
}

/// Whether a sign-in would not help (RFC 6749 §5.2).
pub(super) fn is_about_the_client(error: &str) -> bool {
    ABOUT_THE_CLIENT.contains(&error)
}

/// The refusals of a session since its last successful refresh.
#[derive(Debug, Default)]
pub struct RefusalHistory {
    last: Option<RefreshRefusal>,
    /// How often the last one came in a row.
    count: u32,
    /// When it first came.
    first: Tick,
}

impl RefusalHistory {
    /// Records a refusal, and returns whether the session has ended.
    ///
    /// Pages that share a session (`is_shared`) can overtake each other: the refused token may have been spent by
    /// another page, and the next attempt sends its successor. A second refusal in a row cannot have this cause.
    pub fn add(&mut self, refusal: RefreshRefusal, is_shared: bool, now: Tick) -> bool {
        let was_refused = matches!(
            self.last,
            Some(RefreshRefusal::Final | RefreshRefusal::Other(_))
        );
        if self.last.as_ref() != Some(&refusal) {
            self.count = 0;
            self.first = now;
        }
        self.count = self.count.saturating_add(1);
        let lasted = now.since(self.first);
        let has_ended = match &refusal {
            RefreshRefusal::Final => was_refused || !is_shared,
            RefreshRefusal::Other(_) => lasted >= CONFIRMED_AFTER,
            RefreshRefusal::Unexplained => self.count >= 3 && lasted >= BELIEVED_AFTER,
        };
        self.last = Some(refusal);
        has_ended
    }

    /// Whether the session may have ended, which another attempt has to confirm.
    #[must_use]
    pub const fn is_unconfirmed(&self) -> bool {
        self.last.is_some()
    }

    /// How long a retry has to wait so that another refusal is evidence.
    #[must_use]
    pub fn wait(&self) -> Span {
        match &self.last {
            None | Some(RefreshRefusal::Final) => Span::ZERO,
            Some(RefreshRefusal::Other(_)) => CONFIRMED_AFTER,
            Some(RefreshRefusal::Unexplained) => BELIEVED_AFTER.per_mille(500),
        }
    }
}

const FINAL: [&str; 4] = [
    "invalid_grant",
    "login_required",
    "interaction_required",
    "consent_required",
];
const TEMPORARY: [&str; 3] = ["temporarily_unavailable", "server_error", "slow_down"];
const ABOUT_THE_CLIENT: [&str; 4] = [
    "invalid_client",
    "unauthorized_client",
    "invalid_scope",
    "unsupported_grant_type",
];
/// The same error after so long is no passing disorder of the issuer.
const CONFIRMED_AFTER: Span = Span::from_secs(10);
/// Three answers without an explanation over so long are more than a restart of a proxy.
const BELIEVED_AFTER: Span = Span::from_secs(60);

#[cfg(test)]
mod tests;
