//! User journeys, from the first page to the last kubeconfig, as sequences of what the user sees.

mod activity;
mod branding;
mod by_itself;
mod clocks;
mod clusters;
mod failing;
mod faults;
mod horizon;
mod kubeconfigs;
mod lifetime;
mod login;
mod many;
mod refresh_faults;
mod renewal;
mod report;
mod returning;
mod sign_out;
mod silently;
mod stepping;
mod tokens;
mod without_refresh_token;
