//! The members that the gateway adds to a token response in `sealed` mode.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::config::{self, ClusterConfig};
use crate::error::{Reason, TokenResponseError};
use crate::json::{Json, JsonError};

/// Beside the members of RFC 6749.
pub(crate) struct GatewayMembers {
    /// In the response to a code: the nonce of its login.
    nonce: Option<String>,
    /// The clusters of the session; none if they have to be requested, because they would make the response too long.
    pub(crate) clusters: Option<Vec<Rc<ClusterConfig>>>,
}

impl GatewayMembers {
    /// Parses them.
    ///
    /// # Errors
    /// The response has another shape, or a cluster is invalid.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Reason> {
        let json = Json::parse(body).map_err(malformed)?;
        let raw = json.root().map_err(malformed)?;
        let clusters = match raw.get("clusters") {
            None | Some(Json::Text(_)) => None,
            Some(_) => {
                let clusters = config::read_clusters(&raw);
                Some(clusters.map_err(|error| Reason::Config(error.into()))?)
            }
        };
        Ok(Self {
            nonce: raw.non_empty_text("nonce").map_err(malformed)?,
            clusters,
        })
    }

    /// The nonce of the login.
    ///
    /// # Errors
    /// It is missing, so that the ID token could belong to another login.
    pub(crate) fn into_nonce(self) -> Result<String, Reason> {
        self.nonce.ok_or_else(|| {
            malformed(JsonError {
                place: "nonce".into(),
                reason: "is missing",
            })
        })
    }
}

fn malformed(error: JsonError) -> Reason {
    Reason::TokenResponse(TokenResponseError::Malformed(error))
}
