//! A recording of what one tab's machine was fed, as plain data, to be fed to a machine again.
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

/// What one tab's machine was fed, one page load after the other, and what came of it.
#[derive(Default)]
pub struct Tape {
    steps: Vec<Step>,
    tally: Tally,
    /// The requests of this page load, in the order in which they were sent.
    asked: Vec<RequestId>,
}

/// One input, and when it came. Ids are the machine's to give, so it has none.
#[derive(Clone)]
pub struct Step {
    now: Now,
    fed: Fed,
}

#[derive(Clone)]
enum Fed {
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
        outcome: Result<Heard, Failure>,
    },
    /// The oldest signature that has not been judged is good.
    Valid,
    Woke,
    Network(Network),
}

#[derive(Clone)]
struct Heard {
    status: u16,
    date: Option<UnixTime>,
    media_type: String,
    body: Vec<u8>,
}

/// What machines were fed, and what they wanted; the same for a recording and its replay.
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
    /// Everything that was fed, to be consumed by [`replay`].
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
    pub(crate) fn hear(&mut self, input: &Input, now: Now, click: u8) {
        let fed = match input {
            Input::Opened(opening) => {
                self.asked.clear();
                opened(opening)
            }
            Input::Command(Command::SignIn { .. }) => Fed::SignIn { click },
            Input::Command(Command::Activate(cluster)) => Fed::Activate(cluster.clone()),
            Input::Command(Command::Retry) => Fed::Retry,
            Input::Response(response) => self.answer(response),
            Input::Verdict(_) => Fed::Valid,
            Input::Woke => Fed::Woke,
            Input::Network(network) => Fed::Network(*network),
            Input::Returned(_)
            | Input::Command(
                Command::SignInSilently { .. }
                | Command::Renew
                | Command::Deactivate(_)
                | Command::SignOut,
            ) => unreachable!("nobody in a scenario does this"),
        };
        self.steps.push(Step { now, fed });
        self.tally.inputs += 1;
    }

    /// Takes down what it led to.
    pub(crate) fn see(&mut self, output: &Output) {
        if let Output::Send(request) = output {
            self.asked.push(request.id);
        }
        self.tally.count(output);
    }

    fn answer(&self, response: &Response) -> Fed {
        let request = self.asked.iter().rposition(|id| *id == response.id);
        Fed::Answer {
            request: request.expect("only what was sent is answered"),
            sent: response.sent,
            received: response.received,
            outcome: response.outcome.as_ref().map(heard).map_err(|it| *it),
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

fn heard(reply: &Reply) -> Heard {
    Heard {
        status: reply.status,
        date: reply.date,
        media_type: reply.media_type.clone(),
        body: reply.body.secret().clone(),
    }
}

fn opened(opening: &Opening) -> Fed {
    let arrival = opening.arrival.as_ref();
    let pending = arrival.and_then(|arrival| arrival.pending.as_ref());
    Fed::Opened {
        page_url: arrival.map(|it| it.page_url.clone()).unwrap_or_default(),
        pending: pending.map(|it| it.to_json().secret().clone()),
        seed: opening.seed,
    }
}
