//! The page's token request: one of three grants, parsed from a form.

use haulout_protocol::oidc::exchange::{ACCESS_TOKEN_TYPE, GRANT_TYPE, JWT_TYPE};

use crate::config::Config;
use crate::error::Failure;
use crate::form::Form;
use crate::secret::Secret;

/// A grant that the gateway supports.
pub(super) enum Grant {
    /// RFC 6749 §4.1.3.
    Code {
        code: Secret,
        /// Sent in `sealed` mode.
        state: Option<Secret>,
        /// Sent in `page` mode.
        verifier: Option<Secret>,
    },
    /// RFC 6749 §6.
    Refresh {
        token: Secret,
        /// Whether the response is to contain the clusters of the session.
        with_clusters: bool,
    },
    /// RFC 8693 §2.1, for one of the configured audiences.
    Exchange { audience: String, subject: Secret },
}

impl Grant {
    /// The grant's name in metrics.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "authorization_code",
            Self::Refresh { .. } => "refresh_token",
            Self::Exchange { .. } => "token_exchange",
        }
    }

    /// Validates the form: client, redirect URI and audience must be the configured ones.
    pub(super) fn read(mut form: Form, config: &Config) -> Result<Self, Failure> {
        form.expect("client_id", &config.issuer.client_id)?;
        match form.need("grant_type")?.secret() {
            "authorization_code" => {
                form.expect("redirect_uri", &config.public.redirect_uri())?;
                let (state, verifier) = (form.take("state"), form.take("code_verifier"));
                Ok(Self::Code {
                    code: form.need("code")?,
                    state,
                    verifier,
                })
            }
            "refresh_token" => Ok(Self::Refresh {
                token: form.need("refresh_token")?,
                with_clusters: form.is_true("clusters"),
            }),
            GRANT_TYPE => {
                form.expect("subject_token_type", ACCESS_TOKEN_TYPE)?;
                form.expect("requested_token_type", JWT_TYPE)?;
                let audience = form.need("audience")?.secret().to_owned();
                let is_configured = config
                    .clusters
                    .iter()
                    .any(|cluster| cluster.audience.as_ref() == Some(&audience));
                if !is_configured {
                    return Err(Failure::request("No configured cluster has this audience."));
                }
                Ok(Self::Exchange {
                    audience,
                    subject: form.need("subject_token")?,
                })
            }
            _ => Err(Failure::request(
                "The form's `grant_type` is not supported.",
            )),
        }
    }
}
