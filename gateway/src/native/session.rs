//! A session at a desk: one engine that serves, and for as long as a sign-in is needed a second one beside it.
//!
//! Signing in anew takes as long as a person does. Until then the first engine's credentials live on, and each of them
//! is kept until the second one has a better one.

use haulout_protocol::error::{Error, Need};
use haulout_protocol::event::Event;
use haulout_protocol::input::{Command, Input};
use haulout_protocol::kubeconfig::ExecCredential;
use haulout_protocol::live_folder::{File, Location};
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::{ClusterView, SessionView, Situation};
use haulout_protocol::time::{Now, Span, UnixTime};
use url::Url;

use super::browser::Browser;
use super::engine::{Edge, Engine, Told};
use super::loopback::Loopback;
use super::message::{Ask, Inbox, Message};
use super::page_config;
use super::report::{Report, clock_time};
use crate::config::Config;

/// Everything that keeps credentials alive.
pub(super) struct Session {
    edge: Edge,
    inbox: Inbox,
    loopback: Loopback,
    browser: Browser,
    report: Report,
    identity_provider: Option<String>,
    /// For the machine, as JSON.
    config: Vec<u8>,
    clusters: Vec<String>,
    /// The one that serves, then the one that is to follow it.
    engines: Vec<Engine>,
    started: u64,
    /// The `state` of the login that is under way, for codes that are typed in without one.
    state: Option<String>,
    /// When a sign-in is to begin.
    sign_in_at: Option<UnixTime>,
}

/// What its owner is told.
pub(super) enum News {
    /// Something happened.
    Event(Event),
    /// A program wants a credential.
    Asked(Ask),
    /// Nobody is signed in, and nothing that can be done here changes that.
    Over(String),
    /// Somebody wants us to end.
    Stop,
}

impl Session {
    /// Begins a session, and with it the first sign-in. Its first news come out of [`Session::next`].
    pub(super) fn begin(
        config: &Config,
        edge: Edge,
        inbox: Inbox,
        loopback: Loopback,
        browser: Browser,
        report: Report,
        identity_provider: Option<String>,
    ) -> Self {
        let clusters = config.clusters.iter().map(|it| it.id.clone()).collect();
        let mut session = Self {
            config: page_config::write(config, &loopback.redirect_uri()),
            edge,
            inbox,
            loopback,
            browser,
            report,
            identity_provider,
            clusters,
            engines: Vec::new(),
            started: 0,
            state: None,
            sign_in_at: None,
        };
        session.sign_in_at = Some(session.now().wall);
        session
    }

    pub(super) fn now(&self) -> Now {
        self.edge.clock.now()
    }

    /// The clusters for which credentials are kept.
    pub(super) fn clusters(&self) -> &[String] {
        &self.clusters
    }

    /// Waits until something happens, and says what there is to know of it.
    pub(super) async fn next(&mut self) -> Vec<News> {
        let mut news = Vec::new();
        let now = self.now();
        if self.engines.len() < 2 && self.sign_in_at.take_if(|at| *at <= now.wall).is_some() {
            // A session that was given up can have come back meanwhile, or another one have taken its place.
            if self.engines.is_empty() || self.is_near_its_end(now) {
                self.start(&mut news);
                return news;
            }
        }
        let rest = self.engines.iter().map(Engine::rest).min().unwrap_or(IDLE);
        tokio::select! {
            message = self.inbox.recv() => match message {
                Some(message) => self.take(message, &mut news),
                None => news.push(News::Stop),
            },
            () = tokio::time::sleep(rest) => self.wake(&mut news),
        }
        news
    }

    /// The session that serves, if there is one.
    pub(super) fn view(&self) -> Option<SessionView> {
        self.signed_in().next_back().map(|(_, view)| view)
    }

    /// A cluster, as the engine has it that has the best credential for it.
    pub(super) fn cluster(&self, id: &str) -> Option<ClusterView> {
        let find =
            |(_, view): (&Engine, SessionView)| view.clusters.into_iter().find(|it| it.id == id);
        let mut found: Vec<ClusterView> = self.signed_in().filter_map(find).collect();
        let best = found.iter().rposition(|it| it.credential.is_some());
        let best = best.or(found.len().checked_sub(1))?;
        Some(found.swap_remove(best))
    }

