//! The portal in a real browser, with servers scripted in the place of `fetch`.
#![cfg(target_arch = "wasm32")]
