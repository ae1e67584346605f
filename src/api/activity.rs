//! Entries of the activity list as JSON objects.

use haulout_protocol::Machine;
use haulout_protocol::activity::{Entry, Happened};
use haulout_protocol::json;

use super::object::Object;

/// All entries as a JSON array, newest first.
pub(super) fn list(machine: &Machine) -> String {
    let entries = machine.activity().map(|entry| object(entry, None));
    json::to_text(&entries.collect::<Vec<_>>())
}

/// `{type?, at, happened, cluster?, serverTime?, auditId?, count, until?, audience?, asked?, code?, again?, clock?,
/// millis?}`; every time is RFC 3339, UTC. `type` is `kind`, which events have and members of the list lack.
pub(super) fn object(entry: &Entry, kind: Option<&str>) -> Object {
    let mut object = Object::default();
    object.set("type", kind);
    object.set("at", entry.at);
    object.set("happened", entry.happened.as_str());
    object.set("cluster", entry.cluster.as_deref());
    object.set("serverTime", entry.server_time);
    object.set("auditId", entry.audit_id.as_ref().map(|id| id.as_str()));
    object.set("count", u64::from(entry.count));
    match &entry.happened {
        Happened::Discovered
        | Happened::SentToSignIn
        | Happened::Refreshed
        | Happened::Expired
        | Happened::SignedOut
        | Happened::SignedOutAtIssuer => {}
        Happened::SignedIn { until }
        | Happened::RenewedSilently { until }
        | Happened::Credential { until }
        | Happened::SignInNeeded { by: until } => object.set("until", *until),
        Happened::Exchanged { audience } => object.set("audience", &**audience),
        Happened::Refused(failure) | Happened::Failed(failure) => {
            object.set("asked", failure.asked.map(|asked| asked.as_str()));
            object.set("code", failure.code.as_str());
            object.set("again", failure.again);
        }
        Happened::ClockOff {
            whose,
            offset_millis,
        } => {
            object.set("clock", whose.as_str());
            object.set("millis", *offset_millis);
        }
        Happened::ClockSet { millis } => object.set("millis", *millis),
        Happened::Slept { span } => object.set("millis", span.as_millis()),
    }
    object
}
