//! Sign-in and sign-out.

use alloc::borrow::ToOwned;
use alloc::rc::Rc;
use alloc::string::String;

use super::Machine;
use super::phase::{Origin, Phase, RetryTarget};
use super::requests::Purpose;
use super::startup::Start;
use super::tokens::DiscoveredIssuer;
use crate::activity::Happened;
use crate::code::Code;
use crate::config::{Config, TokenMode};
use crate::entropy::Entropy;
use crate::error::{Error, Need, Reason};
use crate::event::Event;
use crate::http::Reply;
use crate::json::{Json, JsonError};
use crate::oidc::authorize::{self, Binding, Prompt};
use crate::oidc::end_session::EndSessionRequest;
use crate::oidc::identity_providers::IdentityProvider;
use crate::output::Output;
use crate::secret::Secret;
use crate::url::HttpsUrl;

impl Machine {
    /// The user signs in, with the identity provider of this name if there are several.
    pub(super) fn sign_in(&mut self, identity_provider: Option<&str>, entropy: Entropy) {
        let prompt = |known: &[IdentityProvider]| {
            let mut known = known.iter();
            let chosen = known.find(|it| Some(it.name.as_str()) == identity_provider);
            Prompt::User(chosen.cloned())
        };
        self.prepare_sign_in(&prompt, entropy);
    }

    /// The page signs in without a prompt.
    pub(super) fn sign_in_silently(&mut self, entropy: Entropy) {
        self.prepare_sign_in(&|_| Prompt::None, entropy);
    }

    /// Whether a sign-in can start in this phase.
    pub(super) const fn can_sign_in(&self) -> bool {
        matches!(self.phase, Phase::SignedOut(_) | Phase::SignedIn(_))
    }

    /// Prepares a sign-in, which is possible when signed out, and again when a session can no longer be renewed.
    /// `prompt` gets the identity providers to choose from.
    fn prepare_sign_in(
        &mut self,
        prompt: &dyn Fn(&[IdentityProvider]) -> Prompt,
        entropy: Entropy,
    ) {
        let (issuer, known) = if let Phase::SignedOut(signed_out) = &self.phase {
            (&signed_out.issuer, &*signed_out.identity_providers)
        } else if let Phase::SignedIn(session) = &self.phase {
            (&session.issuer, &[][..])
        } else {
            return;
        };
        let (issuer, prompt) = (issuer.clone(), prompt(known));
        match &issuer.config.tokens {
            TokenMode::Page(_) => {
                let values = entropy.into_login_values();
                self.leave(issuer, Binding::Own(values), &prompt);
            }
            TokenMode::Sealed(session) => {
                let body = Secret::new(b"{}".to_vec());
                self.outbox.post(
                    Purpose::SessionStart,
                    session.start.as_str(),
                    &session.headers,
                    body,
                );
                self.phase = Phase::Starting { issuer, prompt };
            }
        }
    }

    /// The gateway returned `state`, `nonce` and the challenge of its own verifier.
    pub(super) fn started(&mut self, reply: Result<Reply, Error>) -> Result<(), Error> {
        let reply = reply?;
        let Phase::Starting { issuer, prompt } = self.take_phase() else {
            return Ok(());
        };
        match read_start(reply.body.secret()) {
            Ok(binding) => self.leave(issuer, binding, &prompt),
            Err(fault) => self.fail_with(
                Some(issuer.config),
                Reason::GatewayAnswer(fault).into(),
                RetryTarget::SignIn,
            ),
        }
        Ok(())
    }

    fn leave(&mut self, issuer: DiscoveredIssuer, binding: Binding, prompt: &Prompt) {
        let (url, mut pending) =
            authorize::build(&issuer.config, &issuer.provider, binding, prompt);
        pending.pace = self.sign_in_pace;
        self.outbox.push(Output::Remember(pending));
        self.outbox.push(Output::Navigate(Secret::new(url)));
        self.outbox.record(Happened::SentToSignIn, None);
        self.phase = Phase::Leaving(issuer);
    }

