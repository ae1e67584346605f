//! The path of an ID token from the answer that brings it to the session, one file for each stage.
//!
//! 1. [`answer`] parses the answer into an unverified token, and stores the other tokens of the answer.
//! 2. [`signature`] finds the key among the issuer's ([`keys`]) and has the edge check the signature.
//! 3. [`claims`] checks what the token says, once everything is there that it is checked against.
//! 4. [`adoption`] gives the token to the session that it begins, renews, or gets a credential for.
//!
//! Each stage calls the next one. Where a stage fails, the token goes to `Machine::reject` in [`adoption`].

mod adoption;
mod answer;
mod claims;
mod keys;
mod signature;

pub(crate) use keys::KeyRing;
