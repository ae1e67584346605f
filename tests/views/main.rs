//! The pages: hand-made situations rendered through the view model to HTML, without a browser.

#![cfg(not(target_arch = "wasm32"))]

mod activity;
mod browser_tab;
mod card;
mod clocks;
mod countdown;
mod embed;
mod error_of_code;
mod errors;
mod export;
mod frame;
mod hostile;
mod kubeconfig;
mod languages;
mod list;
mod live_folder;
mod make;
mod pages;
mod portal;
mod secrets;
mod session_timeline;
mod sign_in;
mod texts;
