//! `Session`: the state machine with the browser's adapters, for `pkg/session.js`.

use haulout_protocol::input::{Arrival, Input, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{activity, command, credentials, snapshot};
use crate::browser::driver::{Driver, Effects, Observer, Subscription};
use crate::browser::random;

/// A session that notifies its host with text: `notify(what, text)`.
#[wasm_bindgen]
pub struct Session {
    driver: Driver,
    _subscription: Subscription,
}

#[wasm_bindgen]
impl Session {
    /// Creates a session that has not been opened yet. `notify` is called with
    /// - `changed` and an empty text, whenever the machine may have changed,
    /// - `event` and its JSON,
    /// - `navigate` and the URL to navigate to,
    /// - `remember` and a pending login for [`Session::handle_redirect`], which is **secret**; a login that a gateway has
    ///   needs none,
    /// - `replace` and the page's URL without the authorization response.
    ///
    /// If `start_worker` is a function, it starts the worker that runs the timer. `fetch` replaces the platform's.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(notify: Function, start_worker: JsValue, fetch: Option<Function>) -> Self {
        // Exceptions of the host's callback are ignored.
        let notify = move |what: &str, text: &str| {
            drop(notify.call2(&JsValue::NULL, &what.into(), &text.into()));
        };
        let (navigate, remember, replace, emit) = (
            notify.clone(),
            notify.clone(),
            notify.clone(),
            notify.clone(),
        );
        let effects = Effects {
            replace_url: Box::new(move |url| replace("replace", url)),
            navigate: Box::new(move |url| navigate("navigate", url)),
            remember: Box::new(move |login| remember("remember", login.to_json().secret())),
        };
        let driver = Driver::new(effects, start_worker, fetch);
        let subscription = driver.subscribe(Observer {
            on_change: Box::new(move || notify("changed", "")),
            on_event: Box::new(move |event| emit("event", &snapshot::event(event).finish())),
        });
        Self {
            driver,
            _subscription: subscription,
        }
    }

    /// Opens the session with a configuration or its URL.
    pub fn open(&self, config: String, is_url: bool) {
        let config = if is_url {
            Source::Url(config)
        } else {
            Source::Inline(config.into_bytes())
        };
        self.driver.feed(Input::Opened(Opening {
            config,
            arrival: None,
            seed: random::seed(),
        }));
    }

    /// Starts a sign-in: `navigate` follows. Returns false instead if no user asked for it and there have been several
    /// of that kind.
    pub fn login(&self, identity_provider: Option<String>, silently: bool, asked: bool) -> bool {
        if silently || !asked {
            return self.driver.sign_in_unasked(identity_provider, silently);
        }
        self.driver.sign_in(identity_provider);
        true
    }

    /// Whether a sign-in may start now that no user asked for.
    #[wasm_bindgen(js_name = mayLogin)]
    pub fn may_login(&self) -> bool {
        self.driver.may_sign_in_unasked()
    }

    /// Handles the URL that the browser returned to, with the pending login that was remembered, if any.
    #[wasm_bindgen(js_name = handleRedirect)]
    pub fn handle_redirect(&self, page_url: String, pending: Option<String>) {
        self.driver.feed(Input::Returned(Arrival {
            page_url,
            pending: pending.and_then(|text| PendingLogin::from_json(&text)),
        }));
    }

    /// Feeds a command by its name: `renew`, `sign-out` and `retry`, or `activate` and `deactivate` for `cluster`.
    pub fn command(&self, name: &str, cluster: String) {
        if let Some(command) = command::of(name, cluster) {
            self.driver.feed(Input::Command(command));
        }
    }

    /// The result so far: undefined while a sign-in, a refresh or a request to a cluster is under way; otherwise the
    /// JSON of the error, or an empty text.
    #[must_use]
    pub fn outcome(&self) -> Option<String> {
        snapshot::outcome(&self.driver.snapshot())
    }

    /// `{value}` with the kubeconfig that `request`, the JSON of `{clusters?, form, argument}`, asks for, or `{error}`.
    /// **Secret.**
    #[must_use]
    pub fn kubeconfig(&self, request: &str) -> String {
        credentials::kubeconfig(&self.driver, request)
    }

    /// `{value: {name, contents}}` with one cluster's credential file, or `{error}`. **Secret.**
    #[must_use]
    pub fn credential(&self, cluster: &str) -> String {
        credentials::credential(&self.driver, cluster)
    }

    /// The activity list, newest first.
    #[must_use]
    pub fn activity(&self) -> String {
        self.driver.with_machine(activity::list)
    }

    /// A diagnostic report: lines of `key: value`, without secrets.
    #[must_use]
    pub fn report(&self) -> String {
        self.driver.report()
    }

    /// The current state, without secrets.
    #[must_use]
    pub fn snapshot(&self) -> String {
        snapshot::object(&self.driver.snapshot()).finish()
    }
}

#[cfg(feature = "ui")]
impl Session {
    /// The driver, for the user interface.
    pub(crate) fn driver(&self) -> Driver {
        self.driver.clone()
    }
}
