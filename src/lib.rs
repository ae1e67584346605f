//! The component: browser edge, JavaScript API and Yew interface over `haulout-protocol`.
#![doc = include_str!("ARCHITECTURE.md")]

// Two programs: the headless session, and with `ui` the one that draws it, in pages of our own and in other people's.
#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(feature = "ui")]
pub mod ui;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
