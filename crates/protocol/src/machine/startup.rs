//! Startup: configuration, metadata, identity providers, and the check for an existing session.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::Machine;
use super::id_token::KeyRing;
use super::phase::{Discovery, Phase, Probe, RetryTarget, SignedOut, Visit};
use super::requests::Purpose;
use super::tokens::DiscoveredIssuer;
use crate::activity::Happened;
use crate::clocks::Clock;
use crate::config::{self, Config, Headers, TokenMode};
use crate::error::{Error, Reason};
use crate::http::Reply;
use crate::input::{Arrival, Opening, Source};
use crate::oidc::authorize::PendingLogin;
use crate::oidc::callback::Callback;
use crate::oidc::{discovery, identity_providers};
use crate::output::Output;
use crate::url::HttpsUrl;

/// What follows a discovery.
pub(super) enum Start {
    /// Whatever the page's URL and the gateway determine.
    Visit(Option<Arrival>),
    /// The sign-in page, with the URL that ends the issuer's session if ours has just ended.
    SignedOut(Option<String>),
}

impl Machine {
    pub(super) fn open(
        &mut self,
        Opening {
            config,
            arrival,
            seed,
        }: Opening,
    ) {
        self.seed = seed;
        self.outbox.forget_all();
        // Another configuration may name another issuer, with other keys and another clock.
        self.ring = KeyRing::default();
        self.issuer_clock = Clock::default();
        self.source = Some(config.clone());
        match config {
            Source::Url(url) => {
                self.outbox.get(Purpose::Config, &url, &Headers::new());
                self.phase = Phase::Configuring { arrival };
            }
            Source::Inline(json) => {
                self.phase = Phase::Configuring { arrival };
                if let Err(error) = self.configure(&json) {
                    self.fail(error);
                }
            }
        }
    }

    /// Starts over, from the configuration if there is none yet, else from the issuer. Ignored unless something has
    /// failed, because it would lose a code, a session or a sign-out in progress.
    pub(super) fn retry(&mut self) {
        if matches!(
            self.phase,
            Phase::CreatingSession(_)
                | Phase::SignedIn(_)
                | Phase::Ending(_)
                | Phase::Discovering(Discovery {
                    visit: Visit::Callback(..),
                    ..
                })
        ) {
            return;
        }
        let (again, arrival) = if let Phase::Failed { again, arrival, .. } = &mut self.phase {
            (*again, arrival.take())
        } else {
            (RetryTarget::Visit, None)
        };
        match (self.phase.config().cloned(), again) {
            (Some(config), RetryTarget::Visit) => self.discover(config, Start::Visit(None)),
            (Some(config), RetryTarget::SignIn) => self.discover(config, Start::SignedOut(None)),
            (Some(config), RetryTarget::SignOut) => self.end_session(config),
            (None, _) => {
                if let Some(config) = self.source.clone() {
                    self.open(Opening {
                        config,
                        arrival,
                        seed: self.seed,
                    });
                }
            }
        }
    }

    /// Handles a callback that arrived while the machine was running. Other URLs are ignored. So is a callback without
    /// a pending login if there is a session to lose, because anyone can link to our redirect URI.
    pub(super) fn returned(&mut self, arrival: Arrival) {
        if let Phase::Configuring { arrival: expected } = &mut self.phase {
            *expected = Some(arrival);
            return;
        }
        let Some(config) = self.phase.config().cloned() else {
            return;
        };
        let Some((_, clean_url)) = Callback::take(&arrival.page_url, &config.redirect_uri) else {
            return;
        };
        if matches!(self.phase, Phase::SignedIn(_)) && arrival.pending.is_none() {
            self.outbox.push(Output::ReplaceUrl(clean_url));
        } else {
            self.discover(config, Start::Visit(Some(arrival)));
        }
    }

    pub(super) fn configured(&mut self, reply: Result<Reply, Error>) -> Result<(), Error> {
        self.configure(reply?.body.secret())
    }

    fn configure(&mut self, json: &[u8]) -> Result<(), Error> {
        if !matches!(self.phase, Phase::Configuring { .. }) {
            return Ok(());
        }
        let config = Config::parse(json).map_err(Reason::Config)?;
        let Phase::Configuring { arrival } = self.take_phase() else {
            return Ok(());
        };
        if let Some(schedule) = config.schedule {
            self.policy.schedule = schedule;
        }
        self.discover(Rc::new(config), Start::Visit(arrival));
        Ok(())
    }

    /// Fetches the issuer's metadata and, without a callback, the gateway's session at the same time.
    pub(super) fn discover(&mut self, config: Rc<Config>, start: Start) {
        self.outbox.forget_all();
        self.ring.forget_tokens();
        let request = self.end_session_request.take();
        if let (Some(request), Start::SignedOut(Some(url))) = (request, &start)
            && let Ok(endpoint) = HttpsUrl::parse(url)
        {
            let (url, pending) = request.build(&endpoint);
            self.outbox.push(Output::Remember(pending));
            self.outbox.push(Output::Navigate(url));
        }
        let (visit, end_session_url) = match start {
            Start::Visit(arrival) => (self.visit(&config, arrival), None),
            Start::SignedOut(end_session_url) => (Visit::Plain(Probe::None), end_session_url),
        };
        self.outbox.get(
            Purpose::Metadata,
            config.issuer.metadata.as_str(),
            &config.issuer.headers,
        );
        self.phase = Phase::Discovering(Discovery {
            config,
            visit,
            provider: None,
            identity_providers: None,
            end_session_url,
        });
    }

