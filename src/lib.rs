#![doc = include_str!("ARCHITECTURE.md")]

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(feature = "ui")]
pub mod ui;
