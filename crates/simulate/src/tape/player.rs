//! Replays a recording with a new machine, whose request IDs replace the recorded ones.

use std::collections::VecDeque;

use haulout_protocol::Machine;
use haulout_protocol::http::{Reply, RequestId, Response};
use haulout_protocol::input::{Arrival, Command, Input, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::oidc::signature::SignatureCheck;
use haulout_protocol::output::Output;
use haulout_protocol::secret::Secret;
use haulout_protocol::time::Now;

use super::{RecordedInput, RecordedReply, Step, Tally};
use crate::peers::config_url;
use crate::world::entropy;

/// Replays a recording with new machines.
///
/// # Panics
///
/// If the machine sends other requests than in the recording.
#[must_use]
pub fn replay(steps: Vec<Step>) -> Tally {
    let mut player = Player::default();
    for step in steps {
        player.feed(step);
    }
    player.tally
}

/// Replays a recording and returns the machine of the last page load, with the time of its last input.
///
/// # Panics
///
/// As [`replay`], and if the recording is empty.
#[must_use]
pub fn resume(steps: Vec<Step>) -> (Machine, Now) {
    let last = steps.last().expect("a recording has steps").now;
    let mut player = Player::default();
    for step in steps {
        player.feed(step);
    }
    (player.machine, last)
}

#[derive(Default)]
struct Player {
    machine: Machine,
    request_ids: Vec<RequestId>,
    unjudged: VecDeque<SignatureCheck>,
    tally: Tally,
}

impl Player {
    fn feed(&mut self, step: Step) {
        if matches!(step.input, RecordedInput::Opened { .. }) {
            self.machine = Machine::new();
            self.request_ids.clear();
            self.unjudged.clear();
        }
        let input = self.input(step.input);
        self.machine.handle(input, step.now);
        self.tally.inputs += 1;
        while let Some(output) = self.machine.poll() {
            self.tally.count(&output);
            match output {
                Output::Send(request) => self.request_ids.push(request.id),
                Output::CheckSignature(check) => self.unjudged.push_back(check),
                Output::Remember(_)
                | Output::Navigate(_)
                | Output::ReplaceUrl(_)
                | Output::Emit(_) => {}
            }
        }
    }

    fn input(&mut self, input: RecordedInput) -> Input {
        match input {
            RecordedInput::Opened {
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
            RecordedInput::SignIn { click } => Input::Command(Command::SignIn {
                identity_provider: None,
                entropy: entropy(click),
            }),
            RecordedInput::Activate(cluster) => Input::Command(Command::Activate(cluster)),
            RecordedInput::Retry => Input::Command(Command::Retry),
            RecordedInput::Response {
                request,
                sent,
                received,
                outcome,
            } => Input::Response(Response {
                id: self.request_ids[request],
                sent,
                received,
                outcome: outcome.map(RecordedReply::into_reply),
            }),
            RecordedInput::Valid => {
                let check = self.unjudged.pop_front();
                Input::Verdict(check.expect("the recording has a check for it").valid())
            }
            RecordedInput::Woke => Input::Woke,
            RecordedInput::Network(network) => Input::Network(network),
        }
    }
}

impl RecordedReply {
    fn into_reply(self) -> Reply {
        Reply {
            status: self.status,
            date: self.date,
            retry_after: None,
            audit_id: None,
            media_type: self.media_type,
            is_remembered: false,
            body: Secret::new(self.body),
        }
    }
}
