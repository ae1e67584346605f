//! The Supervisor's list of upstream identity providers, for people to choose from.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::json::{self, Malformed};

/// One upstream that the Supervisor offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Its display name, which is also what the authorization request names it by.
    pub name: String,
    /// `oidc`, `ldap`, `activedirectory` or `github`.
    pub kind: String,
}

/// Reads the list; only those that a browser can sign in with are kept.
///
/// # Errors
/// Where the document stops making sense.
pub fn process(body: &[u8]) -> Result<Vec<IdentityProvider>, Malformed> {
    let raw: List = json::from_slice(body)?;
    let with_browser = raw.pinniped_identity_providers.into_iter().filter(|entry| {
        // A Supervisor older than the `flows` field offers the browser flow for whatever it lists.
        entry.flows.is_empty() || entry.flows.iter().any(|flow| flow == BROWSER_FLOW)
    });
    Ok(with_browser
        .map(|entry| IdentityProvider {
            name: entry.name,
            kind: entry.kind,
        })
        .collect())
}

#[derive(Deserialize)]
struct List {
    pinniped_identity_providers: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    flows: Vec<String>,
}

const BROWSER_FLOW: &str = "browser_authcode";
