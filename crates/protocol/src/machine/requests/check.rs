//! The failures that are the same for every request.

use super::Purpose;
use crate::code::Code;
use crate::error::{ConfigError, Error, Reason, Rejection, UnreachableReason};
use crate::http::{Reply, TransportError};
use crate::json::Json;
use crate::text::ServerText;

/// Separates the failures that are the same for every purpose from other responses.
pub(crate) fn check_response(
    purpose: Purpose,
    outcome: Result<Reply, TransportError>,
) -> Result<Reply, Error> {
    let peer = purpose.peer();
    let reply = outcome.map_err(|failure| match failure {
        TransportError::TooLarge => Reason::TooLarge(peer),
        TransportError::InvalidTransport => Reason::Argument(ConfigError {
            field: "fetch".into(),
            reason: "must resolve to a Response whose body is unread".into(),
        }),
        TransportError::Network
        | TransportError::LocalNetwork
        | TransportError::Tls
        | TransportError::Timeout => {
            Reason::Unreachable(peer, UnreachableReason::Transport(failure))
        }
    })?;
    let failed = |reason| reply.error(reason);
    // The machine names the URL of a configuration that is none.
    if reply.status < 400 && !reply.is_json() && purpose != Purpose::Config {
        // A captive portal or a login page responds with 200 and an HTML page.
        return Err(failed(Reason::Unreachable(
            peer,
            UnreachableReason::Status(reply.status, ServerText::new(NO_JSON)),
        )));
    }
    if reply.status >= 400
        && let Some((code, words)) = gateway_error(reply.body.secret())
    {
        return Err(failed(Reason::Gateway(code, words)));
    }
    if Rejection::is_permanent(reply.status) && !purpose.reads_refusal(reply.status) {
        return Err(failed(Reason::Rejected(Rejection {
            request: purpose.asked(),
            status: reply.status,
            message: server_message(reply.body.secret()),
        })));
    }
    if !purpose.understands(reply.status) {
        return Err(failed(Reason::Unreachable(
            peer,
            UnreachableReason::Status(reply.status, server_message(reply.body.secret())),
        )));
    }
    Ok(reply)
}

/// Our gateway reports its own failures with one of our codes.
fn gateway_error(body: &[u8]) -> Option<(Code, ServerText)> {
    let json = Json::parse(body).ok()?;
    let raw = json.root().ok()?;
    let name = raw.text("code").ok()?;
    let code = Code::ALL
        .iter()
        .copied()
        .find(|code| code.as_str() == name)?;
    let words = raw.text_if_any("error_description").map(ServerText::new);
    Some((code, words.unwrap_or_default()))
}

/// A Kubernetes `Status` has a message; other servers send a line of text or a page.
fn server_message(body: &[u8]) -> ServerText {
    match Json::parse(body) {
        Ok(json) => json
            .text("message")
            .map(ServerText::new)
            .unwrap_or_default(),
        Err(_) => ServerText::first_words(body),
    }
}

const NO_JSON: &str = "the response is not JSON";
