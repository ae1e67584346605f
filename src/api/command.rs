//! Commands by their names.

use haulout_protocol::input::Command;

/// The command of this name, if it takes no more than a cluster.
pub(super) fn of(name: &str, cluster: String) -> Option<Command> {
    Some(match name {
        "renew" => Command::Renew,
        "sign-out" => Command::SignOut,
        "retry" => Command::Retry,
        "activate" => Command::Activate(cluster),
        "deactivate" => Command::Deactivate(cluster),
        _ => return None,
    })
}
