//! The places where a test can make the issuer say something else than it should.

use std::rc::Rc;

use serde_json::{Map, Value};

pub(crate) type Object = Map<String, Value>;

/// A change to something that is about to be said.
pub(crate) type Edit<T> = Rc<dyn Fn(&mut T)>;

pub(crate) fn edit<T>(change: impl Fn(&mut T) + 'static) -> Edit<T> {
    Rc::new(change)
}

/// One claim, parameter or member set to something else.
pub(crate) fn set(name: &'static str, value: Value) -> Edit<Object> {
    edit(move |object: &mut Object| {
        object.insert(name.to_owned(), value.clone());
    })
}

/// One claim, parameter or member left out.
pub(crate) fn remove(name: &'static str) -> Edit<Object> {
    edit(move |object: &mut Object| {
        assert!(object.remove(name).is_some(), "there is no {name}");
    })
}

/// Everything that can be edited; untouched at first.
#[derive(Clone)]
pub(crate) struct Edits {
    pub(crate) metadata: Edit<Object>,
    pub(crate) jwks: Edit<Vec<Value>>,
    /// The parameters with which the browser is sent back.
    pub(crate) callback: Edit<Vec<(String, String)>>,
    /// The JOSE header of every token.
    pub(crate) header: Edit<Object>,
    /// The claims of the token that answers a code, a refresh, an exchange.
    pub(crate) claims: Edit<Object>,
    pub(crate) refreshed_claims: Edit<Object>,
    pub(crate) exchanged_claims: Edit<Object>,
    /// The compact form of every token, signature and all.
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
