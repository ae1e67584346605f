//! Watches the machine: sees each input and its outputs.

use haulout_protocol::Machine;
use haulout_protocol::http::{Reply, RequestId, TransportError};
use haulout_protocol::input::Input;
use haulout_protocol::output::Output;
use haulout_protocol::time::Now;

use super::Clocks;
use super::wire::SentRequest;

/// One input and its effects.
pub(crate) struct HandledInput<'a> {
    pub(crate) now: Now,
    pub(crate) outputs: &'a [Output],
    pub(crate) machine: &'a Machine,
    pub(crate) clocks: Clocks,
}

pub(crate) trait Observer {
    /// The machine is about to handle `input`.
    fn before(&mut self, _input: &Input, _machine: &Machine) {}

    /// The machine has handled an input, and its outputs have been drained.
    fn after(&mut self, _moment: &HandledInput<'_>) {}

    /// A response is about to be passed to the machine.
    fn received(
        &mut self,
        _id: RequestId,
        _seen: &SentRequest,
        _outcome: &Result<Reply, TransportError>,
        _clocks: Clocks,
    ) {
    }

    /// The page was reloaded, and the previous machine's state is gone.
    fn reloaded(&mut self) {}
}
