//! The path of an ID token from the answer that brings it to the session.

mod answer;
mod keys;
mod signature;

pub(crate) use keys::KeyRing;
