//! The gateway's router, requested by a simulated browser, with fake upstreams.

// `cfg(test)` is always set here; it lets clippy treat helpers as test code.
#[cfg(test)]
mod assets;
#[cfg(test)]
mod branding;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod chains;
#[cfg(test)]
mod concierge;
#[cfg(test)]
mod config;
#[cfg(test)]
mod cookies;
#[cfg(test)]
mod echoes;
#[cfg(test)]
mod edge;
#[cfg(test)]
mod embed;
#[cfg(test)]
mod endless;
#[cfg(test)]
mod fake;
#[cfg(test)]
mod form_sign_in;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod injected_script;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod outbound;
#[cfg(test)]
mod page_contract;
#[cfg(test)]
mod page_mode;
#[cfg(test)]
mod redemptions;
#[cfg(test)]
mod refreshes;
#[cfg(test)]
mod sealed;
#[cfg(test)]
mod session_end;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod start_page;
#[cfg(test)]
mod token_endpoint;
#[cfg(test)]
mod trust;
