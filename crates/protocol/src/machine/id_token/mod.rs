//! The path of an ID token from the answer that brings it to the session, one file for each stage.
//!
//! 1. [`answer`] parses the answer into an unverified token, and stores the other tokens of the answer.
//! 2. [`signature`] has the edge check the signature, with the issuer's keys. The token waits for them in [`keys`]; if no
//!    key fits, newer ones are fetched.
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
