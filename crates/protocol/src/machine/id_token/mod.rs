//! The path of an ID token from the response to the session, one file for each stage.
//!
//! 1. [`answer`] parses the response into an unverified token, and stores the other tokens of the response.
//! 2. [`signature`] has the edge verify the signature with the issuer's keys. The token waits for them in [`keys`]; if
//!    no key fits, newer ones are fetched.
//! 3. [`claims`] checks the claims as soon as everything needed for that is available.
//! 4. [`outcome`] passes the token to the session that it starts or renews, or to the cluster that needs it.
//!
//! Each stage calls the next one. If a stage fails, the token goes to `Machine::reject` in [`outcome`].

mod answer;
mod claims;
mod keys;
mod outcome;
mod signature;

pub(crate) use keys::KeyRing;
