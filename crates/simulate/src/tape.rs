//! A recording of what one tab's machine was input, as plain data, to be input to a machine again.
//!
//! What a simulation costs is mostly its servers' and clients' doing. A recording has their answers, so that a replay
//! costs what the machine costs.

use haulout_protocol::event::Event;
use haulout_protocol::http::{Failure, Reply, RequestId, Response};
use haulout_protocol::input::{Command, Input, Network, Opening};
use haulout_protocol::output::Output;
use haulout_protocol::time::{Now, UnixTime};

mod player;

pub use player::{replay, resume};

/// What one tab's machine was input, one page load after the other, and what came of it.
#[derive(Default)]
pub struct Tape {
    steps: Vec<Step>,
    tally: Tally,
    /// The requests of this page load, in the order in which they were sent.
    request_ids: Vec<RequestId>,
}

/// One input, and when it came. Ids are the machine's to give, so it has none.
#[derive(Clone)]
pub struct Step {
    now: Now,
    input: RecordedInput,
}

#[derive(Clone)]
enum RecordedInput {
    /// Another page load, hence another machine.
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
    Answer {
        /// The how-manieth request of this page load it answers, counted from zero.
        request: usize,
        sent: Now,
        received: Now,
        outcome: Result<RecordedReply, Failure>,
    },
    /// The oldest signature that has not been judged is good.
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

/// What machines were input, and what they wanted; the same for a recording and its replay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Inputs that were handled.
    pub inputs: u64,
    /// Requests that were to be sent.
    pub requests: u64,
    /// Credentials that came.
    pub credentials: u64,
    /// Everything else that was said or wanted.
    pub others: u64,
}

impl Tape {
    /// Everything that was input, to be consumed by [`replay`].
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.steps.clone()
    }

    /// What came of it.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        self.tally
    }

    /// Takes down what is about to be handled; `click` tells sign-ins apart.
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
                Command::SignInSilently { .. }
                | Command::Renew
                | Command::Deactivate(_)
                | Command::SignOut,
            ) => unreachable!("nobody in a scenario does this"),
        };
        self.steps.push(Step { now, input });
        self.tally.inputs += 1;
    }

    /// Takes down what it led to.
    pub(crate) fn record_output(&mut self, output: &Output) {
        if let Output::Send(request) = output {
            self.request_ids.push(request.id);
        }
        self.tally.count(output);
    }

    fn answer(&self, response: &Response) -> RecordedInput {
        let request = self.request_ids.iter().rposition(|id| *id == response.id);
        RecordedInput::Answer {
            request: request.expect("only what was sent is answered"),
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
