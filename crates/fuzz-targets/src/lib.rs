//! The fuzz targets: what each part of Haulout guarantees for any input.
//!
//! `fuzz/` runs them under libFuzzer, and the tests of this crate run them over the corpus in `fuzz/corpus`. A target
//! panics if its guarantee does not hold.

pub mod callback_url;
pub mod certificate;
pub mod configuration;
pub mod credential_response;
pub mod discovery;
pub mod http2_frames;
pub mod id_token;
pub mod jwks;
pub mod kubeconfig_export;
pub mod merge;
pub mod pem;
pub mod relay_request;
pub mod rfc3339;
pub mod token_response;

/// A target: takes any bytes and panics if the guarantee does not hold for them.
pub type Target = fn(&[u8]);

/// All targets by name, which is also the name of the module, of the program in `fuzz/` and of the corpus.
pub const TARGETS: &[(&str, Target)] = &[
    ("callback_url", callback_url::target),
    ("certificate", certificate::target),
    ("configuration", configuration::target),
    ("credential_response", credential_response::target),
    ("discovery", discovery::target),
    ("http2_frames", http2_frames::target),
    ("id_token", id_token::target),
    ("jwks", jwks::target),
    ("kubeconfig_export", kubeconfig_export::target),
    ("merge", merge::target),
    ("pem", pem::target),
    ("relay_request", relay_request::target),
    ("rfc3339", rfc3339::target),
    ("token_response", token_response::target),
];
