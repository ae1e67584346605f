//! Selects the authenticator, which determines the issuer of a cluster.

use haulout_protocol::config::AuthenticatorKind;
use kube::api::DynamicObject;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::api::{Api, name, part, unexpected};
use super::error::ClusterError;

/// A JWTAuthenticator; a WebhookAuthenticator has no issuer.
pub(super) struct Authenticator {
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) audience: String,
    /// The issuer's CA bundle; system CAs apply if it is absent.
    pub(super) tls: Option<Tls>,
    /// What it reads from tokens, in the form of the gateway's `concierge.claims`.
    pub(super) claims: Map<String, Value>,
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
                claims: claims(&object.data["spec"]),
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

/// The claims and rules of a `spec`: the fields that are present and that the gateway knows.
fn claims(spec: &Value) -> Map<String, Value> {
    let fields = CLAIMS
        .iter()
        .map(|field| (*field, spec["claims"][field].clone()));
    let rules = RULES.iter().map(|(field, members)| {
        let rules = spec[field].as_array().into_iter().flatten();
        let rules = rules.map(|rule| {
            let members = members.iter().map(|member| (*member, rule[member].clone()));
            Value::Object(present(members))
        });
        (*field, Value::from_iter(rules))
    });
    let mut found = present(fields);
    found.extend(present(rules));
    found
}

/// Fields that are not empty.
fn present(fields: impl Iterator<Item = (&'static str, Value)>) -> Map<String, Value> {
    fields
        .map(|(field, value)| (field.to_owned(), value))
        .filter(|(_, value)| !value.is_null() && *value != "" && *value != Value::Array(Vec::new()))
        .collect()
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

/// The fields of `spec.claims` that determine the user.
const CLAIMS: [&str; 4] = [
    "username",
    "usernameExpression",
    "groups",
    "groupsExpression",
];
/// The lists of rules in `spec`, with the fields of a rule.
const RULES: [(&str, &[&str]); 2] = [
    (
        "claimValidationRules",
        &["claim", "requiredValue", "expression", "message"],
    ),
    ("userValidationRules", &["expression", "message"]),
];
