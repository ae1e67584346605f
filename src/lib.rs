//! The WebAssembly component: browser adapters, JavaScript API and Yew interface on top of `haulout-protocol`.
#![doc = include_str!("ARCHITECTURE.md")]

#[cfg(target_arch = "wasm32")]
use talc::wasm::WasmDynamicTalc;
#[cfg(target_arch = "wasm32")]
use zeroizing_alloc::ZeroAlloc;

// Two programs are built from this crate: the headless session, and with the feature `ui` the portal and the element.
#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(feature = "ui")]
pub mod ui;

/// Wipes freed memory, because tokens and keys pass through buffers of libraries that do not wipe them.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: ZeroAlloc<WasmDynamicTalc> = ZeroAlloc(talc::wasm::new_wasm_dynamic_allocator());
