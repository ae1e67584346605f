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
use crate::http::{FORM, JSON, Reply};
use crate::json::{Json, JsonError};
use crate::oidc::authorize::{self, PendingLogin, Prompt};
use crate::oidc::end_session::EndSessionRequest;
use crate::output::Output;
use crate::secret::Secret;
use crate::url::HttpsUrl;

impl Machine {
    /// The user signs in, with the identity provider of this name if there are several.
    pub(super) fn sign_in(&mut self, identity_provider: Option<&str>, entropy: Entropy) {
        self.prepare_sign_in(identity_provider, false, entropy);
    }

    /// The page signs in without a prompt.
    pub(super) fn sign_in_silently(&mut self, entropy: Entropy) {
        self.prepare_sign_in(None, true, entropy);
    }

    /// Whether a sign-in can start in this phase.
    pub(super) const fn can_sign_in(&self) -> bool {
        matches!(self.phase, Phase::SignedOut(_) | Phase::SignedIn(_))
    }

    /// Prepares a sign-in, which is possible when signed out, and again when a session can no longer be renewed.
    fn prepare_sign_in(
        &mut self,
        identity_provider: Option<&str>,
        silently: bool,
        entropy: Entropy,
    ) {
        let (issuer, known) = if let Phase::SignedOut(signed_out) = &self.phase {
            (&signed_out.issuer, &*signed_out.identity_providers)
        } else if let Phase::SignedIn(session) = &self.phase {
            (&session.issuer, &[][..])
        } else {
            return;
        };
        match &issuer.config.tokens {
            TokenMode::Page(_) => {
                let mut known = known.iter();
                let prompt = if silently {
                    Prompt::None
                } else {
                    let chosen = known.find(|it| Some(it.name.as_str()) == identity_provider);
                    Prompt::User(chosen.cloned())
                };
                let issuer = issuer.clone();
                let values = entropy.into_login_values();
                let (url, mut pending) =
                    authorize::build(&issuer.config, &issuer.provider, values, &prompt);
                pending.pace = self.sign_in_pace;
                self.leave(issuer, url, Some(pending));
            }
            // The gateway knows the identity providers, too.
            TokenMode::Sealed(session) => {
                let form = authorize::start_form(identity_provider, silently);
                self.outbox.post(
                    Purpose::SessionStart,
                    session.start.as_str(),
                    &session.headers,
                    (FORM, form),
                );
                self.phase = Phase::Starting {
                    issuer: issuer.clone(),
                    silently,
                };
            }
        }
    }

    /// The gateway returned the authorization URL.
    pub(super) fn started(&mut self, reply: Result<Reply, Error>) -> Result<(), Error> {
        let reply = reply?;
        let Phase::Starting { issuer, silently } = self.take_phase() else {
            return Ok(());
        };
        match read_start(reply.body.secret(), &issuer.provider.authorization_endpoint) {
            Ok(url) => {
                let issuer_id = issuer.config.issuer.issuer.as_str();
                let pending = PendingLogin::of_unasked(issuer_id, silently, self.sign_in_pace);
                self.leave(issuer, url, pending);
            }
            Err(fault) => self.fail_with(
                Some(issuer.config),
                Reason::GatewayAnswer(fault).into(),
                RetryTarget::SignIn,
            ),
        }
        Ok(())
    }

    fn leave(&mut self, issuer: DiscoveredIssuer, url: String, pending: Option<PendingLogin>) {
        if let Some(pending) = pending {
            self.outbox.push(Output::Remember(pending));
        }
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
                (JSON, body),
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

/// The response to `POST /session/start`: the URL of an authorization request to this endpoint.
fn read_start(body: &[u8], endpoint: &HttpsUrl) -> Result<String, JsonError> {
    let json = Json::parse(body)?;
    let raw = json.root()?;
    let failed = |reason| raw.error_at("url", reason);
    let url = HttpsUrl::parse(raw.text("url")?).map_err(failed)?;
    let (found, expected) = (url.to_url(), endpoint.to_url());
    if found.origin() == expected.origin() && found.path() == expected.path() {
        Ok(url.as_str().to_owned())
    } else {
        Err(failed("is not the issuer's authorization endpoint"))
    }
}

/// The response to `POST /session/end`, if it has a body: the URL that ends the session with the issuer.
fn read_end(body: &[u8]) -> Option<String> {
    let json = Json::parse(body).ok()?;
    let url = json.text("end_session_endpoint")?;
    HttpsUrl::parse(url).is_ok().then(|| url.to_owned())
}
