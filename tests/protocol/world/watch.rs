//! Whoever looks over the machine's shoulder: sees each input as it is handled, and what came of it.

use haulout_protocol::Machine;
use haulout_protocol::http::{Failure, Reply, RequestId};
use haulout_protocol::input::Input;
use haulout_protocol::output::Output;
use haulout_protocol::time::Now;

use super::Clocks;
use super::wire::Seen;

/// What the machine made of one input.
pub(crate) struct Moment<'a> {
    pub(crate) now: Now,
    pub(crate) outputs: &'a [Output],
    pub(crate) machine: &'a Machine,
    pub(crate) clocks: Clocks,
}

pub(crate) trait Watch {
    /// The machine is about to take in `input`.
    fn before(&mut self, _input: &Input, _machine: &Machine) {}

    /// The machine has taken in an input and been drained.
    fn after(&mut self, _moment: &Moment<'_>) {}

    /// An answer is about to be given to the machine.
    fn received(
        &mut self,
        _id: RequestId,
        _seen: &Seen,
        _outcome: &Result<Reply, Failure>,
        _clocks: Clocks,
    ) {
    }

    /// The page was loaded anew: what the machine before this one knew is gone.
    fn reloaded(&mut self) {}
}
