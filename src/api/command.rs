//! Parses the names of commands.

use haulout_protocol::input::Command;

/// The command with this name, if `cluster` is the only argument it may take.
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
