//! The state of the machine as JSON objects, without secrets.

use haulout_protocol::event::Event;
use haulout_protocol::snapshot::{ActivityView, ClusterView, SessionView, Situation, Snapshot};

use super::object::{Object, filled_list, list};
use super::{activity, error};

mod parts;

/// `{state, title?, branding?, offline?, issuer?, user?, identityProviders?, clusterNames?, endSessionUrl?, clusters?, error?,
/// signInBy?, timeline?, clocks?}`.
pub(super) fn object(snapshot: &Snapshot) -> Object {
    let mut object = Object::default();
    object.set("title", snapshot.title.as_deref());
    object.set("branding", parts::branding(&snapshot.branding));
    object.set("offline", snapshot.offline.then_some(true));
    match &snapshot.situation {
        Situation::Progress(_) => object.set("state", "progress"),
        Situation::SignedOut(view) => {
            let names = view.identity_providers.iter().map(|it| &it.name);
            object.set("state", "signed-out");
            object.set("issuer", &view.issuer);
            object.set("identityProviders", filled_list(names));
            object.set("clusterNames", filled_list(view.cluster_names.iter()));
            object.set("endSessionUrl", view.end_session_url.as_ref());
        }
        Situation::SignedIn(view) => signed_in(&mut object, view),
        Situation::Failed(failure) => {
            object.set("state", "failed");
            object.set("error", error::object(failure));
        }
    }
    object
}

fn signed_in(object: &mut Object, view: &SessionView) {
    let clusters = view.clusters.iter().map(|it| cluster(it));
    object.set("state", "signed-in");
    object.set("issuer", &view.issuer);
    object.set("user", &view.username);
    object.set("clusters", filled_list(clusters));
    object.set("error", view.trouble.as_ref().map(error::object));
    object.set("signInBy", view.sign_in_by);
    object.set("timeline", parts::timeline(&view.timeline));
    object.set("clocks", filled_list(view.clocks().map(parts::clock)));
}

/// The result so far: `None` while a sign-in, a refresh or a request to a cluster is under way; otherwise the JSON of
/// the error, or an empty text.
pub(super) fn outcome(snapshot: &Snapshot) -> Option<String> {
    match &snapshot.situation {
        Situation::Progress(_) => None,
        Situation::Failed(failure) => Some(error::object(failure).finish()),
        Situation::SignedOut(_) => Some(String::new()),
        Situation::SignedIn(view) => {
            let settled = !view.refreshing && view.clusters.iter().all(|it| it.is_settled());
            let trouble = || view.trouble.as_ref().map(|it| error::object(it).finish());
            settled.then(|| trouble().unwrap_or_default())
        }
    }
}

/// `{type, cluster?, code?, by?, millis?}`.
pub(super) fn event(event: &Event) -> Object {
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
        Event::Activity(entry) => return activity::object(entry, Some("activity")),
    };
    object.set("type", kind);
    object
}

/// `{id, name, server, active, requesting, username?, groups?, extra?, serial?, issuedAt?, renewsAt?, notAfter?,
/// reliableUntil?, nextAttempt?, error?, causes?}`; `notAfter` is on the API server's clock, every other time on this
/// computer's.
fn cluster(view: &ClusterView) -> Object {
    let mut object = Object::default();
    object.set("id", &view.id);
    object.set("name", &view.name);
    object.set("server", &view.server);
    object.set("active", view.active);
    let (requesting, error) = match &view.activity {
        ActivityView::Resting => (false, None),
        ActivityView::Requesting => (true, None),
        ActivityView::Failed(error) => (false, Some(error::object(error))),
    };
    object.set("requesting", requesting);
    if let Some(credential) = &view.credential {
        // The user name and groups that the API server will see.
        object.set("username", &credential.username);
        object.set("groups", list(credential.groups.iter()));
        object.set("extra", filled_list(credential.extra.iter()));
        // Hexadecimal, as in audit logs.
        object.set("serial", credential.serial.as_deref());
        object.set("issuedAt", credential.issued_at);
        object.set("renewsAt", credential.renews_at);
        object.set("notAfter", credential.not_after);
        object.set("reliableUntil", credential.reliable_until);
    }
    object.set("nextAttempt", view.next_attempt);
    object.set("error", error);
    let causes = view.causes.iter().map(parts::cause);
    object.set("causes", filled_list(causes));
    object
}
