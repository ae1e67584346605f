//! The Yew interface: views are functions of the view model, and nothing here decides anything about the protocol.

pub mod app;
pub mod card;
pub mod component;
pub mod context;
pub mod dispatch;
pub mod live_folder;
pub mod locale;
pub mod memory;
pub mod messages;
pub mod page;
pub mod view_model;

#[cfg(all(target_arch = "wasm32", feature = "portal"))]
mod crash;
#[cfg(all(target_arch = "wasm32", feature = "api", not(feature = "portal")))]
pub mod element;
#[cfg(all(target_arch = "wasm32", feature = "portal"))]
mod keeper;
#[cfg(all(target_arch = "wasm32", feature = "portal"))]
pub mod mount;
#[cfg(all(target_arch = "wasm32", any(feature = "api", feature = "portal")))]
mod provider;
#[cfg(all(target_arch = "wasm32", feature = "api", feature = "portal"))]
pub mod window;
