//! Haulout's protocol engine: a deterministic machine that is told the time and never asks for it.

#![no_std]

extern crate alloc;

pub mod clocks;
pub mod code;
pub mod concierge;
pub mod countdown;
pub mod entropy;
pub mod json;
pub mod kubeconfig;
pub mod secret;
pub mod text;
pub mod time;

pub use code::Code;
