//! Selects the authenticator, which determines the issuer of a cluster.

use haulout_protocol::config::AuthenticatorKind;
use kube::api::DynamicObject;
use serde::Deserialize;

use super::api::{Api, name, part, unexpected};
use super::error::ClusterError;

/// A JWTAuthenticator; a WebhookAuthenticator has no issuer.
pub(super) struct Authenticator {
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) audience: String,
    /// The issuer's CA bundle; system CAs apply if it is absent.
    pub(super) tls: Option<Tls>,
}

/// A CA bundle, inline or as a reference.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tls {
    /// Base64 of PEM; empty means absent.
    pub(super) certificate_authority_data: Option<String>,
    pub(super) certificate_authority_data_source: Option<CaBundleSource>,
}

/// A reference to an object in the namespace of the Concierge.
#[derive(Deserialize)]
pub(super) struct CaBundleSource {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) key: String,
}

/// Selects the only authenticator, or the one with this name and kind.
pub(super) async fn choose(
    api: &Api,
    wanted: Option<&str>,
    wanted_kind: Option<AuthenticatorKind>,
) -> Result<Authenticator, ClusterError> {
    let mut all = Vec::new();
    for (kind, kind_name, plural) in AUTHENTICATOR_TYPES {
        if wanted_kind.is_some_and(|wanted| wanted != kind) {
            continue;
        }
        let list = api.concierge_resource("authentication", kind_name, plural);
        let listed = api.list(&list).await?.into_iter();
        all.extend(listed.map(|object| (kind, object)));
    }
    if let Some(wanted) = wanted {
        all.retain(|(_, object)| name(object) == wanted);
    }
    let say = |(kind, object): &(AuthenticatorKind, DynamicObject)| {
        format!("{} `{}`", kind_name(*kind), name(object))
    };
    match (all.as_slice(), wanted) {
        ([(AuthenticatorKind::Jwt, object)], _) => {
            let kind = kind_name(AuthenticatorKind::Jwt);
            let spec: Spec = part(kind, object, "spec")?;
            let required = |field: &str, value: Option<String>| {
                let missing = || unexpected(kind, object, &format!("its `spec` has no `{field}`"));
                value.filter(|it| !it.is_empty()).ok_or_else(missing)
            };
            Ok(Authenticator {
                name: name(object).to_owned(),
                issuer: required("issuer", spec.issuer)?,
                audience: required("audience", spec.audience)?,
                tls: spec.tls,
            })
        }
        ([(AuthenticatorKind::Webhook, object)], _) => {
            Err(ClusterError::NoIssuer(name(object).to_owned()))
        }
        ([], None) => Err(ClusterError::NoAuthenticator),
        ([], Some(wanted)) => Err(ClusterError::NoSuch {
            kind: wanted_kind.map_or("authenticator", kind_name),
            name: wanted.to_owned(),
            namespace: None,
        }),
        (several, _) => Err(ClusterError::SeveralAuthenticators(
            several.iter().map(say).collect(),
        )),
    }
}

fn kind_name(kind: AuthenticatorKind) -> &'static str {
    match kind {
        AuthenticatorKind::Jwt => "JWTAuthenticator",
        AuthenticatorKind::Webhook => "WebhookAuthenticator",
    }
}

#[derive(Deserialize)]
struct Spec {
    issuer: Option<String>,
    audience: Option<String>,
    tls: Option<Tls>,
}

const AUTHENTICATOR_TYPES: [(AuthenticatorKind, &str, &str); 2] = [
    (
        AuthenticatorKind::Jwt,
        "JWTAuthenticator",
        "jwtauthenticators",
    ),
    (
        AuthenticatorKind::Webhook,
        "WebhookAuthenticator",
        "webhookauthenticators",
    ),
];
