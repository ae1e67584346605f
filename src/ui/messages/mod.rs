//! What people read: one module of typed functions per language.

mod en;

pub use en::*;
