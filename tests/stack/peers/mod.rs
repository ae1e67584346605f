//! Tests with programs of other projects; `cargo xtask test --only peers` installs the programs.

mod dex;
mod keycloak;
mod kuberc;
mod pinniped_cli;
