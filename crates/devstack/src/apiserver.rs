//! An API server that authenticates every request with its own certificate authority and its own clock.

mod documents;
mod log;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use ring::digest::{SHA256, digest};
use rustls::pki_types::{CertificateDer, UnixTime};
use serde_json::json;
use x509_parser::parse_x509_certificate;

use crate::concierge::{Identity, rfc3339};
use crate::replica::ServingReplica;
use crate::serve::ClientCertificate;
use crate::status::{forbidden, kubernetes_json, not_found, unauthorized};
use crate::tls::CertificateVerifier;

/// The state that all endpoints share.
#[derive(Clone)]
pub(crate) struct ApiServer {
    pub(crate) verifier: CertificateVerifier,
    pub(crate) suffix: String,
}

/// The caller of one request.
#[derive(Clone)]
enum Caller {
    Anonymous,
    User {
        identity: Identity,
        /// SHA-256 of the certificate in hexadecimal.
        credential: String,
    },
}

/// The group of every authenticated user.
const AUTHENTICATED: &str = "system:authenticated";

impl ApiServer {
    /// All routes. `/version` is open to anonymous callers; every other route needs an authenticated user.
    pub(crate) fn routes(&self) -> Router {
        Router::new()
            .route("/api", get(documents::core_versions))
            .route("/api/v1", get(documents::core_resources))
            .route("/api/v1/namespaces", get(documents::namespaces))
            .route(
                "/api/v1/namespaces/{namespace}/pods/{pod}/log",
                get(log::follow),
            )
            .route("/apis", get(documents::groups))
            .route(
                "/apis/authentication.k8s.io/v1",
                get(documents::authentication_resources),
            )
            .route(
                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                post(who_am_i),
            )
            .route(
                &format!("/apis/login.concierge.{}/v1alpha1", self.suffix),
                get(documents::concierge_resources),
            )
            .fallback(async || not_found())
            .layer(from_fn(refuse_anonymous))
            .route("/version", get(documents::version))
            .with_state(self.clone())
    }

    /// Adds authentication to routes.
    pub(crate) fn authenticated(&self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(self.clone(), authenticate))
    }

    /// The user of a certificate that this cluster's authority signed and that is valid at `now`.
    fn user(&self, certificate: &CertificateDer<'_>, now: SystemTime) -> Option<Caller> {
        let now = now.duration_since(UNIX_EPOCH).ok()?;
        // As Go does in real API servers: a certificate expires at the start of its last second, not at the end of it.
        let (_, parsed) = parse_x509_certificate(certificate).ok()?;
        let end = u64::try_from(parsed.validity().not_after.timestamp()).ok()?;
        if now > Duration::from_secs(end) {
            return None;
        }
        self.verifier
            .verify_client_cert(certificate, &[], UnixTime::since_unix_epoch(now))
            .ok()?;
        let hash = digest(&SHA256, certificate);
        Some(Caller::User {
            identity: subject(certificate)?,
            credential: hash
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        })
    }
}

async fn authenticate(
    State(server): State<ApiServer>,
    Extension(ClientCertificate(peer)): Extension<ClientCertificate>,
    Extension(replica): Extension<ServingReplica>,
    mut request: Request,
    next: Next,
) -> Response {
    if request.headers().contains_key("authorization") {
        return unauthorized();
    }
    let caller = match peer {
        None => Some(Caller::Anonymous),
        Some(certificate) => server.user(&certificate, replica.arrived),
    };
    let Some(caller) = caller else {
        return unauthorized();
    };
    request.extensions_mut().insert(caller);
    next.run(request).await
}

async fn refuse_anonymous(
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    match caller {
        Caller::User { .. } => next.run(request).await,
        Caller::Anonymous => {
            let verb = request.method().as_str().to_lowercase();
            let path = request.uri().path();
            let message =
                format!("forbidden: User \"system:anonymous\" cannot {verb} path \"{path}\"");
            forbidden(&message, json!({}))
        }
    }
}

async fn who_am_i(
    Extension(replica): Extension<ServingReplica>,
    Extension(caller): Extension<Caller>,
) -> Response {
    let Caller::User {
        identity,
        credential,
    } = caller
    else {
        return unauthorized();
    };
    let mut groups = identity.groups;
    groups.push(AUTHENTICATED.to_owned());
    let review = json!({
        "kind": "SelfSubjectReview",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {"creationTimestamp": rfc3339(replica.arrived)},
        "status": {"userInfo": {
            "username": identity.username,
            "groups": groups,
            "extra": {
                "authentication.kubernetes.io/credential-id": [format!("X509SHA256={credential}")],
            },
        }},
    });
    kubernetes_json(StatusCode::CREATED, &review)
}

/// The user name (common name) and groups (organisations) in a certificate's subject.
fn subject(certificate: &[u8]) -> Option<Identity> {
    let (_, certificate) = parse_x509_certificate(certificate).ok()?;
    let subject = certificate.subject();
    let username = subject.iter_common_name().next()?.as_str().ok()?;
    let groups = subject
        .iter_organization()
        .filter_map(|group| group.as_str().ok());
    Some(Identity {
        username: username.to_owned(),
        groups: groups.map(str::to_owned).collect(),
    })
}
