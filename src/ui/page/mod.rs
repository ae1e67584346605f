//! One file per situation.

mod clusters;
mod failed;
mod progress;
mod signed_out;

pub use clusters::Clusters;
pub use failed::Failed;
pub use progress::Progress;
pub use signed_out::SignedOut;
