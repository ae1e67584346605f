//! The headless JavaScript surface: thin, documented, stable.

mod activity;
mod error;
mod json;
mod options;
mod session;
mod snapshot;
mod subscription;

pub use session::Session;
pub use subscription::Subscription;
