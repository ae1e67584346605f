//! Combines contexts into one portal with one issuer and each cluster once.

use haulout_protocol::kubeconfig::pinniped_cli::Concierge;
use serde_json::{Map, Value};

use super::error::{ImportError, Origin};
use super::ids::{identifier, unique};

/// One imported context, from a file or a cluster.
#[derive(Clone, Debug)]
pub(super) struct ImportedContext {
    pub(super) origin: Origin,
    pub(super) issuer: Issuer,
    pub(super) cluster: PortalCluster,
}

/// The issuer of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Issuer {
    pub(super) url: String,
    /// The client of the Pinniped CLI.
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    /// Base64 of PEM.
    pub(super) ca_data: Option<String>,
    /// The port for redirect URIs of the Pinniped CLI; 0 is any.
    pub(super) listen_port: u16,
}

/// One cluster of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PortalCluster {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) server: String,
    pub(super) ca_data: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) proxy_url: Option<String>,
    pub(super) tls_server_name: Option<String>,
    pub(super) concierge: Option<Concierge>,
    /// What the authenticator reads from tokens, if the import knows it.
    pub(super) claims: Map<String, Value>,
}

/// The content of a configuration.
#[derive(Debug)]
pub(super) struct Portal {
    pub(super) issuer: Issuer,
    pub(super) clusters: Vec<(Origin, PortalCluster)>,
    /// Sentences about contexts that were skipped or combined.
    pub(super) notes: Vec<String>,
}

impl Portal {
    /// Combines contexts in their order.
    ///
    /// # Errors
    /// Two contexts have different issuers, or describe one cluster differently.
    pub(super) fn of(found: Vec<ImportedContext>) -> Result<Self, ImportError> {
        let mut found = found.into_iter();
        let first = found.next().ok_or(ImportError::NoContexts(Vec::new()))?;
        let (first_origin, mut taken) = (first.origin.clone(), Vec::new());
        let mut portal = Self {
            issuer: first.issuer.clone(),
            clusters: Vec::new(),
            notes: Vec::new(),
        };
        portal.add(first, &mut taken)?;
        for next in found {
            portal.agree(&first_origin, &next)?;
            portal.add(next, &mut taken)?;
        }
        Ok(portal)
    }

    fn agree(&mut self, first: &Origin, next: &ImportedContext) -> Result<(), ImportError> {
        let (one, other) = (&self.issuer, &next.issuer);
        let differing = [
            ("issuer", one.url.as_str(), other.url.as_str()),
            ("client", &one.client_id, &other.client_id),
            (
                "issuer's CA bundle",
                text(&one.ca_data),
                text(&other.ca_data),
            ),
        ];
        for (what, one, other) in differing {
            if one != other {
                return Err(ImportError::DifferentIssuer {
                    what,
                    first: Box::new((first.clone(), one.to_owned())),
                    second: Box::new((next.origin.clone(), other.to_owned())),
                });
            }
        }
        for scope in &other.scopes {
            if !self.issuer.scopes.contains(scope) {
                self.issuer.scopes.push(scope.clone());
            }
        }
        if self.issuer.listen_port != other.listen_port {
            self.issuer.listen_port = 0;
            self.notes.push(format!(
                "{} has a different --listen-port, so no port is set",
                next.origin
            ));
        }
        Ok(())
    }

    fn add(&mut self, found: ImportedContext, taken: &mut Vec<String>) -> Result<(), ImportError> {
        let ImportedContext {
            origin,
            mut cluster,
            ..
        } = found;
        let same = self
            .clusters
            .iter()
            .find(|(_, known)| known.server == cluster.server);
        if let Some((first, known)) = same {
            return match known.differs_from(&cluster) {
                Some(field) => Err(ImportError::ConflictingCluster {
                    field,
                    server: cluster.server,
                    first: Box::new(first.clone()),
                    second: Box::new(origin),
                }),
                None => {
                    self.notes.push(format!(
                        "{origin} is the same cluster as {first}; they become one entry"
                    ));
                    Ok(())
                }
            };
        }
        // `pinniped get kubeconfig` adds this suffix; it is not part of the cluster's name.
        let name = cluster.name.strip_suffix(SUFFIX).unwrap_or(&cluster.name);
        cluster.id = unique(identifier(name), taken);
        cluster.name = name.to_owned();
        self.clusters.push((origin, cluster));
        Ok(())
    }
}

impl PortalCluster {
    /// The first field in which two entries for one server differ, except for their names.
    fn differs_from(&self, other: &Self) -> Option<&'static str> {
        let fields = [
            ("CA bundle", self.ca_data == other.ca_data),
            ("audience", self.audience == other.audience),
            ("namespace", self.namespace == other.namespace),
            ("proxy", self.proxy_url == other.proxy_url),
            (
                "TLS server name",
                self.tls_server_name == other.tls_server_name,
            ),
            ("Concierge", self.concierge == other.concierge),
            ("claims", self.claims == other.claims),
        ];
        fields
            .iter()
            .find(|(_, is_same)| !is_same)
            .map(|(field, _)| *field)
    }
}

fn text(optional: &Option<String>) -> &str {
    optional.as_deref().unwrap_or_default()
}

/// `pinniped get kubeconfig` appends this to every name.
const SUFFIX: &str = "-pinniped";
