//! The parts of a snapshot that explain it: the horizon, the clocks, and why a Concierge may have refused.

use haulout_protocol::refusal::Cause;
use haulout_protocol::snapshot::{ClockView, Horizon};
use serde::Serialize;

/// `{signedInAt, idTokenUntil, sessionUntil?, renewals, nextRenewal?}`; RFC 3339, UTC, on this computer's clock.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Outlook {
    signed_in_at: String,
    id_token_until: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_until: Option<String>,
    renewals: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_renewal: Option<String>,
}

impl Outlook {
    pub(super) fn of(horizon: &Horizon) -> Self {
        Self {
            signed_in_at: horizon.signed_in_at.to_string(),
            id_token_until: horizon.id_token_until.to_string(),
            session_until: horizon.session_until.map(|at| at.to_string()),
            renewals: horizon.renewals.iter().map(ToString::to_string).collect(),
            next_renewal: horizon.next_renewal.map(|at| at.to_string()),
        }
    }
}

/// `{whose, cluster?, offsetMillis, errorMillis, replicasApartMillis?}`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Clock {
    whose: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<String>,
    offset_millis: i64,
    error_millis: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas_apart_millis: Option<u64>,
}

impl Clock {
    pub(super) fn of(view: ClockView) -> Self {
        Self {
            whose: view.whose.as_str(),
            cluster: view.cluster.map(|id| id.to_string()),
            offset_millis: view.offset_millis,
            error_millis: view.error_millis,
            replicas_apart_millis: view.replicas_apart.map(|span| span.as_millis()),
        }
    }
}

/// `{cause, algorithm?, claim?, millis?, has?, wants?, kind?, name?}`.
#[derive(Default, Serialize)]
pub(super) struct Likely<'a> {
    cause: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithm: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    millis: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wants: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

impl<'a> Likely<'a> {
    pub(super) fn of(cause: &'a Cause) -> Self {
        let blank = Self {
            cause: cause.as_str(),
            ..Self::default()
        };
        match cause {
            Cause::Algorithm(algorithm) => Self {
                algorithm: Some(algorithm.as_str()),
                ..blank
            },
            Cause::Expired(span) | Cause::NotYetValid(span) => Self {
                millis: i64::try_from(span.as_millis()).ok(),
                ..blank
            },
            Cause::Claim(name) => Self {
                claim: Some(name),
                ..blank
            },
            Cause::Audience { has, wants } => Self {
                has: Some(has),
                wants: wants.as_deref(),
                ..blank
            },
            Cause::Clock { offset_millis } => Self {
                millis: Some(*offset_millis),
                ..blank
            },
            Cause::Authenticator { kind, name } => Self {
                kind: Some(kind.as_str()),
                name: Some(name),
                ..blank
            },
            Cause::Unknown => blank,
        }
    }
}
