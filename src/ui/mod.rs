//! The Yew interface: views are functions of the view model, and no protocol decision is made here.

pub mod app;
pub mod card;
pub mod choice;
pub mod component;
pub mod context;
pub mod dispatch;
pub mod live_folder;
pub mod locale;
pub mod messages;
pub mod page;
pub mod platform;
pub mod ticker;
pub mod ui_state;
pub mod view_model;

#[cfg(all(feature = "ssr", not(target_arch = "wasm32")))]
pub mod start_page;

#[cfg(target_arch = "wasm32")]
mod crash;
#[cfg(target_arch = "wasm32")]
pub mod element;
#[cfg(target_arch = "wasm32")]
pub mod embed_window;
#[cfg(target_arch = "wasm32")]
mod folder_writer;
#[cfg(target_arch = "wasm32")]
pub mod mount;
#[cfg(target_arch = "wasm32")]
mod provider;
