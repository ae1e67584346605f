//! Leaving for the issuer, and leaving for good.

use alloc::string::String;

use serde::Deserialize;

use super::opening::Start;
use super::requests::Purpose;
use super::{JSON, Machine};
use crate::config::TokenMode;
use crate::entropy::Entropy;
use crate::error::{Error, MetadataFault, Reason};
use crate::event::Event;
use crate::http::Reply;
use crate::json;
use crate::oidc::authorize::{self, Binding};
use crate::oidc::identity_providers::IdentityProvider;
use crate::oidc::logout;
use crate::output::Output;
use crate::phase::{Known, Phase};
use crate::secret::Secret;
use crate::url::HttpsUrl;

impl Machine {
    /// Signing in is possible when signed out, and again when a session cannot be renewed any more.
    pub(super) fn sign_in(&mut self, identity_provider: Option<&str>, entropy: Entropy) {
        let (issuer, identity_provider) = match &self.phase {
            Phase::SignedOut(signed_out) => {
                let chosen = signed_out
                    .identity_providers
                    .iter()
                    .find(|known| Some(known.name.as_str()) == identity_provider);
                (signed_out.issuer.clone(), chosen.cloned())
            }
            Phase::SignedIn(session) => (session.issuer.clone(), None),
            Phase::New
            | Phase::Configuring { .. }
            | Phase::Discovering(_)
            | Phase::Starting { .. }
            | Phase::Leaving(_)
            | Phase::Arriving(_)
            | Phase::Ending(_)
            | Phase::Failed { .. } => return,
        };
        let values = entropy.into_login_values();
        match &issuer.config.tokens {
            TokenMode::Page(_) => {
                self.leave(issuer, Binding::Own(values), identity_provider.as_ref())
            }
            TokenMode::Sealed(session) => {
                let body = Secret::new(b"{}".to_vec());
                self.outbox.post(
                    Purpose::SessionStart,
                    session.start.as_str(),
                    &session.headers,
                    JSON,
                    body,
                );
                self.phase = Phase::Starting {
                    issuer,
                    identity_provider,
                    nonce: values.nonce,
                };
            }
        }
    }

    /// The gateway has made `state` and a verifier of its own.
    pub(super) fn started(&mut self, reply: Result<Reply, Error>) {
        let reply = match reply {
            Ok(reply) => reply,
            Err(error) => return self.fail(error),
        };
        let Phase::Starting {
            issuer,
            identity_provider,
            nonce,
        } = self.take_phase()
        else {
            return;
        };
        match json::from_slice::<StartAnswer>(reply.body.secret()) {
            Ok(StartAnswer {
                state,
                code_challenge,
                code_challenge_method,
            }) if code_challenge_method == "S256" => {
                let binding = Binding::Gateway {
                    state,
                    challenge: code_challenge,
                    nonce,
                };
                self.leave(issuer, binding, identity_provider.as_ref());
            }
            Ok(_) => self.fail(Reason::Metadata(MetadataFault::NoS256).into()),
            Err(fault) => self.fail(Reason::Metadata(MetadataFault::Malformed(fault)).into()),
        }
    }

    fn leave(
        &mut self,
        issuer: Known,
        binding: Binding,
        identity_provider: Option<&IdentityProvider>,
    ) {
        let (url, pending) =
            authorize::build(&issuer.config, &issuer.provider, binding, identity_provider);
        self.outbox.push(Output::Remember(pending));
        self.outbox.push(Output::Navigate(url));
        self.phase = Phase::Leaving(issuer);
    }

    /// Forgets the session here at once, and tells the gateway, if there is one.
    pub(super) fn sign_out(&mut self) {
        let Phase::SignedIn(session) = &self.phase else {
            return;
        };
        let issuer = session.issuer.clone();
        self.outbox.forget_all();
        self.ring.forget_tokens();
        self.outbox.push(Output::Emit(Event::SignedOut));
        match &issuer.config.tokens {
            TokenMode::Page(_) => {
                let url = logout::end_session_url(&issuer.config, &issuer.provider);
                self.discover(
                    issuer.config,
                    Start::SignedOut {
                        end_session_url: url,
                    },
                );
            }
            TokenMode::Sealed(gateway) => {
                let body = Secret::new(b"{}".to_vec());
                self.outbox.post(
                    Purpose::SessionEnd,
                    gateway.end.as_str(),
                    &gateway.headers,
                    JSON,
                    body,
                );
                self.phase = Phase::Ending(issuer);
            }
        }
    }

    pub(super) fn ended(&mut self, reply: Result<Reply, Error>) {
        let Phase::Ending(issuer) = &self.phase else {
            return;
        };
        let config = issuer.config.clone();
        match reply {
            Ok(reply) => {
                let answer: EndAnswer = json::from_slice(reply.body.secret()).unwrap_or_default();
                let url = answer
                    .end_session_endpoint
                    .filter(|url| HttpsUrl::parse(url).is_ok());
                self.discover(
                    config,
                    Start::SignedOut {
                        end_session_url: url,
                    },
                );
            }
            Err(error) => self.fail(error),
        }
    }
}

/// What `POST /session/start` answers.
#[derive(Deserialize)]
struct StartAnswer {
    state: String,
    code_challenge: String,
    code_challenge_method: String,
}

/// What `POST /session/end` answers.
#[derive(Default, Deserialize)]
struct EndAnswer {
    end_session_endpoint: Option<String>,
}
