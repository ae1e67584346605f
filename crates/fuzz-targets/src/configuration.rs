//! Configurations: the gateway's YAML, and the page's JSON.

use std::path::Path;

use haulout_gateway::Config;
use haulout_gateway::page_config;
use haulout_protocol::config::Config as PageConfig;

/// The page accepts what the gateway serves for every configuration that the gateway accepts, and a refusal has a
/// reason.
///
/// # Panics
/// The guarantee does not hold.
pub fn target(data: &[u8]) {
    if let Err(error) = PageConfig::parse(data) {
        assert!(!error.to_string().is_empty());
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    // No file is found there, so an input that names one is refused.
    match Config::from_yaml(text, "haulout.yaml", Path::new("/nonexistent")) {
        Ok(config) => {
            let document = page_config::direct(&config, "https://portal.example/callback");
            if let Err(error) = PageConfig::parse(&document) {
                panic!("{error}: {}", String::from_utf8_lossy(&document));
            }
        }
        Err(error) => assert!(error.to_string().starts_with("haulout.yaml")),
    }
}
