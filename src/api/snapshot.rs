//! The machine as JavaScript sees it: plain objects, never with secret material.

use haulout_protocol::Error;
use haulout_protocol::event::Event;
use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation, Snapshot};
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::activity;

mod parts;

use parts::{Clock, Likely, Outlook};

/// `{state, title?, issuer?, user?, identityProviders?, clusters?, error?, signInBy?, horizon?, clocks?}`.
pub(super) fn to_js(snapshot: &Snapshot) -> JsValue {
    let blank = View {
        state: "progress",
        title: snapshot.title.as_deref(),
        ..View::default()
    };
    parse(&match &snapshot.situation {
        Situation::Progress(_) => blank,
        Situation::SignedOut(view) => View {
            state: "signed-out",
            issuer: Some(&view.issuer),
            identity_providers: view
                .identity_providers
                .iter()
                .map(|provider| provider.name.as_str())
                .collect(),
            ..blank
        },
        Situation::SignedIn(view) => View {
            state: "signed-in",
            issuer: Some(&view.issuer),
            user: Some(&view.username),
            clusters: view.clusters.iter().map(|it| Cluster::of(it)).collect(),
            error: view.trouble.as_ref().map(Failure::of),
            sign_in_by: view.sign_in_by.map(|by| by.to_string()),
            horizon: Some(Outlook::of(&view.horizon)),
            clocks: view.clocks().map(Clock::of).collect(),
            ..blank
        },
        Situation::Failed(error) => View {
            state: "failed",
            error: Some(Failure::of(error)),
            ..blank
        },
    })
}

/// `{type, cluster?, code?, by?, millis?}`.
pub(super) fn event_to_js(event: &Event) -> JsValue {
    let blank = Happening::default();
    parse(&match event {
        Event::SignedIn => Happening {
            kind: "signed-in",
            ..blank
        },
        Event::SignedOut => Happening {
            kind: "signed-out",
            ..blank
        },
        Event::Credential { cluster } => Happening {
            kind: "credential",
            cluster: Some(cluster),
            ..blank
        },
        Event::EndMoved { cluster } => Happening {
            kind: "end-moved",
            cluster: Some(cluster),
            ..blank
        },
        Event::Expired { cluster } => Happening {
            kind: "expired",
            cluster: Some(cluster),
            ..blank
        },
        Event::SignInNeeded { by } => Happening {
            kind: "sign-in-needed",
            by: Some(by.to_string()),
            ..blank
        },
        Event::ClockSet { millis } => Happening {
            kind: "clock-set",
            millis: Some(*millis),
            ..blank
        },
        Event::Slept { span } => Happening {
            kind: "slept",
            millis: i64::try_from(span.as_millis()).ok(),
            ..blank
        },
        Event::Failed { code, cluster } => Happening {
            kind: "failed",
            cluster: cluster.as_ref(),
            code: Some(code.as_str()),
            ..blank
        },
        Event::Activity(entry) => return parse(&activity::Activity::of(entry, Some("activity"))),
    })
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identity_providers: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clusters: Vec<Cluster<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_in_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon: Option<Outlook>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clocks: Vec<Clock>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cluster<'a> {
    id: &'a str,
    name: &'a str,
    server: &'a str,
    active: bool,
    requesting: bool,
    /// What the API server will call the bearer.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<&'a [String]>,
    /// Hexadecimal, as audit logs have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<&'a str>,
    /// RFC 3339, UTC, on this computer's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_at: Option<String>,
    /// RFC 3339, UTC, on this computer's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    renews_at: Option<String>,
    /// RFC 3339, UTC, on the API server's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<String>,
    /// RFC 3339, UTC, on this computer's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    reliable_until: Option<String>,
    /// RFC 3339, UTC, on this computer's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<Likely<'a>>,
}

impl<'a> Cluster<'a> {
    fn of(view: &'a ClusterView) -> Self {
        let credential = view.credential.as_ref();
        let (requesting, error) = match &view.activity {
            ActivityView::Resting => (false, None),
            ActivityView::Requesting => (true, None),
            ActivityView::Failed(error) => (false, Some(Failure::of(error))),
        };
        Self {
            id: &view.id,
            name: &view.name,
            server: &view.server,
            requesting,
            username: credential.map(|credential| credential.username.as_str()),
            groups: credential.map(|credential| credential.groups.as_slice()),
            active: view.active,
            serial: credential.and_then(|credential| credential.serial.as_deref()),
            issued_at: credential.map(|credential| credential.issued_at.to_string()),
            renews_at: credential.map(|credential| credential.renews_at.to_string()),
            not_after: credential.map(|credential| credential.not_after.to_string()),
            reliable_until: credential.map(|credential| credential.reliable_until.to_string()),
            next_attempt: view.next_attempt.map(|at| at.to_string()),
            error,
            causes: view.causes.iter().map(Likely::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct Failure {
    code: &'static str,
    need: &'static str,
    message: String,
}

impl Failure {
    fn of(error: &Error) -> Self {
        Self {
            code: error.code().as_str(),
            need: error.need().as_str(),
            message: error.to_string(),
        }
    }
}

#[derive(Default, Serialize)]
struct Happening<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<&'a String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// RFC 3339, UTC, on this computer's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    millis: Option<i64>,
}

pub(super) fn parse(value: &impl Serialize) -> JsValue {
    let json = serde_json::to_string(value)
        .expect("strings, booleans, integers and lists of them always serialise");
    js_sys::JSON::parse(&json).expect("what serde_json writes is JSON")
}
