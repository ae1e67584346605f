//! Read-only requests to the Kubernetes API.

use std::error::Error;

use kube::api::{ApiResource, DynamicObject, ListParams};
use kube::core::GroupVersionKind;
use serde::de::DeserializeOwned;

use super::client::AdminClient;
use super::error::ClusterError;

/// The API of one cluster.
pub(super) struct Api {
    client: AdminClient,
    suffix: String,
}

/// The type of an API resource.
pub(super) struct ResourceType {
    group: String,
    version: &'static str,
    kind: &'static str,
    plural: &'static str,
}

impl Api {
    pub(super) fn new(client: AdminClient, suffix: &str) -> Self {
        Self {
            client,
            suffix: suffix.to_owned(),
        }
    }

    /// A resource type of the Concierge; `area` is the first part of its group.
    pub(super) fn concierge_resource(
        &self,
        area: &str,
        kind: &'static str,
        plural: &'static str,
    ) -> ResourceType {
        ResourceType {
            group: format!("{area}.concierge.{}", self.suffix),
            version: "v1alpha1",
            kind,
            plural,
        }
    }

    /// The namespace of the Concierge, from the APIService of its aggregated API.
    pub(super) async fn namespace(&self) -> Result<String, ClusterError> {
        let resource_type = ResourceType {
            group: "apiregistration.k8s.io".to_owned(),
            version: "v1",
            kind: "APIService",
            plural: "apiservices",
        };
        let name = format!("v1alpha1.login.concierge.{}", self.suffix);
        let service = self.get(&resource_type, None, &name).await?;
        let namespace = service.data.pointer("/spec/service/namespace");
        namespace
            .and_then(|it| it.as_str())
            .map(str::to_owned)
            .ok_or(ClusterError::Unexpected {
                what: format!("APIService `{name}`"),
                reason: "it has no service".to_owned(),
            })
    }

    pub(super) async fn list(
        &self,
        resource_type: &ResourceType,
    ) -> Result<Vec<DynamicObject>, ClusterError> {
        let resource = &resource_type.resource();
        let listed = self.send(async |client| {
            let api: kube::Api<DynamicObject> = kube::Api::all_with(client, resource);
            api.list(&ListParams::default()).await
        });
        match listed.await? {
            Ok(list) => Ok(list.items),
            Err(error) if status(&error) == Some(404) => Err(ClusterError::NotServed(format!(
                "{}.{}",
                resource_type.plural, resource_type.group
            ))),
            Err(error) => Err(refused(error)),
        }
    }

    pub(super) async fn get(
        &self,
        resource_type: &ResourceType,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<DynamicObject, ClusterError> {
        let resource = &resource_type.resource();
        let found = self.send(async |client| {
            let api: kube::Api<DynamicObject> = match namespace {
                Some(namespace) => kube::Api::namespaced_with(client, namespace, resource),
                None => kube::Api::all_with(client, resource),
            };
            api.get(name).await
        });
        found.await?.map_err(|error| {
            if status(&error) == Some(404) {
                ClusterError::NoSuch {
                    kind: resource_type.kind,
                    name: name.to_owned(),
                    namespace: namespace.map(str::to_owned),
                }
            } else {
                refused(error)
            }
        })
    }

    /// Sends a request, and sends it again with another credential after a 401.
    async fn send<T>(
        &self,
        request: impl AsyncFn(kube::Client) -> Result<T, kube::Error>,
    ) -> Result<Result<T, kube::Error>, ClusterError> {
        match request(self.client.current().await?).await {
            Err(error) if status(&error) == Some(401) && self.client.replace_credential() => {
                Ok(request(self.client.current().await?).await)
            }
            answer => Ok(answer),
        }
    }
}

impl ResourceType {
    /// A resource type of the core group.
    pub(super) fn core(kind: &'static str, plural: &'static str) -> Self {
        Self {
            group: String::new(),
            version: "v1",
            kind,
            plural,
        }
    }

    fn resource(&self) -> ApiResource {
        let kind = GroupVersionKind::gvk(&self.group, self.version, self.kind);
        ApiResource::from_gvk_with_plural(&kind, self.plural)
    }
}

/// The name of an object.
pub(super) fn name(object: &DynamicObject) -> &str {
    object.metadata.name.as_deref().unwrap_or_default()
}

/// Deserializes the `spec` or `status` of an object; an absent one counts as empty.
pub(super) fn part<T: DeserializeOwned>(
    kind: &'static str,
    object: &DynamicObject,
    part: &str,
) -> Result<T, ClusterError> {
    let value = object.data.get(part).filter(|it| !it.is_null());
    let value = value.cloned().unwrap_or_else(|| serde_json::json!({}));
    serde_json::from_value(value).map_err(|_| {
        let reason = format!("its `{part}` has a field of an unexpected type");
        unexpected(kind, object, &reason)
    })
}

/// The error for an object with unexpected content.
pub(super) fn unexpected(kind: &str, object: &DynamicObject, reason: &str) -> ClusterError {
    ClusterError::Unexpected {
        what: format!("{kind} `{}`", name(object)),
        reason: reason.to_owned(),
    }
}

fn status(error: &kube::Error) -> Option<u16> {
    if let kube::Error::Api(status) = error {
        Some(status.code)
    } else {
        None
    }
}

fn refused(error: kube::Error) -> ClusterError {
    if let kube::Error::Api(status) = &error {
        return match status.code {
            401 => ClusterError::Unauthorized,
            403 => ClusterError::Forbidden(status.message.clone()),
            code => ClusterError::Failed(code, status.message.clone()),
        };
    }
    if matches!(error, kube::Error::SerdeError(_)) {
        return ClusterError::Unexpected {
            what: "its API server".to_owned(),
            reason: "the response is not from a Kubernetes API".to_owned(),
        };
    }
    unreachable(error)
}

fn unreachable(error: kube::Error) -> ClusterError {
    let mut sentence = String::new();
    let mut next: Option<&dyn Error> = Some(&error);
    while let Some(error) = next {
        let text = error.to_string();
        // Some errors already include the text of their source.
        if !sentence.contains(&text) {
            if !sentence.is_empty() {
                sentence.push_str(": ");
            }
            sentence.push_str(&text);
        }
        next = error.source();
    }
    ClusterError::Unreachable(sentence)
}
