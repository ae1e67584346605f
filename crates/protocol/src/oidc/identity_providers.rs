//! The Supervisor's list of upstream identity providers, for users to choose from.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Json, JsonError, Object};

/// One upstream that the Supervisor offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Its display name, which also selects it in the authorization request.
    pub name: String,
    /// `oidc`, `ldap`, `activedirectory` or `github`.
    pub kind: String,
}

/// Parses the list and keeps the entries that a browser can sign in with. Malformed ones cannot be chosen.
///
/// # Errors
/// Where the document is invalid.
pub fn process(body: &[u8]) -> Result<Vec<IdentityProvider>, JsonError> {
    read_object(&Json::parse(body)?.root()?)
}

/// The same for a list that is a part of another document.
pub(crate) fn read_object(raw: &Object<'_>) -> Result<Vec<IdentityProvider>, JsonError> {
    let mut offered = Vec::new();
    for entry in raw.objects_among("pinniped_identity_providers")? {
        // A Supervisor older than the `flows` field offers the browser flow for all listed providers.
        let flows = entry.texts_if_any("flows").unwrap_or_default();
        if (flows.is_empty() || flows.iter().any(|flow| flow == BROWSER_FLOW))
            && let (Some(name), Some(kind)) = (entry.text_if_any("name"), entry.text_if_any("type"))
        {
            offered.push(IdentityProvider {
                name: name.to_owned(),
                kind: kind.to_owned(),
            });
        }
    }
    Ok(offered)
}

/// The flow that an entry needs to be kept.
pub const BROWSER_FLOW: &str = "browser_authcode";