    /// The credential of a cluster, for a program that asks. **Secret** once rendered.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn credential(&self, cluster: &str) -> Option<Result<ExecCredential, Error>> {
        self.newest(|engine| engine.machine().exec_credential(cluster, engine.now()))
    }

    /// The same, for the live folder.
    pub(super) fn live_credential(&self, cluster: &str) -> Option<Result<File, Error>> {
        self.newest(|engine| engine.machine().live_credential(cluster, engine.now()))
    }

    /// The kubeconfig that points to the live folder.
    pub(super) fn live_kubeconfig(&self, location: &Location) -> Option<Result<File, Error>> {
        let clusters: Vec<&str> = self.clusters.iter().map(String::as_str).collect();
        self.newest(|engine| {
            engine
                .machine()
                .live_kubeconfig(&clusters, location, engine.now())
        })
    }

    /// What the local page shows from here on.
    pub(super) fn show(&self, status: String) {
        self.loopback.show(status);
    }

    /// The local page's URL.
    pub(super) fn page_url(&self) -> String {
        self.loopback.page_url()
    }

    /// The title of the configuration, once it is read.
    pub(super) fn title(&self) -> Option<String> {
        self.engines.first()?.snapshot().title
    }

    /// What the newest engine has that has anything; nothing if nobody is signed in.
    fn newest<T>(&self, get: impl Fn(&Engine) -> Result<T, Error>) -> Option<Result<T, Error>> {
        let mut last = None;
        for (engine, _) in self.signed_in().rev() {
            match get(engine) {
                Ok(found) => return Some(Ok(found)),
                Err(error) => last = last.or(Some(Err(error))),
            }
        }
        last
    }

    fn signed_in(&self) -> impl DoubleEndedIterator<Item = (&Engine, SessionView)> {
        let view = |engine: &'_ Engine| match engine.snapshot().situation {
            Situation::SignedIn(view) => Some(view),
            Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => None,
        };
        self.engines
            .iter()
            .filter_map(move |engine| Some((engine, view(engine)?)))
    }

    fn is_near_its_end(&self, now: Now) -> bool {
        let by = self.view().and_then(|view| view.sign_in_by);
        by.is_some_and(|by| by.minus(AHEAD) <= now.wall)
    }

    fn start(&mut self, news: &mut Vec<News>) {
        self.started += 1;
        let (engine, told) = Engine::open(self.started, self.config.clone(), self.edge.clone());
        self.engines.push(engine);
        self.settle(self.started, told, news);
    }

    fn take(&mut self, message: Message, news: &mut Vec<News>) {
        match message {
            Message::Input(number, input) => {
                if let Some(engine) = self.engine(number) {
                    let told = engine.feed(input);
                    self.settle(number, told, news);
                }
            }
            Message::Returned(query) => {
                let url = format!("{}?{}", self.loopback.redirect_uri(), query.secret());
                self.returned(url, news);
            }
            Message::Typed(line) => self.typed(&line, news),
            Message::Unanswered(reason) => self.report.event(self.now().wall, &reason),
            Message::Asked(ask) => news.push(News::Asked(ask)),
            Message::Stop => news.push(News::Stop),
        }
    }

    fn returned(&mut self, page_url: String, news: &mut Vec<News>) {
        // The last engine is the one that left.
        if let Some(engine) = self.engines.last_mut() {
            let number = engine.number();
            let told = engine.returned(page_url);
            self.state = None;
            self.settle(number, told, news);
        }
    }

    /// A redirect URL, or the code alone: PKCE and the nonce bind either to this login.
    fn typed(&mut self, line: &Secret<String>, news: &mut Vec<News>) {
        let (text, Some(state)) = (line.secret().trim(), self.state.clone()) else {
            return;
        };
        let query = match Url::parse(text) {
            Ok(url) => url.query().unwrap_or_default().to_owned(),
            Err(_) if text.is_empty() => return,
            Err(_) => form_urlencoded::Serializer::new(String::new())
                .append_pair("code", text)
                .append_pair("state", &state)
                .finish(),
        };
        self.loopback.expect(None);
        self.returned(format!("{}?{query}", self.loopback.redirect_uri()), news);
    }

    fn wake(&mut self, news: &mut Vec<News>) {
        let numbers: Vec<u64> = self.engines.iter().map(Engine::number).collect();
        let tick = self.now().tick;
        for number in numbers {
            let Some(engine) = self.engine(number) else {
                continue;
            };
            let input = if engine.retry_at.take_if(|at| *at <= tick).is_some() {
                Input::Command(Command::Retry)
            } else {
                Input::Woke
            };
            let told = engine.feed(input);
            self.settle(number, told, news);
        }
    }

    fn engine(&mut self, number: u64) -> Option<&mut Engine> {
        self.engines.iter_mut().find(|it| it.number() == number)
    }

    /// Does what follows from what an engine told, and from the situation that it is in afterwards.
    fn settle(&mut self, number: u64, told: Vec<Told>, news: &mut Vec<News>) {
        for told in told {
            match told {
                Told::Navigate(url) => self.leave(&url),
                Told::Event(event) => self.heard(number, event, news),
            }
        }
        let Some(engine) = self.engine(number) else {
            return;
        };
        match engine.snapshot().situation {
            Situation::SignedOut(_) => self.sign_in(number, news),
            Situation::Failed(error) if engine.retry_at.is_none() => {
                self.failed(number, &error, news);
            }
            Situation::SignedIn(_) => self.succeed(),
            Situation::Failed(_) | Situation::Progress(_) => {}
        }
    }

    fn sign_in(&mut self, number: u64, news: &mut Vec<News>) {
        let identity_provider = self.identity_provider.clone();
        let Some(engine) = self.engine(number) else {
            return;
        };
        match engine.sign_in(identity_provider) {
            Ok(told) => self.settle(number, told, news),
            Err(error) => news.push(News::Over(format!("no random bytes can be had: {error}"))),
        }
    }

    fn heard(&mut self, number: u64, event: Event, news: &mut Vec<News>) {
        match &event {
            Event::SignedIn => {
                // The machine keeps a few credentials without being asked; here every cluster was named by the person.
                for cluster in self.clusters.clone() {
                    if let Some(engine) = self.engine(number) {
                        let told = engine.feed(Input::Command(Command::Activate(cluster)));
                        self.settle(number, told, news);
                    }
                }
            }
            Event::SignInNeeded { by } => self.sign_in_at = Some(by.minus(AHEAD)),
            // Said with its reason, where the situation is looked at.
            Event::Failed { cluster: None, .. } if !self.is_serving(number) => return,
            Event::SignedOut
            | Event::Credential { .. }
            | Event::EndMoved { .. }
            | Event::Expired { .. }
            | Event::ClockSet { .. }
            | Event::Slept { .. }
            | Event::Failed { .. } => {}
        }
        news.push(News::Event(event));
    }

    fn is_serving(&self, number: u64) -> bool {
        let mut engines = self.engines.iter();
        engines.any(|it| it.number() == number && it.is_signed_in())
    }

    /// A sign-in came to nothing, or could not begin.
    fn failed(&mut self, number: u64, error: &Error, news: &mut Vec<News>) {
        let now = self.now();
        self.loopback.expect(None);
        self.state = None;
        let is_first = self.engines.len() == 1;
        let Some(engine) = self.engine(number) else {
            return;
        };
        engine.failures += 1;
        let failures = engine.failures;
        if error.need() == Need::Retry && failures < TRIES {
            let asked = error.retry_after.unwrap_or(Span::ZERO);
            let wait = asked.max(Span::from_secs(1 << failures));
            engine.retry_at = Some(now.tick.plus(wait));
            let again = format!("{error}; trying again in {} s", wait.as_secs());
            self.report.event(now.wall, &again);
        } else if is_first {
            news.push(News::Over(error.to_string()));
        } else {
            self.engines.retain(|it| it.number() != number);
            self.sign_in_at = Some(now.wall.plus(PAUSE));
            let again = format!("{error}; a new sign-in begins in {} s", PAUSE.as_secs());
            self.report.event(now.wall, &again);
        }
    }

    /// Lets the first engine go as soon as the second one has every credential that the first one has.
    fn succeed(&mut self) {
        let views: Vec<SessionView> = self.signed_in().map(|(_, view)| view).collect();
        if let (2, [first, second]) = (self.engines.len(), views.as_slice())
            && first
                .clusters
                .iter()
                .zip(&second.clusters)
                .all(|(old, new)| old.credential.is_none() || new.credential.is_some())
        {
            self.engines.remove(0);
        }
    }

    /// Sends the person to the issuer.
    fn leave(&mut self, url: &str) {
        let now = self.now();
        self.state = Url::parse(url).ok().and_then(|url| {
            let mut pairs = url.query_pairs();
            pairs
                .find(|(name, _)| name == "state")
                .map(|(_, value)| value.into_owned())
        });
        self.loopback.expect(self.state.clone());
        if self.browser.open(url) {
            self.report
                .event(now.wall, "sign in in your browser, or open this link:");
        } else {
            self.report.event(now.wall, "sign in by opening this link:");
        }
        self.report.say(&format!("    {url}"));
        if matches!(self.browser, Browser::Printed) {
            self.report.say("and paste the address that your browser ends up at, or the code in it, if this does not go on by itself:");
        }
    }
}

/// What to say of a sign-in that will be needed.
pub(super) fn sign_in_needed(by: UnixTime) -> String {
    format!("a sign-in is needed by {}", clock_time(by))
}

/// How long before the end of the last credential the browser is opened: time enough to type a password twice.
const AHEAD: Span = Span::from_secs(120);
/// Between a sign-in that came to nothing and the next one, so that no browser is flooded.
const PAUSE: Span = Span::from_secs(60);
/// How often a sign-in is begun again by itself.
const TRIES: u32 = 5;
/// Before there is an engine.
const IDLE: std::time::Duration = std::time::Duration::from_secs(1);
