//! Startup: configuration, metadata, identity providers, and the check for an existing session.

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::Machine;
use super::id_token::KeyRing;
use super::page_document::{self, KnownDocuments};
use super::phase::{Discovery, Phase, Probe, RetryTarget, SignedOut, Visit};
use super::requests::Purpose;
use super::tokens::DiscoveredIssuer;
use crate::activity::Happened;
use crate::clocks::Clock;
use crate::config::{self, Config, Headers, TokenMode};
use crate::error::{Error, OriginMismatch, Reason, WrongDocument};
use crate::http::Reply;
use crate::input::{Arrival, Opening, Source};
use crate::oidc::authorize::PendingLogin;
use crate::oidc::callback::Callback;
use crate::oidc::discovery::{self, Provider};
use crate::oidc::identity_providers;
use crate::output::Output;
use crate::text::ServerText;
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
        self.phase = Phase::Configuring { arrival };
        let started = match config {
            Source::Url(url) => {
                self.outbox.get(Purpose::Config, &url, &Headers::new());
                Ok(())
            }
            Source::Inline(json) => self.configure(&json),
            Source::Document { url, json } => {
                // The page's documents can be outdated by the time of a retry.
                self.source = Some(Source::Url(url));
                page_document::read(&json)
                    .and_then(|(config, documents)| self.start(config, documents))
            }
        };
        if let Err(error) = started {
            self.fail(error);
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

    /// Handles a callback that arrived while the machine was running. Other URLs are ignored. So is a callback of which
    /// nothing says that this browser started the login, if there is a session to lose, because anyone can link to our
    /// redirect URI. In `sealed` mode the gateway can say so, for a code only.
    pub(super) fn returned(&mut self, arrival: Arrival) {
        if let Phase::Configuring { arrival: expected } = &mut self.phase {
            *expected = Some(arrival);
            return;
        }
        let Some(config) = self.phase.config().cloned() else {
            return;
        };
        let Some((callback, clean_url)) = Callback::take(&arrival.page_url, &config.redirect_uri)
        else {
            return;
        };
        let is_signed_in = matches!(self.phase, Phase::SignedIn(_));
        let is_verifiable = match &config.tokens {
            TokenMode::Page(_) => arrival.pending.is_some(),
            TokenMode::Sealed(_) => callback.has_code(),
        };
        if is_signed_in && !is_verifiable {
            self.outbox.push(Output::ReplaceUrl(clean_url));
        } else {
            self.interrupted_session = is_signed_in;
            self.discover(config, Start::Visit(Some(arrival)));
        }
    }

    pub(super) fn configured(&mut self, reply: Result<Reply, Error>) -> Result<(), Error> {
        let reply = reply?;
        if !reply.is_json() {
            let url = match &self.source {
                Some(Source::Url(url)) => ServerText::new(url),
                _ => ServerText::default(),
            };
            return Err(reply.error(Reason::WrongDocument(WrongDocument {
                url,
                media_type: ServerText::new(&reply.media_type),
            })));
        }
        self.configure(reply.body.secret())
    }

    fn configure(&mut self, json: &[u8]) -> Result<(), Error> {
        if !matches!(self.phase, Phase::Configuring { .. }) {
            return Ok(());
        }
        let config = Config::parse(json).map_err(Reason::Config)?;
        self.start(Rc::new(config), KnownDocuments::default())
    }

    fn start(&mut self, config: Rc<Config>, documents: KnownDocuments) -> Result<(), Error> {
        if !matches!(self.phase, Phase::Configuring { .. }) {
            return Ok(());
        }
        if let (Some(page), Some(gateway)) = (&self.page_origin, config.gateway_origin())
            && *page != gateway
        {
            let page = page.clone();
            return Err(Reason::OtherOrigin(OriginMismatch { page, gateway }).into());
        }
        let Phase::Configuring { arrival } = self.take_phase() else {
            return Ok(());
        };
        if let Some(schedule) = config.schedule {
            self.policy.schedule = schedule;
        }
        self.discover_unless(documents, config, Start::Visit(arrival));
        Ok(())
    }

    /// Fetches the issuer's metadata and, without a callback, the gateway's session at the same time.
    pub(super) fn discover(&mut self, config: Rc<Config>, start: Start) {
        self.discover_unless(KnownDocuments::default(), config, start);
    }

    /// The same without the requests for known documents.
    fn discover_unless(&mut self, known: KnownDocuments, config: Rc<Config>, start: Start) {
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
            Start::Visit(arrival) => (self.visit(&config, arrival, known.has_session), None),
            Start::SignedOut(end_session_url) => (Visit::Plain(Probe::None), end_session_url),
        };
        if known.provider.is_none() {
            self.outbox.get(
                Purpose::Metadata,
                config.issuer.metadata.as_str(),
                &config.issuer.headers,
            );
        }
        self.phase = Phase::Discovering(Discovery {
            config,
            visit,
            provider: None,
            identity_providers: known.identity_providers,
            end_session_url,
        });
        if let Some(provider) = known.provider {
            self.found(provider);
        }
    }

    /// The callback, if the URL is one; else a check for an existing session.
    fn visit(
        &mut self,
        config: &Config,
        arrival: Option<Arrival>,
        has_session: Option<bool>,
    ) -> Visit {
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
            (None, TokenMode::Sealed(session)) => Visit::Plain(match has_session {
                Some(true) => Probe::Session(None),
                Some(false) => Probe::None,
                None => {
                    self.outbox
                        .get(Purpose::Probe, session.config.as_str(), &session.headers);
                    Probe::Asked
                }
            }),
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
        if pending.is_some_and(|pending| pending.is_sign_out(&state)) {
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
        self.found(provider);
        Ok(())
    }

    /// Continues with the issuer's metadata.
    fn found(&mut self, provider: Provider) {
        let Phase::Discovering(discovering) = &mut self.phase else {
            return;
        };
        // Only the sign-in page needs the identity providers: after a callback, or with a session, the user has already
        // chosen.
        let needs_choice = matches!(discovering.visit, Visit::Plain(Probe::None | Probe::Asked));
        match (&provider.identity_providers, needs_choice) {
            (Some(_), true) if discovering.identity_providers.is_some() => {}
            (Some(url), true) => {
                let headers = &discovering.config.issuer.headers;
                self.outbox
                    .get(Purpose::IdentityProviders, url.as_str(), headers);
            }
            _ => discovering.identity_providers = Some(Vec::new()),
        }
        discovering.provider = Some(provider);
        self.outbox.record(Happened::Discovered, None);
        self.conclude_discovery();
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
        let probe = clusters.map_or(Probe::None, |clusters| Probe::Session(Some(clusters)));
        discovering.visit = Visit::Plain(probe);
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
