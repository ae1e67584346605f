//! One page for each situation.

mod clusters;
mod embed;
mod failed;
mod progress;
mod signed_out;

pub use clusters::clusters;
pub use embed::embed;
pub use failed::failed;
pub use progress::progress;
pub use signed_out::signed_out;