    /// The callback, if the URL is one; else a check for an existing session.
    fn visit(&mut self, config: &Config, arrival: Option<Arrival>) -> Visit {
        let callback = arrival.and_then(|Arrival { page_url, pending }| {
            let Some((callback, clean_url)) = Callback::take(&page_url, &config.redirect_uri)
            else {
                self.returned_from_sign_out(config, &page_url, pending);
                return None;
            };
            Some((callback, pending, clean_url))
        });
        match (callback, &config.tokens) {
            (Some((callback, pending, clean_url)), _) => {
                self.outbox.push(Output::ReplaceUrl(clean_url));
                if let Some(pending) = &pending {
                    // The page that started the login may be gone.
                    self.sign_in_pace = pending.pace;
                }
                Visit::Callback(callback, pending)
            }
            (None, TokenMode::Sealed(session)) => {
                self.outbox
                    .get(Purpose::Probe, session.config.as_str(), &session.headers);
                Visit::Plain(Probe::Asked)
            }
            (None, TokenMode::Page(_)) => Visit::Plain(Probe::None),
        }
    }

    /// Recognizes the return from a sign-out at the issuer. One that this tab does not expect changes nothing.
    fn returned_from_sign_out(
        &mut self,
        config: &Config,
        page_url: &str,
        pending: Option<PendingLogin>,
    ) {
        if !config.issuer.post_logout_redirect {
            return;
        }
        let Some((state, clean_url)) = Callback::take_sign_out(page_url, &config.redirect_uri)
        else {
            return;
        };
        self.outbox.push(Output::ReplaceUrl(clean_url));
        if pending.is_some_and(|pending| pending.signs_out && pending.state == *state.secret()) {
            self.outbox.record(Happened::SignedOutAtIssuer, None);
        }
    }

    pub(super) fn discovered(&mut self, reply: Result<Reply, Error>) -> Result<(), Error> {
        let Phase::Discovering(discovering) = &mut self.phase else {
            return Ok(());
        };
        let config = discovering.config.clone();
        let reply = reply?;
        let provider = discovery::process(reply.body.secret(), &config.issuer)
            .map_err(|fault| reply.error(Reason::Metadata(fault)))?;
        // A callback does not need the identity providers: the user has already chosen.
        match (&provider.identity_providers, &discovering.visit) {
            (Some(url), Visit::Plain(_)) => {
                self.outbox.get(
                    Purpose::IdentityProviders,
                    url.as_str(),
                    &config.issuer.headers,
                );
            }
            _ => discovering.identity_providers = Some(Vec::new()),
        }
        discovering.provider = Some(provider);
        self.outbox.record(Happened::Discovered, None);
        self.conclude_discovery();
        Ok(())
    }

    pub(super) fn identity_providers(&mut self, reply: Result<Reply, Error>) -> Result<(), Error> {
        let Phase::Discovering(discovering) = &mut self.phase else {
            return Ok(());
        };
        let reply = reply?;
        let list = identity_providers::process(reply.body.secret())
            .map_err(|fault| reply.error(Reason::IdentityProviders(fault)))?;
        discovering.identity_providers = Some(list);
        self.conclude_discovery();
        Ok(())
    }

    pub(super) fn probed(&mut self, reply: Result<Reply, Error>) -> Result<(), Error> {
        let Phase::Discovering(discovering) = &mut self.phase else {
            return Ok(());
        };
        let clusters =
            config::parse_session_clusters(reply?.body.secret()).map_err(Reason::Config)?;
        discovering.visit = Visit::Plain(clusters.map_or(Probe::None, Probe::Session));
        self.conclude_discovery();
        Ok(())
    }

    /// Continues as soon as everything has arrived: to the code, to the existing session, or to the sign-in page.
    fn conclude_discovery(&mut self) {
        let Phase::Discovering(Discovery {
            provider: Some(_),
            identity_providers: Some(_),
            visit,
            ..
        }) = &self.phase
        else {
            return;
        };
        if matches!(visit, Visit::Plain(Probe::Asked)) {
            return;
        }
        let Phase::Discovering(Discovery {
            config,
            visit,
            provider: Some(provider),
            identity_providers: Some(identity_providers),
            end_session_url,
        }) = self.take_phase()
        else {
            return;
        };
        let issuer = DiscoveredIssuer {
            config,
            provider: Rc::new(provider),
        };
        match visit {
            Visit::Callback(callback, pending) => self.redeem(issuer, callback, pending),
            Visit::Plain(Probe::Session(clusters)) => self.resume(issuer, clusters),
            Visit::Plain(Probe::None | Probe::Asked) => {
                self.phase = Phase::SignedOut(SignedOut {
                    issuer,
                    identity_providers,
                    end_session_url,
                });
            }
        }
    }
}
