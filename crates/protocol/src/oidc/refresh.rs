//! Refresh, including responses without a new ID token (RFC 6749 §6, OpenID Connect Core §12).

use alloc::format;
use alloc::string::String;

use super::token::{self, RefreshError, TokenSet};
use super::wire::{self, Form};
use crate::config::Config;
use crate::error::{Reason, Refusal, RefusalKind, UnreachableReason};
use crate::http::Reply;
use crate::secret::Secret;

mod refusal;

pub use refusal::{RefreshRefusal, RefusalHistory};

/// The form that redeems a refresh token.
pub(crate) fn build(config: &Config, token: &Secret<String>) -> Form {
    wire::refresh_form(config, token, &[])
}

/// The same for the gateway, whose response is to contain the clusters of the session.
pub(crate) fn build_with_clusters(config: &Config, token: &Secret<String>) -> Form {
    wire::refresh_form(config, token, &[("clusters", "true")])
}

/// Parses the response. A refusal counts as temporary, unless the operator has to fix the client: whether the session has
/// ended is decided by [`RefusalHistory`], and then said by [`session_ended`].
pub(crate) fn process(reply: &Reply) -> Result<TokenSet, RefreshError> {
    token::process_any(reply).map_err(|failed| {
        let Reason::Token(refusal) = failed.reason else {
            return failed;
        };
        let is_about_the_client =
            reply.retry_after.is_none() && refusal::is_about_the_client(refusal.error.as_str());
        let kind = if is_about_the_client {
            RefusalKind::Client
        } else {
            RefusalKind::Temporary
        };
        Reason::Token(Refusal { kind, ..refusal }).into()
    })
}

/// What the response says about the session.
pub(crate) fn refusal_in(reply: &Reply) -> Option<RefreshRefusal> {
    let asks_to_wait = reply.retry_after.is_some();
    let body = reply.body.secret();
    RefreshRefusal::of(reply.status, asks_to_wait, &reply.media_type, body)
}

/// The reason for the end of a session whose last refresh failed for `reason`.
pub(crate) fn session_ended(reason: Reason) -> Reason {
    if let Reason::Token(refusal) = reason {
        return Reason::SessionEnded(refusal);
    }
    if let Reason::Unreachable(_, UnreachableReason::Status(status, words)) = &reason {
        let refusal = Refusal::new(&format!("HTTP {status}"), words.as_str());
        return Reason::SessionEnded(refusal);
    }
    // It says so already, in the issuer's words or with a code of the gateway.
    reason
}
