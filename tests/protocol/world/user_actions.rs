//! A user and their browser: opens pages, clicks, leaves for the issuer and comes back.

use haulout_protocol::Machine;
use haulout_protocol::entropy::Entropy;
use haulout_protocol::input::{Arrival, Command, Input, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;

use super::gateway::PORTAL;
use super::{Mode, World, keys};

impl World {
    /// Opens the portal, signs in, and comes back from the issuer.
    pub(crate) fn login(&mut self) {
        self.open();
        self.sign_in();
        self.come_back();
    }

    /// Loads the page at a URL without a callback, with none of an earlier page's state.
    pub(crate) fn open(&mut self) {
        self.load(&format!("{PORTAL}/"));
    }

    /// Loads the page at any URL.
    pub(crate) fn load(&mut self, page_url: &str) {
        self.machine = Machine::in_page(self.page_origin.clone());
        self.waiting.clear();
        if let Some(observer) = &mut self.observer {
            observer.reloaded();
        }
        self.reopen(page_url);
    }

    /// Opens the existing machine again.
    pub(crate) fn reopen(&mut self, page_url: &str) {
        let arrival = self.arrival(page_url);
        self.feed(Input::Opened(Opening {
            config: Source::Url(format!("{PORTAL}/config.json")),
            arrival: Some(arrival),
            seed: self.seed,
        }));
    }

    /// The browser comes to `page_url` without a page load.
    pub(crate) fn returned(&mut self, page_url: &str) {
        let arrival = self.arrival(page_url);
        self.feed(Input::Returned(arrival));
    }

    pub(crate) fn sign_in(&mut self) {
        let identity_provider = (self.mode == Mode::Sealed).then(|| "Acme directory".to_owned());
        self.logins += 1;
        let login = self.logins;
        let bytes: [u8; Entropy::LEN] =
            std::array::from_fn(|at| u8::try_from(at).unwrap().wrapping_mul(7) ^ login);
        self.printed
            .never(&keys::base64url(&bytes[Entropy::LEN / 3 * 2..]));
        self.feed(Input::Command(Command::SignIn {
            identity_provider,
            entropy: Entropy::new(bytes),
        }));
        if let Some(verifier) = self.gateway.verifier() {
            self.printed.never(verifier);
        }
    }

    /// The user signs in at the issuer, which redirects the browser back.
    pub(crate) fn come_back(&mut self) {
        let callback = self.callback();
        self.load(&callback);
    }

    /// The user signs in at the issuer; returns the URL of the redirect.
    pub(crate) fn callback(&mut self) -> String {
        let url = self
            .navigated
            .take()
            .expect("the browser was not sent to the issuer");
        self.pass_millis(USER_MILLIS);
        let now = self.secs(self.clocks.issuer);
        self.issuer.authorize(&url, now)
    }

    /// Deactivates this cluster.
    pub(crate) fn deactivate(&mut self, cluster: &str) {
        self.command(Command::Deactivate(cluster.into()));
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.feed(Input::Command(command));
    }

    pub(crate) fn arrival(&mut self, page_url: &str) -> Arrival {
        let pending = self
            .storage
            .take()
            .and_then(|text| PendingLogin::from_json(&text));
        Arrival {
            page_url: page_url.to_owned(),
            pending,
        }
    }
}

/// The time that a user needs to sign in.
const USER_MILLIS: i64 = 9_300;
