//! The component: browser edge, JavaScript API and Yew interface over `haulout-protocol`.
#![doc = include_str!("ARCHITECTURE.md")]

#[cfg(target_arch = "wasm32")]
use talc::wasm::WasmDynamicTalc;
#[cfg(target_arch = "wasm32")]
use zeroizing_alloc::ZeroAlloc;

// Two programs: the headless session, and with `ui` the one that draws it, in pages of our own and in other people's.
#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(feature = "ui")]
pub mod ui;

/// Wipes what is freed: tokens and keys pass through buffers of libraries that do not.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: ZeroAlloc<WasmDynamicTalc> = ZeroAlloc(talc::wasm::new_wasm_dynamic_allocator());
