//! What JavaScript hosts get: thin classes that speak JSON text. `pkg/session.js` and `pkg/machine.js` make the documented
//! API of them, with promises, signals and popups, which JavaScript has already.
//!
//! The headless package has the machine, and its edge in `pkg/driver.js`; the element draws a session that has an edge.

mod activity;
mod command;
mod credentials;
mod error;
#[cfg(not(feature = "ui"))]
mod machine;
#[cfg(not(feature = "ui"))]
mod output;
#[cfg(feature = "ui")]
mod session;
mod snapshot;

#[cfg(not(feature = "ui"))]
pub use machine::Machine;
#[cfg(feature = "ui")]
pub use session::Session;
