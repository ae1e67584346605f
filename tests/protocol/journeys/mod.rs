//! User journeys, from the first page to the last kubeconfig, as sequences of what the user sees.

mod activity;
mod automatic_renewal;
mod branding;
mod clock_jumps;
mod clocks;
mod clocks_of_certificates;
mod clusters;
mod faults_in_session;
mod kubeconfigs;
mod lifetime;
mod login;
mod many_clusters;
mod recovery;
mod refresh_faults;
mod refused_sign_in;
mod reload;
mod remembered_answers;
mod renewal;
mod report;
mod session_end;
mod sign_out;
mod silent_sign_in;
mod timeline;
mod unavailable_servers;
mod without_concierge;
mod without_refresh_token;
