//! `Machine`: the machine without any I/O, for hosts with a transport and clocks of their own; for `pkg/machine.js`.

use std::mem;

use haulout_protocol::Machine as Engine;
use haulout_protocol::entropy::Entropy;
use haulout_protocol::error::{ConfigFault, Reason};
use haulout_protocol::http::{Failure, Reply, RequestId, Response};
use haulout_protocol::input::{Arrival, Command, Input, Network, Opening, Source};
use haulout_protocol::json::{Json, Malformed, Object};
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::oidc::signature::{SignatureCheck, Verdict};
use haulout_protocol::output::Output;
use haulout_protocol::time::{Now, Tick, UnixTime};
use wasm_bindgen::prelude::wasm_bindgen;

use super::{activity, command, credentials, error, output, snapshot};

/// The machine. Instants are milliseconds: `wall` since the Unix epoch, `tick` of any clock that is never set.
#[wasm_bindgen]
pub struct Machine {
    engine: Engine,
    /// The signatures whose verdicts are awaited; a verdict is made from the question itself.
    checks: Vec<(u32, SignatureCheck)>,
    last_check: u32,
}

#[wasm_bindgen]
impl Machine {
    /// One to which nothing has happened.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "JavaScript has constructors only"
    )]
    pub fn new() -> Self {
        Self {
            engine: Engine::new(),
            checks: Vec::new(),
            last_check: 0,
        }
    }

    /// Takes in one thing that happened: the JSON of `{type, …}` as `pkg/exchanged.d.ts` has it, with its bytes beside it.
    ///
    /// What comes back is the JSON of `{error}`, where the input cannot be read; nothing was taken in then.
    pub fn handle(&mut self, input: &str, bytes: Vec<u8>, wall: f64, tick: f64) -> Option<String> {
        let unknown = || Malformed {
            place: "type".into(),
            reason: "must be one of the types of an input",
        };
        match self
            .read(input, bytes)
            .and_then(|it| it.ok_or_else(unknown))
        {
            Ok(input) => {
                self.engine.handle(input, now(wall, tick));
                None
            }
            Err(fault) => {
                let fault = Reason::Config(ConfigFault::from(fault)).into();
                Some(error::answer(&fault).finish())
            }
        }
    }

    /// The next thing to do, as JSON. **Secret**, if it is to be sent, checked or remembered.
    pub fn poll(&mut self) -> Option<String> {
        let output = self.engine.poll()?;
        if let Output::CheckSignature(check) = output {
            self.last_check = self.last_check.wrapping_add(1);
            let text = output::check(self.last_check, &check).finish();
            self.checks.push((self.last_check, check));
            return Some(text);
        }
        Some(output::object(&output).finish())
    }

    /// When to say `woke`, as a tick, if nothing else happens before.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn deadline(&self) -> Option<f64> {
        self.engine.deadline().map(|tick| tick.as_millis() as f64)
    }

    /// How it stands: nothing while something is under way that decides who is signed in, or while a cluster is asked; else
    /// the JSON of what failed, or an empty text.
    #[must_use]
    pub fn outcome(&self) -> Option<String> {
        snapshot::outcome(&self.engine.snapshot())
    }

    /// As the session's. **Secret.**
    #[must_use]
    pub fn kubeconfig(&self, asked: &str, wall: f64, tick: f64) -> String {
        credentials::kubeconfig(&self.engine, asked, now(wall, tick))
    }

    /// As the session's. **Secret.**
    #[must_use]
    pub fn credential(&self, cluster: &str, wall: f64, tick: f64) -> String {
        credentials::credential(&self.engine, cluster, now(wall, tick))
    }

    /// As the session's.
    #[must_use]
    pub fn activity(&self) -> String {
        activity::list(&self.engine)
    }

    /// As the session's.
    #[must_use]
    pub fn report(&self, wall: f64, tick: f64) -> String {
        self.engine.report(now(wall, tick))
    }

    /// As the session's.
    #[must_use]
    pub fn snapshot(&self) -> String {
        snapshot::object(&self.engine.snapshot()).finish()
    }
}

