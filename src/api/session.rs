//! `Session`: the machine for JavaScript hosts that draw their own interface.

use std::cell::RefCell;
use std::rc::Rc;

use haulout_protocol::input::{Command, Input, Opening};
use haulout_protocol::json::write::List;
use haulout_protocol::kubeconfig::Form;
use haulout_protocol::snapshot::Situation;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::options::Options;
use super::subscription::{Listeners, Subscription};
use super::{activity, error, json, snapshot};
use crate::browser::driver::{Driver, Effects, Observation, Observer, WeakDriver};
use crate::browser::{location, random};

/// A login session without an interface.
#[wasm_bindgen]
pub struct Session {
    driver: Driver,
    _observation: Observation,
    listeners: Rc<Listeners>,
    waiting: Rc<RefCell<Vec<Function>>>,
}

#[wasm_bindgen]
impl Session {
    /// Makes a session from `{config}` or `{configUrl}`, and optionally `{navigate(url)}` in place of leaving the page.
    ///
    /// Resolves when it is known whether somebody is signed in: in `sealed` mode a session may be there already. Where
    /// `start_worker` is a function, it makes the worker that keeps the time.
    ///
    /// # Errors
    /// `HAULOUT_CONFIG_INVALID` with the field's name, and whatever keeps the issuer from being known.
    pub async fn create(options: JsValue, start_worker: JsValue) -> Result<Session, JsValue> {
        let Options { source, navigate } =
            Options::read(&options).map_err(|fault| error::to_js(&fault))?;
        let listeners: Rc<Listeners> = Rc::default();
        let waiting: Rc<RefCell<Vec<Function>>> = Rc::default();
        let (to_wake, to_tell) = (waiting.clone(), listeners.clone());
        let effects = Effects {
            replace_url: Box::new(location::replace),
            navigate: Box::new(move |url| match &navigate {
                Some(function) => drop(function.call1(&JsValue::NULL, &url.into())),
                None => location::navigate(url),
            }),
        };
        let driver = Driver::new(effects, start_worker);
        let observation = driver.observe(Observer {
            changed: Box::new(move || wake_all(&to_wake)),
            happened: Box::new(move |event| to_tell.call(&snapshot::event_to_js(event))),
        });
        let session = Session {
            driver,
            _observation: observation,
            listeners,
            waiting,
        };
        session.driver.feed(Input::Opened(Opening {
            config: source,
            arrival: None,
            seed: random::seed(),
        }));
        settle(session.driver.weak(), session.waiting.clone()).await?;
        Ok(session)
    }

    /// Leaves for the issuer, with the name of one of its identity providers where it has several.
    pub fn login(&self, identity_provider: Option<String>) {
        self.driver.sign_in(identity_provider);
    }

    /// Leaves for the issuer without asking anybody for anything (`prompt=none`): back comes a session, or "signed-out".
    #[wasm_bindgen(js_name = loginSilently)]
    pub fn login_silently(&self) {
        self.driver.sign_in_silently();
    }

    /// Keeps a credential for the cluster with this id from now on, or stops doing so.
    #[wasm_bindgen(js_name = setActive)]
    pub fn set_active(&self, cluster: String, active: bool) {
        let command = if active {
            Command::Activate(cluster)
        } else {
            Command::Deactivate(cluster)
        };
        self.driver.feed(Input::Command(command));
    }

    /// Completes a login with the URL that the issuer sent the browser to; the page's own if none is given.
    ///
    /// Resolves when somebody is signed in. A URL that is no callback changes nothing and resolves at once.
    ///
    /// # Errors
    /// What the callback, the token endpoint or the ID token broke, as an `Error` with `code`.
    #[wasm_bindgen(js_name = handleRedirect)]
    pub fn handle_redirect(&self, url: Option<String>) -> Promise {
        if let Some(page_url) = url.or_else(location::current) {
            let arrival = self.driver.arrival(page_url);
            self.driver.feed(Input::Returned(arrival));
        }
        // It must not borrow the session, which may be disposed of meanwhile.
        let settled = settle(self.driver.weak(), self.waiting.clone());
        future_to_promise(async { settled.await.map(|()| JsValue::UNDEFINED) })
    }

