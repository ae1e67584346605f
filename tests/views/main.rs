//! What people see: hand-made situations through the view model to HTML, without a browser.

#![cfg(not(target_arch = "wasm32"))]

mod activity;
mod card;
mod clocks;
mod countdown;
mod embed;
mod entrance;
mod frame;
mod hand_over;
mod hostile;
mod languages;
mod list;
mod live_folder;
mod make;
mod outside;
mod pages;
mod secrets;
mod session_timeline;
mod taken;
mod texts;
mod trouble;
