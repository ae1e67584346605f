//! What people go through, from the first page to the last kubeconfig, told as sequences of what they see.

mod clusters;
mod failing;
mod lifetime;
mod login;
mod renewal;
mod returning;
mod sign_out;
mod silently;