    /// The kubeconfig for the clusters with these ids; for all that are configured if none are given. **Secret.**
    ///
    /// # Errors
    /// `HAULOUT_SIGN_IN_REQUIRED`, `HAULOUT_CLUSTER_UNKNOWN`, or why a cluster has no credential.
    pub fn kubeconfig(&self, clusters: Option<Vec<String>>) -> Result<String, JsValue> {
        let ids = clusters.unwrap_or_else(|| self.cluster_ids());
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let document = self
            .driver
            .kubeconfig(&ids, &Form::Inline)
            .map_err(|fault| error::to_js(&fault))?;
        Ok(document.render().secret().clone())
    }

    /// The credential of the cluster with this id as the JSON of an `ExecCredential`, for a file that kubectl reads.
    /// **Secret.**
    ///
    /// # Errors
    /// As [`Session::kubeconfig`].
    #[wasm_bindgen(js_name = execCredential)]
    pub fn exec_credential(&self, cluster: &str) -> Result<String, JsValue> {
        let credential = self
            .driver
            .exec_credential(cluster)
            .map_err(|fault| error::to_js(&fault))?;
        Ok(credential.render().secret().clone())
    }

    /// Gets new certificates now.
    pub fn renew(&self) {
        self.driver.feed(Input::Command(Command::Renew));
    }

    /// Ends the session.
    pub fn logout(&self) {
        self.driver.feed(Input::Command(Command::SignOut));
    }

    /// What happened, newest first: `[{at, happened, …}]`, at most 200 entries.
    pub fn activity(&self) -> JsValue {
        self.driver.with_machine(|machine| {
            json::to_js(List::of(
                machine
                    .activity()
                    .map(|entry| activity::object(entry, None)),
            ))
        })
    }

    /// The session as lines of `key: value` for whoever is asked for help, without secrets; at most 16 KiB.
    pub fn report(&self) -> String {
        let now = self.driver.now();
        self.driver.with_machine(|machine| machine.report(now))
    }

    /// Calls `listener` with `{type, cluster?, code?}` for every event; the handle ends that.
    pub fn on(&self, listener: Function) -> Subscription {
        self.listeners.subscribe(listener)
    }

    /// What can be shown, without secrets: `{state, title?, issuer?, user?, identityProviders?, clusters?, error?,
    /// signInBy?, horizon?, clocks?}`.
    pub fn snapshot(&self) -> JsValue {
        snapshot::to_js(&self.driver.snapshot())
    }

    /// Ends timers, registrations, locks and requests, but for a refresh under way, which is heard out.
    pub fn dispose(self) {}
}

impl Drop for Session {
    fn drop(&mut self) {
        self.listeners.clear();
        // Whoever waits for something finds that there is nothing to wait for any more.
        wake_all(&self.waiting);
    }
}

impl Session {
    /// For whoever draws it.
    #[cfg(feature = "ui")]
    pub(crate) fn driver(&self) -> Driver {
        self.driver.clone()
    }

    fn cluster_ids(&self) -> Vec<String> {
        match self.driver.snapshot().situation {
            Situation::SignedIn(view) => view
                .clusters
                .iter()
                .map(|cluster| cluster.id.clone())
                .collect(),
            Situation::Progress(_) | Situation::SignedOut(_) | Situation::Failed(_) => Vec::new(),
        }
    }
}

/// Waits until nothing is under way that decides who is signed in, and until every cluster has answered.
async fn settle(driver: WeakDriver, waiting: Rc<RefCell<Vec<Function>>>) -> Result<(), JsValue> {
    while let Some(driver) = driver.upgrade() {
        match driver.snapshot().situation {
            Situation::Failed(failure) => return Err(error::to_js(&failure)),
            Situation::SignedIn(view)
                if view.clusters.iter().all(|cluster| cluster.is_settled()) =>
            {
                return Ok(());
            }
            Situation::SignedOut(_) => return Ok(()),
            Situation::Progress(_) | Situation::SignedIn(_) => {}
        }
        drop(driver);
        JsFuture::from(Promise::new(&mut |resolve, _| {
            waiting.borrow_mut().push(resolve)
        }))
        .await?;
    }
    Ok(())
}

fn wake_all(waiting: &RefCell<Vec<Function>>) {
    for resolve in waiting.take() {
        let _thrown = resolve.call0(&JsValue::NULL);
    }
}
