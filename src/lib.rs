//! The component: browser edge, JavaScript API and Yew interface over `haulout-protocol`.
#![doc = include_str!("ARCHITECTURE.md")]

// Four programs: the portal, the headless session (`api`), the element (`api` and `ui`), and the window of a dashboard
// (`api` and `portal`). Nobody loads the bytes of another one.
#[cfg(all(target_arch = "wasm32", feature = "api"))]
pub mod api;
#[cfg(all(target_arch = "wasm32", any(feature = "api", feature = "ui")))]
mod browser;
#[cfg(feature = "ui")]
pub mod ui;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
