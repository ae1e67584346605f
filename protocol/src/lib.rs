//! Haulout's protocol engine: a deterministic machine that is told the time and never asks for it.

#![no_std]

extern crate alloc;

pub mod code;

pub use code::Code;
