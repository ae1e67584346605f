//! Stage 1: parses the responses that contain an ID token.

use core::mem;

use crate::activity::Happened;
use crate::code::Code;
use crate::config::TokenMode;
use crate::error::{CallbackError, Error, Need, Reason};
use crate::http::Reply;
use crate::machine::Machine;
use crate::machine::ids::{Attempt, ClusterIndex, Owner};
use crate::machine::phase::{Origin, Phase, RetryTarget};
use crate::machine::requests::Purpose;
use crate::machine::startup::Start;
use crate::machine::tokens::Tokens;
use crate::oidc::refresh::RefreshRefusal;
use crate::oidc::sealed_response::GatewayMembers;
use crate::oidc::token::TokenSet;
use crate::oidc::{exchange, refresh, token};
use crate::time::Now;

impl Machine {
    /// The issuer answered the redemption of a code.
    pub(in crate::machine) fn redeemed(
        &mut self,
        reply: Result<Reply, Error>,
        now: Now,
    ) -> Result<(), Error> {
        let was_interrupted = mem::take(&mut self.interrupted_session);
        let reply = match reply {
            Err(error) if NOT_OUR_LOGIN.contains(&error.code()) => {
                self.refuse_code(error, was_interrupted);
                return Ok(());
            }
            reply => reply?,
        };
        let outcome = token::process(&reply)
            .and_then(|tokens| self.first_tokens(tokens, reply.body.secret(), now));
        match outcome {
            Ok(()) => Ok(()),
            // The tokens are valid, and the next page load may find valid clusters.
            Err(reason @ Reason::Config(_)) => Err(reason.into()),
            Err(reason) if reply.status == OK => {
                self.refuse_tokens(reply.error(reason));
                Ok(())
            }
            Err(reason) => Err(reply.error(reason)),
        }
    }

    /// The gateway refused a code that does not belong to a login of this browser. Anyone can link to our redirect URI,
    /// so a session that the browser may have continues.
    fn refuse_code(&mut self, error: Error, interrupted_session: bool) {
        let config = self.phase.config().cloned();
        if let (Some(config), true) = (&config, interrupted_session) {
            return self.discover(config.clone(), Start::Visit(None));
        }
        // Without any cookie, the gateway does not read which grant it is.
        let error = if error.code() == Code::SignInRequired {
            Reason::Callback(CallbackError::NotStarted).into()
        } else {
            error
        };
        self.fail_with(config, error, RetryTarget::Visit);
    }

    /// The issuer answered the refresh of a sealed session that a page resumes.
    pub(in crate::machine) fn resumed(
        &mut self,
        reply: Result<Reply, Error>,
        now: Now,
    ) -> Result<(), Error> {
        if let Err(error) = &reply
            && error.need() == Need::SignIn
        {
            self.back_to_sign_in();
            return Ok(());
        }
        let reply = reply?;
        match refresh::process(&reply) {
            Ok(tokens) if tokens.id_token.is_some() => {
                self.first_tokens(tokens, reply.body.secret(), now)?;
            }
            // A page without any state needs an ID token, and this response has none: a sign-in is required.
            Ok(_) => self.back_to_sign_in(),
            // There is nothing left to use meanwhile, so there is no reason to wait for certainty.
            Err(_) if refresh::refusal_in(&reply).is_some() => self.back_to_sign_in(),
            Err(failed) => return Err(reply.error(failed.reason)),
        }
        Ok(())
    }

    /// Handles the first tokens of a session; `body` is the response that they come from.
    fn first_tokens(&mut self, set: TokenSet, body: &[u8], now: Now) -> Result<(), Reason> {
        let Phase::CreatingSession(creation) = &mut self.phase else {
            return Ok(());
        };
        if let TokenMode::Sealed(session) = &creation.issuer.config.tokens {
            let mut added = GatewayMembers::parse(body)?;
            if creation.clusters.is_none() {
                creation.clusters = added.clusters.take();
            }
            if let Origin::Code { nonce, .. } = &mut creation.origin {
                *nonce = Some(added.into_nonce()?);
            }
            if creation.clusters.is_none() {
                self.outbox.get(
                    Purpose::SessionConfig,
                    session.config.as_str(),
                    &session.headers,
                );
            }
        }
        let (tokens, id_token) = Tokens::of(set, Attempt::default(), now.tick);
        creation.tokens = Some(tokens);
        if let Some(id_token) = id_token {
            self.check_signature(Owner::Session, id_token, now);
        }
        Ok(())
    }

    /// The issuer answered a refresh, which spent the tokens of the attempt `spent`; the answer may be
    /// `late`.
    pub(in crate::machine) fn refreshed(
        &mut self,
        reply: Result<Reply, Error>,
        (attempt, spent): (Attempt, Attempt),
        late: bool,
        now: Now,
    ) {
        let Some((session, mut context)) = self.in_session(now) else {
            return;
        };
        let (error, newest, refusal) = match reply {
            Err(error) => {
                let is_final = error.need() == Need::SignIn;
                (error, None, is_final.then_some(RefreshRefusal::Final))
            }
            Ok(reply) => match refresh::process(&reply) {
                Ok(tokens) => return self.next_tokens(attempt, tokens, now),
                Err(failed) => {
                    let refusal = refresh::refusal_in(&reply);
                    (reply.error(failed.reason), failed.newest, refusal)
                }
            },
        };
        if !session.concerns_current_tokens(attempt, spent) {
            return;
        }
        session.keep_newest(attempt, newest);
        if let Some(refusal) = refusal {
            session.refresh_refused(refusal, error, &mut context);
        } else if !late {
            session.refresh_failed(error, &mut context);
        }
    }

    /// Handles the refreshed tokens of a session.
    fn next_tokens(&mut self, attempt: Attempt, set: TokenSet, now: Now) {
        let Some((session, mut context)) = self.in_session(now) else {
            return;
        };
        let (tokens, id_token) = Tokens::of(set, attempt, now.tick);
        if !session.keep(tokens) {
            return;
        }
        context.record(Happened::Refreshed, None);
        match id_token {
            Some(id_token) => self.check_signature(Owner::Session, id_token, now),
            // OpenID Connect Core §12.2 allows an answer without one: the current ID token remains.
            None => session.refresh_succeeded(None, &mut context),
        }
    }

    /// The issuer answered the exchange for one cluster, which spent the access token of the attempt `spent`.
    pub(in crate::machine) fn exchanged(
        &mut self,
        at: ClusterIndex,
        spent: Attempt,
        reply: Result<Reply, Error>,
        now: Now,
    ) {
        let Some((session, mut context)) = self.in_session(now) else {
            return;
        };
        let token =
            reply.and_then(|reply| exchange::process(&reply).map_err(|reason| reply.error(reason)));
        match token {
            Ok(token) => {
                session.record_exchange(at, &mut context);
                self.check_signature(Owner::Cluster(at), token, now);
            }
            Err(error) => session.exchange_failed(at, error, spent, &mut context),
        }
    }
}

/// The gateway's codes for a code of which this browser did not start the login, or not as its newest one.
const NOT_OUR_LOGIN: [Code; 3] = [
    Code::LoginNotStarted,
    Code::SignInRequired,
    Code::StateMismatch,
];
/// The status of a response with tokens (RFC 6749 §5.1).
const OK: u16 = 200;
