//! End-to-end tests with a real browser, the gateway and the real kubectl.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    reason = "clippy knows the journeys but not the functions they share"
)]

mod harness;
#[path = "../signing_keys.rs"]
#[expect(dead_code, reason = "no scenario of this program needs EdDSA")]
mod signing_keys;

mod accessible;
mod bad_config;
mod behind_nginx;
mod boot_failure;
mod browser_life;
mod bundlers;
mod cluster_errors;
mod conformance;
mod console;
mod cost;
mod dex;
mod element;
mod embed;
mod engines;
mod examples;
mod first_page;
mod headless;
mod hostile_strings;
mod keyboard;
mod live_folder;
mod oidc_provider;
mod peers;
mod pictures;
mod popup;
mod secrets;
mod sign_in_errors;
mod small_screen;
mod snippets;
mod static_site;
mod story_1987;
mod supervisor_sealed;
