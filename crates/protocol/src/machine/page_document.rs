//! The documents that a page contains, so that it starts without a request.

use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::config::Config;
use crate::error::{Error, Reason};
use crate::json::Json;
use crate::oidc::discovery::{self, Provider};
use crate::oidc::identity_providers::{self, IdentityProvider};

/// The part of [`crate::input::Source::Document`] that saves requests. Whatever is absent is fetched.
#[derive(Default)]
pub(super) struct KnownDocuments {
    pub(super) provider: Option<Provider>,
    pub(super) identity_providers: Option<Vec<IdentityProvider>>,
    /// Whether the browser has a session, if the server knows.
    pub(super) has_session: Option<bool>,
}

/// Reads the page's documents.
pub(super) fn read(json: &[u8]) -> Result<(Rc<Config>, KnownDocuments), Error> {
    let json = Json::parse(json).map_err(invalid)?;
    let root = json.root().map_err(invalid)?;
    let document = |name| root.optional_object(name).map_err(invalid);
    let config = root.object("config").map_err(invalid)?.into_document();
    let config = Rc::new(Config::read(&config).map_err(Reason::Config)?);
    let metadata = document("metadata")?;
    let issuer = &config.issuer;
    let provider = metadata
        .map(|raw| {
            discovery::read_object(
                &raw.into_document(),
                &issuer.issuer,
                issuer.metadata.as_str(),
            )
        })
        .transpose()
        .map_err(Reason::Metadata)?;
    let identity_providers = document("identityProviders")?
        .map(|raw| identity_providers::read_object(&raw.into_document()))
        .transpose()
        .map_err(Reason::IdentityProviders)?;
    let documents = KnownDocuments {
        provider,
        identity_providers,
        has_session: match root.text_if_any("session") {
            Some("present") => Some(true),
            Some("absent") => Some(false),
            Some(_) | None => None,
        },
    };
    Ok((config, documents))
}

fn invalid(error: crate::json::JsonError) -> Error {
    Reason::Config(error.into()).into()
}
