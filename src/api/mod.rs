//! The API for JavaScript: a thin class that exchanges JSON text. `pkg/session.js` wraps it in the documented API, with
//! promises, abort signals and popups.

mod activity;
mod command;
mod credentials;
mod error;
mod object;
mod session;
mod snapshot;

pub use session::Session;
