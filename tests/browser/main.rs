//! Tests the portal in a real browser, mounted as its page mounts it, with `fetch` stubbed by a scripted gateway.
#![cfg(target_arch = "wasm32")]

// `cfg(test)` is always on here; it tells clippy that helpers are test code too.
#[cfg(test)]
mod export;
#[cfg(test)]
#[path = "../../src/browser/fake_navigator.rs"]
mod fake_navigator;
#[cfg(test)]
#[path = "../../src/browser/fake_picker.rs"]
mod fake_picker;
#[cfg(test)]
#[path = "../../src/browser/fresh_page.rs"]
mod fresh_page;
#[cfg(test)]
mod list;
#[cfg(test)]
mod live_folder;
#[cfg(test)]
mod page;
#[cfg(test)]
mod portal;
#[cfg(test)]
#[path = "../../src/browser/stubs.rs"]
mod stubs;
#[cfg(test)]
mod takeover;
