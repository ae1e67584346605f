//! The machine as JavaScript sees it: plain objects, never with secret material.

use haulout_protocol::Error;
use haulout_protocol::event::Event;
use haulout_protocol::json::write::{List, Object};
use haulout_protocol::snapshot::{ActivityView, ClusterView, SessionView, Situation, Snapshot};
use wasm_bindgen::JsValue;

use super::activity;
use super::json;

mod parts;

/// `{state, title?, issuer?, user?, identityProviders?, clusters?, error?, signInBy?, horizon?, clocks?}`.
pub(super) fn to_js(snapshot: &Snapshot) -> JsValue {
    let mut object = Object::default();
    object.set("title", snapshot.title.as_deref());
    match &snapshot.situation {
        Situation::Progress(_) => object.set("state", "progress"),
        Situation::SignedOut(view) => {
            let names = view.identity_providers.iter().map(|it| &it.name);
            object.set("state", "signed-out");
            object.set("issuer", &view.issuer);
            object.set("identityProviders", List::of(names).unless_empty());
        }
        Situation::SignedIn(view) => signed_in(&mut object, view),
        Situation::Failed(error) => {
            object.set("state", "failed");
            object.set("error", failure(error));
        }
    }
    json::to_js(object)
}

fn signed_in(object: &mut Object, view: &SessionView) {
    let clusters = view.clusters.iter().map(|it| cluster(it));
    object.set("state", "signed-in");
    object.set("issuer", &view.issuer);
    object.set("user", &view.username);
    object.set("clusters", List::of(clusters).unless_empty());
    object.set("error", view.trouble.as_ref().map(failure));
    object.set("signInBy", view.sign_in_by);
    object.set("horizon", parts::horizon(&view.horizon));
    object.set(
        "clocks",
        List::of(view.clocks().map(parts::clock)).unless_empty(),
    );
}

/// `{type, cluster?, code?, by?, millis?}`.
pub(super) fn event_to_js(event: &Event) -> JsValue {
    let mut object = Object::default();
    let kind = match event {
        Event::SignedIn => "signed-in",
        Event::SignedOut => "signed-out",
        Event::Credential { cluster } => {
            object.set("cluster", cluster);
            "credential"
        }
        Event::EndMoved { cluster } => {
            object.set("cluster", cluster);
            "end-moved"
        }
        Event::Expired { cluster } => {
            object.set("cluster", cluster);
            "expired"
        }
        Event::SignInNeeded { by } => {
            object.set("by", *by);
            "sign-in-needed"
        }
        Event::ClockSet { millis } => {
            object.set("millis", *millis);
            "clock-set"
        }
        Event::Slept { span } => {
            object.set("millis", span.as_millis());
            "slept"
        }
        Event::Failed { code, cluster } => {
            object.set("cluster", cluster.as_ref());
            object.set("code", code.as_str());
            "failed"
        }
        Event::Activity(entry) => return json::to_js(activity::object(entry, Some("activity"))),
    };
    object.set("type", kind);
    json::to_js(object)
}

/// `{id, name, server, active, requesting, username?, groups?, serial?, issuedAt?, renewsAt?, notAfter?, reliableUntil?,
/// nextAttempt?, error?, causes?}`; `notAfter` is on the API server's clock, every other time on this computer's.
fn cluster(view: &ClusterView) -> Object {
    let mut object = Object::default();
    object.set("id", &view.id);
    object.set("name", &view.name);
    object.set("server", &view.server);
    object.set("active", view.active);
    let (requesting, error) = match &view.activity {
        ActivityView::Resting => (false, None),
        ActivityView::Requesting => (true, None),
        ActivityView::Failed(error) => (false, Some(failure(error))),
    };
    object.set("requesting", requesting);
    if let Some(credential) = &view.credential {
        // What the API server will call the bearer.
        object.set("username", &credential.username);
        object.set("groups", List::of(credential.groups.iter()));
        // Hexadecimal, as audit logs have it.
        object.set("serial", credential.serial.as_deref());
        object.set("issuedAt", credential.issued_at);
        object.set("renewsAt", credential.renews_at);
        object.set("notAfter", credential.not_after);
        object.set("reliableUntil", credential.reliable_until);
    }
    object.set("nextAttempt", view.next_attempt);
    object.set("error", error);
    let causes = view.causes.iter().map(parts::cause);
    object.set("causes", List::of(causes).unless_empty());
    object
}

/// `{code, need, message}`.
fn failure(error: &Error) -> Object {
    let mut object = Object::default();
    object.set("code", error.code().as_str());
    object.set("need", error.need().as_str());
    object.set("message", &error.to_string());
    object
}
