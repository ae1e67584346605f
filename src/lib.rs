//! The component: browser edge, JavaScript API and Yew interface over `haulout-protocol`.
#![doc = include_str!("ARCHITECTURE.md")]

// Three programs: the portal is the interface alone, the headless session is the API alone, the element is both.
#[cfg(all(target_arch = "wasm32", feature = "api"))]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(feature = "ui")]
pub mod ui;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
