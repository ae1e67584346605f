//! The component: browser edge, JavaScript API and Yew interface over `haulout-protocol`.
#![doc = include_str!("ARCHITECTURE.md")]

// One wasm is either the portal or the headless session: nobody loads the bytes of both.
#[cfg(all(target_arch = "wasm32", not(feature = "ui")))]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(feature = "ui")]
pub mod ui;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
