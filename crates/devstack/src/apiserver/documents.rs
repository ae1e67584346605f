//! Discovery documents of the API server, and the few objects that it serves.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::ApiServer;
use crate::status::kubernetes_json;

pub(super) async fn version() -> Response {
    ok(&json!({
        "major": "1",
        "minor": "32",
        "gitVersion": "v1.32.0+devstack",
        "gitCommit": "0000000000000000000000000000000000000000",
        "gitTreeState": "clean",
        "buildDate": "2024-12-11T17:59:15Z",
        "goVersion": "go1.23.3",
        "compiler": "gc",
        "platform": "linux/amd64",
    }))
}

pub(super) async fn core_versions() -> Response {
    ok(&json!({"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}))
}

pub(super) async fn core_resources() -> Response {
    ok(&json!({
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [{
            "name": "namespaces",
            "singularName": "namespace",
            "namespaced": false,
            "kind": "Namespace",
            "verbs": ["list"],
            "shortNames": ["ns"],
        }],
    }))
}

pub(super) async fn groups(State(server): State<ApiServer>) -> Response {
    let group = |name: &str, version: &str| {
        let version = json!({"groupVersion": format!("{name}/{version}"), "version": version});
        json!({"name": name, "versions": [version], "preferredVersion": version})
    };
    ok(&json!({
        "kind": "APIGroupList",
        "apiVersion": "v1",
        "groups": [
            group("authentication.k8s.io", "v1"),
            group(&format!("login.concierge.{}", server.suffix), "v1alpha1"),
        ],
    }))
}

pub(super) async fn authentication_resources() -> Response {
    ok(&json!({
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": "authentication.k8s.io/v1",
        "resources": [{
            "name": "selfsubjectreviews",
            "singularName": "selfsubjectreview",
            "namespaced": false,
            "kind": "SelfSubjectReview",
            "verbs": ["create"],
        }],
    }))
}

pub(super) async fn concierge_resources(State(server): State<ApiServer>) -> Response {
    ok(&json!({
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": format!("login.concierge.{}/v1alpha1", server.suffix),
        "resources": [{
            "name": "tokencredentialrequests",
            "singularName": "tokencredentialrequest",
            "namespaced": false,
            "kind": "TokenCredentialRequest",
            "verbs": ["create", "list"],
        }],
    }))
}

pub(super) async fn namespaces() -> Response {
    let item = |name: &str| {
        json!({
            "metadata": {
                "name": name,
                "creationTimestamp": "2024-12-11T18:00:00Z",
                "labels": {"kubernetes.io/metadata.name": name},
            },
            "spec": {"finalizers": ["kubernetes"]},
            "status": {"phase": "Active"},
        })
    };
    let items = ["default", "kube-system", "haul-out"].map(item);
    ok(&json!({
        "kind": "NamespaceList",
        "apiVersion": "v1",
        "metadata": {"resourceVersion": "1"},
        "items": items,
    }))
}

fn ok(object: &Value) -> Response {
    kubernetes_json(StatusCode::OK, object)
}