    /// Drops the session at once, and requests the same from the gateway, if there is one.
    pub(super) fn sign_out(&mut self) {
        let request = self.phase.session().and_then(|session| {
            EndSessionRequest::new(&session.issuer.config, session.id_token.raw())
        });
        let Some(issuer) = self.drop_session() else {
            return;
        };
        self.end_session_request = request;
        if let TokenMode::Page(_) = &issuer.config.tokens {
            let client_id = &issuer.config.issuer.client_id;
            let end_session_url = issuer.provider.end_session_url(client_id);
            self.discover(issuer.config, Start::SignedOut(end_session_url));
        } else {
            self.end_session(issuer.config);
        }
    }

    /// Drops the session without a request: by now there may be a new one, which must not be ended.
    pub(super) fn signed_out_elsewhere(&mut self) {
        if let Some(issuer) = self.drop_session() {
            self.discover(issuer.config, Start::SignedOut(None));
        }
    }

    fn drop_session(&mut self) -> Option<DiscoveredIssuer> {
        let issuer = self.phase.session()?.issuer.clone();
        self.outbox.forget_all();
        self.ring.forget_tokens();
        self.outbox.push(Output::Emit(Event::SignedOut));
        self.outbox.record(Happened::SignedOut, None);
        Some(issuer)
    }

    /// Requests the end of the session from the gateway.
    pub(super) fn end_session(&mut self, config: Rc<Config>) {
        self.send_session_end(&config);
        self.phase = Phase::Ending(config);
    }

    fn send_session_end(&mut self, config: &Config) {
        if let TokenMode::Sealed(gateway) = &config.tokens {
            let body = Secret::new(b"{}".to_vec());
            self.outbox.post(
                Purpose::SessionEnd,
                gateway.end.as_str(),
                &gateway.headers,
                body,
            );
        }
    }

    /// Refuses the tokens that a session would start with. After a sign-in, the gateway has already set a cookie for
    /// them, with which a reload would resume; so that session is ended, unless a retry may find the tokens valid.
    pub(super) fn refuse_tokens(&mut self, error: Error) {
        let Phase::CreatingSession(creation) = &self.phase else {
            return self.fail(error);
        };
        let config = creation.issuer.config.clone();
        if matches!(creation.origin, Origin::SealedSession)
            || matches!(config.tokens, TokenMode::Page(_))
            || error.need() == Need::Retry
        {
            return self.fail(error);
        }
        self.fail_with(Some(config.clone()), error, RetryTarget::SignOut);
        self.send_session_end(&config);
    }

    pub(super) fn ended(&mut self, reply: Result<Reply, Error>) -> Result<(), Error> {
        let Phase::Ending(config) = &self.phase else {
            return Ok(());
        };
        let config = config.clone();
        let end_session_url = match reply {
            Ok(reply) => read_end(reply.body.secret()),
            // There was no session, so nothing is left to do.
            Err(error) if error.code() == Code::SignInRequired => None,
            Err(error) => return Err(error),
        };
        self.discover(config, Start::SignedOut(end_session_url));
        Ok(())
    }
}

/// The response to `POST /session/start`: `state`, `nonce` and an S256 challenge.
fn read_start(body: &[u8]) -> Result<Binding, JsonError> {
    let json = Json::parse(body)?;
    let raw = json.root()?;
    let method = raw.text("code_challenge_method")?;
    if method != "S256" {
        return Err(JsonError {
            place: raw.at("code_challenge_method"),
            reason: "must be S256",
        });
    }
    Ok(Binding::Gateway {
        state: raw.text("state")?.to_owned(),
        nonce: raw.text("nonce")?.to_owned(),
        challenge: raw.text("code_challenge")?.to_owned(),
    })
}

/// The response to `POST /session/end`, if it has a body: the URL that ends the session with the issuer.
fn read_end(body: &[u8]) -> Option<String> {
    let json = Json::parse(body).ok()?;
    let url = json.text("end_session_endpoint")?;
    HttpsUrl::parse(url).is_ok().then(|| url.to_owned())
}