impl Machine {
    fn read(&mut self, input: &str, bytes: Vec<u8>) -> Result<Option<Input>, Malformed> {
        let json = Json::parse(input.as_bytes())?;
        let raw = json.root()?;
        let kind = raw.text("type")?;
        Ok(Some(match kind {
            "open" => Input::Opened(Opening {
                config: match raw.owned("configUrl")? {
                    Some(url) => Source::Url(url),
                    None => Source::Inline(bytes),
                },
                arrival: None,
                seed: raw.number("seed")?.unwrap_or_default().to_bits(),
            }),
            "returned" => Input::Returned(Arrival {
                page_url: raw.text("url")?.to_owned(),
                pending: raw
                    .optional_text("pending")?
                    .and_then(PendingLogin::from_json),
            }),
            "sign-in" => {
                let entropy = entropy(bytes)?;
                Input::Command(match raw.flag("silently")? {
                    true => Command::SignInSilently { entropy },
                    false => Command::SignIn {
                        identity_provider: raw.owned("identityProvider")?,
                        entropy,
                    },
                })
            }
            "response" => Input::Response(response(&raw, bytes)?),
            "verdict" => match self.verdict(&raw)? {
                Some(verdict) => Input::Verdict(verdict),
                // Asked about twice, or never: no more than time has passed.
                None => Input::Woke,
            },
            "woke" => Input::Woke,
            "online" => Input::Network(Network::Online),
            "offline" => Input::Network(Network::Offline),
            _ => {
                let cluster = raw.owned("cluster")?.unwrap_or_default();
                return Ok(command::of(kind, cluster).map(Input::Command));
            }
        }))
    }

    fn verdict(&mut self, raw: &Object<'_>) -> Result<Option<Verdict>, Malformed> {
        let id = number(raw, "id")? as u32;
        let finding = raw.text("finding")?;
        let Some(at) = self.checks.iter().position(|it| it.0 == id) else {
            return Ok(None);
        };
        let (_, check) = self.checks.swap_remove(at);
        Ok(Some(match finding {
            "valid" => check.valid(),
            "invalid" => check.invalid(),
            _ => check.unsupported(),
        }))
    }
}

/// An answer, or why there is none.
fn response(raw: &Object<'_>, body: Vec<u8>) -> Result<Response, Malformed> {
    let outcome = match raw.optional_text("failure")? {
        Some("timeout") => Err(Failure::Timeout),
        Some("too-large") => Err(Failure::TooLarge),
        Some(_) => Err(Failure::Network),
        None => {
            let headers = raw.object("headers")?;
            let header = |name: &str| headers.owned(name).ok().flatten();
            Ok(Reply::new(number(raw, "status")? as u16, &header, body))
        }
    };
    Ok(Response {
        id: RequestId::from_number(number(raw, "id")? as u32),
        sent: read_now(&raw.object("sent")?)?,
        received: read_now(&raw.object("received")?)?,
        outcome,
    })
}

fn entropy(mut bytes: Vec<u8>) -> Result<Entropy, Malformed> {
    match mem::take(&mut bytes).try_into() {
        Ok(bytes) => Ok(Entropy::new(bytes)),
        Err(_) => Err(Malformed {
            place: "entropy".into(),
            reason: "must be 96 bytes of a cryptographic generator",
        }),
    }
}

fn read_now(raw: &Object<'_>) -> Result<Now, Malformed> {
    Ok(now(number(raw, "wall")?, number(raw, "tick")?))
}

fn number(raw: &Object<'_>, name: &str) -> Result<f64, Malformed> {
    raw.number(name)?.ok_or_else(|| Malformed {
        place: name.into(),
        reason: "must be a number",
    })
}

/// Casts of floats saturate.
fn now(wall: f64, tick: f64) -> Now {
    Now {
        wall: UnixTime::from_millis(wall as i64),
        tick: Tick::from_millis(tick as u64),
    }
}
