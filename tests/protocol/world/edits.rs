//! The places where a test can make the issuer misbehave.

use std::rc::Rc;

use serde_json::{Map, Value};

pub(crate) type Object = Map<String, Value>;

/// A modification of a value before it is sent.
pub(crate) type Edit<T> = Rc<dyn Fn(&mut T)>;

pub(crate) fn edit<T>(change: impl Fn(&mut T) + 'static) -> Edit<T> {
    Rc::new(change)
}

/// Sets one claim, parameter or member.
pub(crate) fn set(name: &'static str, value: Value) -> Edit<Object> {
    edit(move |object: &mut Object| {
        object.insert(name.to_owned(), value.clone());
    })
}

/// Removes one claim, parameter or member.
pub(crate) fn remove(name: &'static str) -> Edit<Object> {
    edit(move |object: &mut Object| {
        assert!(object.remove(name).is_some(), "there is no {name}");
    })
}

/// All edits; none by default.
#[derive(Clone)]
pub(crate) struct Edits {
    pub(crate) metadata: Edit<Object>,
    pub(crate) jwks: Edit<Vec<Value>>,
    /// The parameters of the callback.
    pub(crate) callback: Edit<Vec<(String, String)>>,
    /// The JOSE header of every token.
    pub(crate) header: Edit<Object>,
    /// The claims of the tokens for a code, a refresh, an exchange.
    pub(crate) claims: Edit<Object>,
    pub(crate) refreshed_claims: Edit<Object>,
    pub(crate) exchanged_claims: Edit<Object>,
    /// The compact form of every token, including the signature.
    pub(crate) compact: Edit<String>,
    pub(crate) token_response: Edit<Object>,
    pub(crate) refresh_response: Edit<Object>,
    pub(crate) exchange_response: Edit<Object>,
}

impl Default for Edits {
    fn default() -> Self {
        Self {
            metadata: edit(|_| {}),
            jwks: edit(|_| {}),
            callback: edit(|_| {}),
            header: edit(|_| {}),
            claims: edit(|_| {}),
            refreshed_claims: edit(|_| {}),
            exchanged_claims: edit(|_| {}),
            compact: edit(|_| {}),
            token_response: edit(|_| {}),
            refresh_response: edit(|_| {}),
            exchange_response: edit(|_| {}),
        }
    }
}

/// A value after an edit.
pub(crate) fn edited<T>(mut value: T, edit: &Edit<T>) -> T {
    edit(&mut value);
    value
}
