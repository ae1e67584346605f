//! Nested objects of a snapshot: branding, session timeline, clocks, and likely causes of a Concierge's refusal.

use haulout_protocol::branding::Branding;
use haulout_protocol::refusal::Cause;
use haulout_protocol::snapshot::{ClockView, Horizon};

use crate::api::object::{Object, list};

/// `{accentColor?, logoUrl?, supportUrl?, notice?}` as configured; `None` if nothing is configured.
pub(super) fn branding(branding: &Branding) -> Option<Object> {
    let accent = branding.accent.map(|accent| accent.written());
    let object = Object::default()
        .with("accentColor", accent.as_ref())
        .with("logoUrl", branding.logo_url.as_ref())
        .with("supportUrl", branding.support_url.as_ref())
        .with("notice", branding.notice.as_ref());
    (*branding != Branding::default()).then_some(object)
}

/// `{signedInAt, idTokenUntil, sessionUntil?, renewals, nextRenewal?}`; RFC 3339, UTC, on this computer's clock.
pub(super) fn horizon(horizon: &Horizon) -> Object {
    let mut object = Object::default();
    object.set("signedInAt", horizon.signed_in_at);
    object.set("idTokenUntil", horizon.id_token_until);
    object.set("sessionUntil", horizon.session_until);
    object.set("renewals", list(horizon.renewals.iter().copied()));
    object.set("nextRenewal", horizon.next_renewal);
    object
}

/// `{whose, cluster?, offsetMillis, errorMillis, replicasApartMillis?}`.
pub(super) fn clock(view: ClockView) -> Object {
    let mut object = Object::default();
    object.set("whose", view.whose.as_str());
    object.set("cluster", view.cluster.as_deref());
    object.set("offsetMillis", view.offset_millis);
    object.set("errorMillis", view.error_millis);
    object.set(
        "replicasApartMillis",
        view.replicas_apart.map(|span| span.as_millis()),
    );
    object
}

/// `{cause, algorithm?, claim?, millis?, has?, wants?, kind?, name?}`.
pub(super) fn cause(cause: &Cause) -> Object {
    let mut object = Object::default();
    object.set("cause", cause.as_str());
    match cause {
        Cause::Algorithm(algorithm) => object.set("algorithm", algorithm.as_str()),
        Cause::Expired(span) | Cause::NotYetValid(span) => object.set("millis", span.as_millis()),
        Cause::Claim(name) => object.set("claim", *name),
        Cause::Audience { has, wants } => {
            object.set("has", list(has.iter()));
            object.set("wants", wants.as_ref());
        }
        Cause::Clock { offset_millis } => object.set("millis", *offset_millis),
        Cause::Authenticator { kind, name } => {
            object.set("kind", kind.as_str());
            object.set("name", name);
        }
        Cause::Unknown => {}
    }
    object
}
