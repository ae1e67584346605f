//! Changes of what the issuer sends, for tests of the checks that a client has to make.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

/// A document, a token or a response that can be changed before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Document {
    /// The metadata, an object.
    Metadata,
    /// The list of public keys, an array.
    Keys,
    /// The parameters of the redirect to the client, an object.
    AuthorizationResponse,
    /// The claims of the ID token for a code, an object, before they are signed.
    Claims,
    /// The same for a refresh token.
    RefreshedClaims,
    /// An ID token after it was signed, a string.
    IdToken,
    /// The response to a code, an object.
    TokenResponse,
    /// The response to a refresh token, an object.
    RefreshResponse,
}

type Edit = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// The current changes.
#[derive(Default)]
pub(super) struct Edits(RwLock<HashMap<Document, Edit>>);

impl Edits {
    pub(super) fn set(&self, document: Document, edit: Edit) {
        let mut edits = self.0.write().unwrap_or_else(PoisonError::into_inner);
        edits.insert(document, edit);
    }

    pub(super) fn clear(&self) {
        let mut edits = self.0.write().unwrap_or_else(PoisonError::into_inner);
        edits.clear();
    }

    /// The document as it is sent.
    pub(super) fn apply(&self, document: Document, mut value: Value) -> Value {
        let edits = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(edit) = edits.get(&document) {
            edit(&mut value);
        }
        value
    }
}
