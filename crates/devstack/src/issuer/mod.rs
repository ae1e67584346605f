//! The OIDC issuer, with one file for each endpoint.

mod authorization_request;
mod authorize;
mod browser;
mod cache;
mod choose;
mod discovery;
mod down;
mod edits;
mod error;
mod exchange;
mod id_token;
mod identity_providers;
mod inner;
mod jwks;
mod keys;
mod login;
mod page;
mod password_headers;
mod redeem;
mod redirect_uri;
mod refresh;
mod scopes;
mod sessions;
mod token;
mod token_response;

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::concierge::Authority;
use crate::cors::{Cors, CorsPolicy, allow_origin};
use crate::fault::{Fault, Faults};
use crate::journal::{Journal, Server};
use crate::record::{Recorder, record};
use crate::replica::Replicas;
use crate::script::{ClientScript, IssuerProfile, Script, User};
use crate::serve::{ServerHandle, serve};
use crate::start_error::StartError;
use crate::tls;
pub use edits::Document;
use edits::Edits;
use inner::Inner;

/// A running issuer on loopback.
#[derive(Debug)]
pub struct Issuer {
    inner: Arc<Inner>,
    ca_pem: Option<String>,
    _server: ServerHandle,
}

impl Issuer {
    pub(crate) fn start(
        listener: TcpListener,
        script: &Script,
        journal: Journal,
        cors: Cors,
    ) -> Result<Self, StartError> {
        let address = listener.local_addr()?;
        let authority = script
            .issuer_https
            .then(|| Authority::generate("Devstack issuer CA"))
            .transpose()?;
        let tls = match &authority {
            Some(authority) => Some(tls::issuer_config(authority.serving()?)?),
            None => None,
        };
        let scheme = if script.issuer_https { "https" } else { "http" };
        let inner = Arc::new(Inner {
            url: format!("{scheme}://{address}{}", script.issuer_path),
            path: script.issuer_path.clone(),
            profile: script.issuer_profile,
            clients: RwLock::new(script.clients.clone()),
            users: RwLock::new(script.users.clone()),
            identity_providers: script.identity_providers.clone(),
            lifetimes: script.lifetimes,
            slowness: script.slowness,
            audience_as_array: script.audience_as_array,
            login_elsewhere: script.login_elsewhere,
            clock: Clock::default(),
            faults: Faults::default(),
            keys: keys::Keys::generate(),
            edits: Edits::default(),
            sessions: Mutex::default(),
            browsers: Mutex::new(browser::Browsers::new(address.port())),
        });
        let recorder = Recorder {
            server: Server::Issuer,
            replicas: Replicas::single(&inner.clock),
            journal,
            faults: inner.faults.clone(),
        };
        let policy = CorsPolicy {
            cors,
            exposed_headers: script.issuer_exposes_date.then_some("Date"),
        };
        let app = routes(&inner)
            .layer(from_fn_with_state(policy, allow_origin))
            .layer(from_fn_with_state(inner.clone(), cache::add_age))
            .layer(from_fn_with_state(inner.clone(), down::down))
            .layer(from_fn_with_state(recorder, record));
        let server = serve(listener, tls, app, inner.faults.clone());
        Ok(Self {
            inner,
            ca_pem: authority.map(|authority| authority.pem().to_owned()),
            _server: server,
        })
    }

    /// The issuer identifier: `http://127.0.0.1:<port>` or the same with `https`, and the path of the script.
    pub fn url(&self) -> &str {
        &self.inner.url
    }

    /// The CA certificate in PEM, if the issuer serves https.
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// The clock by which codes and tokens are issued and expire.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The current clients, including their secrets.
    pub fn clients(&self) -> Vec<ClientScript> {
        self.inner.clients().clone()
    }

    /// The current users, including their passwords.
    pub fn users(&self) -> Vec<User> {
        self.inner.users().clone()
    }

    /// Changes a user's groups from the next refresh on; returns `false` if there is no such user.
    pub fn set_groups(&self, username: &str, groups: &[String]) -> bool {
        let mut users = self
            .inner
            .users
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let user = users.iter_mut().find(|user| user.username == username);
        user.is_some_and(|user| {
            user.groups = groups.to_vec();
            true
        })
    }

    /// Registers another redirect URI of a client; returns `false` if there is no such client.
    pub fn allow_redirect_uri(&self, client_id: &str, uri: &str) -> bool {
        let mut clients = self
            .inner
            .clients
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let client = clients.iter_mut().find(|client| client.id == client_id);
        client.is_some_and(|client| {
            client.redirect_uris.push(uri.to_owned());
            true
        })
    }

    /// Changes a document whenever it is sent, in place of an earlier change of it.
    pub fn edit(&self, document: Document, edit: impl Fn(&mut Value) + Send + Sync + 'static) {
        self.inner.edits.set(document, Arc::new(edit));
    }

    /// Sends all documents as they are again.
    pub fn clear_edits(&self) {
        self.inner.edits.clear();
    }

    /// Switches a fault of the issuer on or off. Faults that affect only clusters are ignored.
    pub fn set_fault(&self, fault: Fault, on: bool) {
        if fault.affects_issuer() {
            self.inner.faults.set(fault, on);
        }
    }

    /// Whether a fault of the issuer is on.
    pub fn has_fault(&self, fault: Fault) -> bool {
        self.inner.faults.has(fault)
    }
}

fn routes(inner: &Arc<Inner>) -> Router {
    let at = |path: &str| format!("{}{path}", inner.path);
    let mut app = Router::new()
        .route(
            &at("/.well-known/openid-configuration"),
            get(discovery::show),
        )
        .route(&at("/jwks.json"), get(jwks::show))
        .route(
            &at("/oauth2/authorize"),
            get(authorize::begin).post(authorize::begin),
        )
        .route(&at("/login"), get(login::show).post(login::submit))
        .route(&at("/oauth2/token"), any(token::answer));
    if inner.profile == IssuerProfile::Supervisor {
        app = app
            .route(
                &at("/v1alpha1/pinniped_identity_providers"),
                get(identity_providers::show),
            )
            .route(&at("/choose_identity_provider"), get(choose::show));
    }
    if inner.profile == IssuerProfile::Dex {
        app = app.route(&at("/auth/local"), get(authorize::begin_at_connector));
    }
    app.with_state(inner.clone())
}
