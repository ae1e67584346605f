//! A recording of the inputs of one tab's machine, as plain data, which can be replayed.
//!
//! Servers and clients use most of a simulation's time. A recording contains their responses, so that a replay
//! measures the machine alone.

use haulout_protocol::event::Event;
use haulout_protocol::http::{Reply, RequestId, Response, TransportError};
use haulout_protocol::input::{Command, Input, Network, Opening};
use haulout_protocol::output::Output;
use haulout_protocol::time::{Now, UnixTime};

mod player;

pub use player::{replay, resume};

/// The inputs of one tab's machine over all page loads, and counts of its outputs.
#[derive(Default)]
pub struct Tape {
    steps: Vec<Step>,
    tally: Tally,
    /// The requests of this page load, in the order of sending.
    request_ids: Vec<RequestId>,
}

/// One input with its time. It contains no request IDs, because a replaying machine assigns its own.
#[derive(Clone)]
pub struct Step {
    now: Now,
    input: RecordedInput,
}

#[derive(Clone)]
enum RecordedInput {
    /// A page load, which starts another machine.
    Opened {
        page_url: String,
        pending: Option<String>,
        seed: u64,
    },
    SignIn {
        click: u8,
    },
    Activate(String),
    Retry,
    Response {
        /// The index of the request in this page load.
        request: usize,
        sent: Now,
        received: Now,
        outcome: Result<RecordedReply, TransportError>,
    },
    /// The oldest unverified signature is valid.
    Valid,
    Woke,
    Network(Network),
}

#[derive(Clone)]
struct RecordedReply {
    status: u16,
    date: Option<UnixTime>,
    media_type: String,
    body: Vec<u8>,
}

/// Counts of inputs and outputs, which are the same for a recording and its replay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Handled inputs.
    pub inputs: u64,
    /// Requests to send.
    pub requests: u64,
    /// Received credentials.
    pub credentials: u64,
    /// All other outputs.
    pub others: u64,
}

impl Tape {
    /// The recorded steps, for [`replay`].
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.steps.clone()
    }

    /// The counts of the recording.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// Records an input before it is handled; `click` distinguishes sign-ins.
    pub(crate) fn record_input(&mut self, input: &Input, now: Now, click: u8) {
        let input = match input {
            Input::Opened(opening) => {
                self.request_ids.clear();
                opened(opening)
            }
            Input::Command(Command::SignIn { .. }) => RecordedInput::SignIn { click },
            Input::Command(Command::Activate(cluster)) => RecordedInput::Activate(cluster.clone()),
            Input::Command(Command::Retry) => RecordedInput::Retry,
            Input::Response(response) => self.answer(response),
            Input::Verdict(_) => RecordedInput::Valid,
            Input::Woke => RecordedInput::Woke,
            Input::Network(network) => RecordedInput::Network(*network),
            Input::Returned(_)
            | Input::Command(
                Command::SignInUnasked { .. }
                | Command::SignInSilently { .. }
                | Command::Renew
                | Command::Deactivate(_)
                | Command::SignOut
                | Command::SignedOutElsewhere,
            ) => unreachable!("no scenario has this input"),
        };
        self.steps.push(Step { now, input });
        self.tally.inputs += 1;
    }

    /// Records an output.
    pub(crate) fn record_output(&mut self, output: &Output) {
        if let Output::Send(request) = output {
            self.request_ids.push(request.id);
        }
        self.tally.count(output);
    }

    fn answer(&self, response: &Response) -> RecordedInput {
        let request = self.request_ids.iter().rposition(|id| *id == response.id);
        RecordedInput::Response {
            request: request.expect("every response belongs to a request"),
            sent: response.sent,
            received: response.received,
            outcome: response
                .outcome
                .as_ref()
                .map(recorded_reply)
                .map_err(|it| *it),
        }
    }
}

impl Tally {
    fn count(&mut self, output: &Output) {
        match output {
            Output::Send(_) => self.requests += 1,
            Output::Emit(Event::Credential { .. }) => self.credentials += 1,
            Output::CheckSignature(_)
            | Output::Remember(_)
            | Output::Navigate(_)
            | Output::ReplaceUrl(_)
            | Output::Emit(_) => self.others += 1,
        }
    }
}

fn recorded_reply(reply: &Reply) -> RecordedReply {
    RecordedReply {
        status: reply.status,
        date: reply.date,
        media_type: reply.media_type.clone(),
        body: reply.body.secret().clone(),
    }
}

fn opened(opening: &Opening) -> RecordedInput {
    let arrival = opening.arrival.as_ref();
    let pending = arrival.and_then(|arrival| arrival.pending.as_ref());
    RecordedInput::Opened {
        page_url: arrival.map(|it| it.page_url.clone()).unwrap_or_default(),
        pending: pending.map(|it| it.to_json().secret().clone()),
        seed: opening.seed,
    }
}
