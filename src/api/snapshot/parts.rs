//! Nested objects of a snapshot: branding, session timeline, clocks, and likely causes of a Concierge's refusal.

use haulout_protocol::branding::Branding;
use haulout_protocol::refusal::RefusalCause;
use haulout_protocol::snapshot::{ClockView, Timeline};

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
pub(super) fn timeline(timeline: &Timeline) -> Object {
    let mut object = Object::default();
    object.set("signedInAt", timeline.signed_in_at);
    object.set("idTokenUntil", timeline.id_token_until);
    object.set("sessionUntil", timeline.session_until);
    object.set("renewals", list(timeline.renewals.iter().copied()));
    object.set("nextRenewal", timeline.next_renewal);
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

/// `{cause, algorithm?, claim?, millis?, has?, wants?, message?, expression?, issuer?, kind?, name?}`.
pub(super) fn cause(cause: &RefusalCause) -> Object {
    let mut object = Object::default();
    object.set("cause", cause.as_str());
    match cause {
        RefusalCause::Algorithm(algorithm) => object.set("algorithm", algorithm.as_str()),
        RefusalCause::Expired(span) | RefusalCause::NotYetValid(span) => {
            object.set("millis", span.as_millis())
        }
        RefusalCause::Claim { name, .. } => object.set("claim", name),
        RefusalCause::ClaimValue { name, wants } => {
            object.set("claim", name);
            object.set("wants", wants);
        }
        RefusalCause::Rule(text) => object.set("message", text),
        RefusalCause::Expression(text) => object.set("expression", text),
        RefusalCause::Issuer(issuer) => object.set("issuer", issuer),
        RefusalCause::Audience { has, wants } => {
            object.set("has", list(has.iter()));
            object.set("wants", wants.as_ref());
        }
        RefusalCause::Clock { offset_millis } => object.set("millis", *offset_millis),
        RefusalCause::Authenticator { kind, name } => {
            object.set("kind", kind.as_str());
            object.set("name", name);
        }
        RefusalCause::UnverifiedEmail | RefusalCause::Unknown => {}
    }
    object
}
