//! The Concierge: what it is asked for, and what it hands out.

pub mod certificate;
mod der;
mod pem;
pub mod private_key;
