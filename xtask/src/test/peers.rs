//! The stack tests with programs of other projects, as far as these can be had.

use crate::error::CommandResult;
use crate::setup::{self, Peer};
use crate::workspace::Workspace;

use super::layer::{Options, Steps, stack_tests};

/// The module of these tests.
pub(super) const TESTS: &str = "peers::";

pub(super) fn steps(workspace: &Workspace, _: &Options) -> CommandResult<Steps> {
    let mut steps = Steps::default();
    let mut programs = Vec::new();
    let mut filters = vec!["--".to_owned()];
    for peer in Peer::ALL {
        match setup::peer(workspace, peer) {
            Ok(environment) => {
                programs.extend(environment);
                filters.push(peer.tests().to_owned());
            }
            Err(reason) => steps.not_run.push(format!("{}: {reason}", peer.name())),
        }
    }
    if !programs.is_empty() {
        let mut tests = stack_tests(workspace)?;
        tests.envs(programs).args(filters);
        steps.commands.push(tests);
    }
    Ok(steps)
}
