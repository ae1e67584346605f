//! A recording of what one tab's machine was fed, as plain data, and a player that feeds it to a machine again.
//!
//! What a simulation costs is mostly its servers' and clients' doing. A recording has their answers, so that a replay
//! costs what the machine costs.

use std::collections::VecDeque;

use haulout_protocol::Machine;
use haulout_protocol::event::Event;
use haulout_protocol::http::{Failure, Reply, RequestId, Response};
use haulout_protocol::input::{Arrival, Command, Input, Network, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::oidc::signature::SignatureCheck;
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::time::{Now, UnixTime};

use crate::peers::config_url;
use crate::world::entropy;

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

/// Feeds a recording to machines that know nothing of it.
///
/// # Panics
///
/// When the machine asks for something else than it did when it was recorded.
#[must_use]
pub fn replay(steps: Vec<Step>) -> Tally {
    let mut player = Player::default();
    for step in steps {
        player.feed(step);
    }
    player.tally
}

#[derive(Default)]
struct Player {
    machine: Machine,
    asked: Vec<RequestId>,
    unjudged: VecDeque<SignatureCheck>,
    tally: Tally,
}

impl Player {
    fn feed(&mut self, step: Step) {
        if matches!(step.fed, Fed::Opened { .. }) {
            self.machine = Machine::new();
            self.asked.clear();
            self.unjudged.clear();
        }
        let input = self.input(step.fed);
        self.machine.handle(input, step.now);
        self.tally.inputs += 1;
        while let Some(output) = self.machine.poll() {
            self.tally.count(&output);
            match output {
                Output::Send(request) => self.asked.push(request.id),
                Output::CheckSignature(check) => self.unjudged.push_back(check),
                Output::Remember(_)
                | Output::Navigate(_)
                | Output::ReplaceUrl(_)
                | Output::Emit(_) => {}
            }
        }
    }

    fn input(&mut self, fed: Fed) -> Input {
        match fed {
            Fed::Opened {
                page_url,
                pending,
                seed,
            } => Input::Opened(Opening {
                config: Source::Url(config_url()),
                arrival: Some(Arrival {
                    page_url,
                    pending: pending.and_then(|text| PendingLogin::from_json(&text)),
                }),
                seed,
            }),
            Fed::SignIn { click } => Input::Command(Command::SignIn {
                identity_provider: None,
                entropy: entropy(click),
            }),
            Fed::Activate(cluster) => Input::Command(Command::Activate(cluster)),
            Fed::Retry => Input::Command(Command::Retry),
            Fed::Answer {
                request,
                sent,
                received,
                outcome,
            } => Input::Response(Response {
                id: self.asked[request],
                sent,
                received,
                outcome: outcome.map(Heard::into_reply),
            }),
            Fed::Valid => {
                let check = self.unjudged.pop_front();
                Input::Verdict(check.expect("it was checked when it was recorded").valid())
            }
            Fed::Woke => Input::Woke,
            Fed::Network(network) => Input::Network(network),
        }
    }
}

impl Heard {
    fn into_reply(self) -> Reply {
        Reply {
            status: self.status,
            date: self.date,
            retry_after: None,
            audit_id: None,
            media_type: self.media_type,
            body: Secret::new(self.body),
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
