//! `Session`: the machine at the browser's edge, for `pkg/session.js`.

use haulout_protocol::input::{Arrival, Input, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{activity, command, credentials, snapshot};
use crate::browser::driver::{Driver, Effects, Subscription, Observer};
use crate::browser::random;

/// A session that tells its host everything as text: `tell(what, text)`.
#[wasm_bindgen]
pub struct Session {
    driver: Driver,
    _subscription: Subscription,
}

#[wasm_bindgen]
impl Session {
    /// Makes one to which nothing has happened. `tell` is called with
    /// - `changed` and nothing, whenever the machine may have changed,
    /// - `event` and its JSON,
    /// - `navigate` and a URL to leave for,
    /// - `remember` and a login to be given back to [`Session::returned`], which is **secret**,
    /// - `replace` and the page's URL without the authorization response.
    ///
    /// Where `start_worker` is a function, it makes the worker that keeps the time. `fetch` sends in the place of the
    /// platform's.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(tell: Function, start_worker: JsValue, fetch: Option<Function>) -> Self {
        // What a host throws is its own affair.
        let tell = move |what: &str, text: &str| {
            drop(tell.call2(&JsValue::NULL, &what.into(), &text.into()));
        };
        let (navigate, remember, replace, happened) =
            (tell.clone(), tell.clone(), tell.clone(), tell.clone());
        let effects = Effects {
            replace_url: Box::new(move |url| replace("replace", url)),
            navigate: Box::new(move |url| navigate("navigate", url)),
            remember: Box::new(move |login| remember("remember", login.to_json().secret())),
        };
        let driver = Driver::new(effects, start_worker, fetch);
        let subscription = driver.subscribe(Observer {
            on_change: Box::new(move || tell("changed", "")),
            on_event: Box::new(move |event| happened("event", &snapshot::event(event).finish())),
        });
        Self {
            driver,
            _subscription: subscription,
        }
    }

    /// Starts, with a configuration or the URL of one.
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

    /// Asks to be sent to the issuer.
    pub fn login(&self, identity_provider: Option<String>, silently: bool) {
        if silently {
            self.driver.sign_in_silently();
        } else {
            self.driver.sign_in(identity_provider);
        }
    }

    /// Takes in a URL that the browser was sent to, and the login that was remembered for it.
    pub fn returned(&self, page_url: String, pending: Option<String>) {
        self.driver.feed(Input::Returned(Arrival {
            page_url,
            pending: pending.and_then(|text| PendingLogin::from_json(&text)),
        }));
    }

    /// Feeds a command without arguments, or the one about a cluster: `renew`, `sign-out`, `retry`, `activate`,
    /// `deactivate`.
    pub fn command(&self, name: &str, cluster: String) {
        if let Some(command) = command::of(name, cluster) {
            self.driver.feed(Input::Command(command));
        }
    }

    /// How it stands: nothing while something is under way that decides who is signed in, or while a cluster is asked;
    /// else the JSON of what failed, or an empty text.
    #[must_use]
    pub fn outcome(&self) -> Option<String> {
        snapshot::outcome(&self.driver.snapshot())
    }

    /// `{value}` with the kubeconfig that the JSON of `{clusters?, form, argument}` asks for, or `{error}`. **Secret.**
    #[must_use]
    pub fn kubeconfig(&self, request: &str) -> String {
        credentials::kubeconfig(&self.driver, request)
    }

    /// `{value: {name, contents}}` with the file of one cluster's credential, or `{error}`. **Secret.**
    #[must_use]
    pub fn credential(&self, cluster: &str) -> String {
        credentials::credential(&self.driver, cluster)
    }

    /// What happened, newest first.
    #[must_use]
    pub fn activity(&self) -> String {
        self.driver.with_machine(activity::list)
    }

    /// The session as lines of `key: value` for whoever is asked for help, without secrets.
    #[must_use]
    pub fn report(&self) -> String {
        self.driver.report()
    }

    /// What can be shown, without secrets.
    #[must_use]
    pub fn snapshot(&self) -> String {
        snapshot::object(&self.driver.snapshot()).finish()
    }
}

#[cfg(feature = "ui")]
impl Session {
    /// For whoever draws it.
    pub(crate) fn driver(&self) -> Driver {
        self.driver.clone()
    }
}
