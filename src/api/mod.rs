//! What JavaScript hosts get: a thin class that speaks JSON text. `pkg/session.js` makes the documented API of it, with
//! promises, signals and popups, which JavaScript has already.

mod activity;
mod command;
mod credentials;
mod error;
mod object;
mod session;
mod snapshot;

pub use session::Session;
