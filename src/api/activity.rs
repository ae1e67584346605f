//! Entries of the activity list as JavaScript sees them.

use haulout_protocol::activity::{Entry, Happened};
use serde::Serialize;

/// `{type?, at, happened, cluster?, serverTime?, auditId?, count, until?, audience?, asked?, code?, again?, clock?,
/// millis?}`; every time is RFC 3339, UTC.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Activity<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    at: String,
    happened: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit_id: Option<&'a str>,
    count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    millis: Option<i64>,
}

impl<'a> Activity<'a> {
    /// As an event of this `kind`, or as a member of the list.
    pub(super) fn of(entry: &'a Entry, kind: Option<&'static str>) -> Self {
        let common = Self {
            kind,
            at: entry.at.to_string(),
            happened: entry.happened.as_str(),
            cluster: entry.cluster.as_deref(),
            server_time: entry.server_time.map(|at| at.to_string()),
            audit_id: entry.audit_id.as_ref().map(|id| id.as_str()),
            count: entry.count,
            ..Self::default()
        };
        match &entry.happened {
            Happened::Discovered
            | Happened::SentToSignIn
            | Happened::Refreshed
            | Happened::Expired
            | Happened::SignedOut => common,
            Happened::SignedIn { until }
            | Happened::RenewedSilently { until }
            | Happened::Credential { until }
            | Happened::SignInNeeded { by: until } => Self {
                until: Some(until.to_string()),
                ..common
            },
            Happened::Exchanged { audience } => Self {
                audience: Some(audience),
                ..common
            },
            Happened::Refused(failure) | Happened::Failed(failure) => Self {
                asked: failure.asked.map(|asked| asked.as_str()),
                code: Some(failure.code.as_str()),
                again: failure.again.map(|at| at.to_string()),
                ..common
            },
            Happened::ClockOff {
                whose,
                offset_millis,
            } => Self {
                clock: Some(whose.as_str()),
                millis: Some(*offset_millis),
                ..common
            },
            Happened::ClockSet { millis } => Self {
                millis: Some(*millis),
                ..common
            },
            Happened::Slept { span } => Self {
                millis: i64::try_from(span.as_millis()).ok(),
                ..common
            },
        }
    }
}
