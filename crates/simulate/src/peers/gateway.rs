//! The gateway of `sealed` mode: keeps tokens in cookies, inserts them into requests, and caches refresh responses.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::config::PORTAL;
use super::issuer::{self, CLIENT_ID, ISSUER, Issuer};
use super::wire::{ServerRequest, ServerResponse, field};
use crate::time::Moment;

/// The browser's cookies for the portal, which all tabs share.
#[derive(Clone, Debug, Default)]
pub(crate) struct CookieJar {
    login: Option<Login>,
    session: Option<Sealed>,
}

#[derive(Clone, Debug)]
pub(crate) struct Login {
    state: String,
    nonce: String,
    verifier: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    access: String,
    refresh: Option<String>,
}

/// A change of the cookies by a response.
#[derive(Clone, Debug)]
pub(crate) enum SetCookie {
    Login(Option<Login>),
    Session(Option<Sealed>),
}

impl CookieJar {
    pub(crate) fn take(&mut self, cookies: &[SetCookie]) {
        for cookie in cookies {
            match cookie {
                SetCookie::Login(login) => self.login.clone_from(login),
                SetCookie::Session(session) => self.session.clone_from(session),
            }
        }
    }
}

/// The state between requests.
pub(crate) struct Gateway {
    /// Responses to refreshes, by refresh token.
    finished: HashMap<String, (Moment, ServerResponse)>,
    remembers: Duration,
    logins: u32,
}

impl Gateway {
    pub(crate) fn new(remembers: Duration) -> Self {
        Self {
            finished: HashMap::new(),
            remembers,
            logins: 0,
        }
    }

    pub(crate) fn start(&mut self) -> ServerResponse {
        self.logins += 1;
        let verifier = format!("verifier-{:040}", self.logins);
        let state = format!("state-of-the-gateway-{:020}", self.logins);
        let nonce = format!("nonce-{:040}", self.logins);
        // No value needs to be encoded.
        let url = format!(
            "{ISSUER}/authorize?response_type=code&client_id={CLIENT_ID}&redirect_uri={PORTAL}/callback&state={state}\
             &nonce={nonce}&code_challenge={}&code_challenge_method=S256",
            issuer::sha256(&verifier)
        );
        let mut answer = ServerResponse::json(200, &json!({"url": url}));
        answer.cookies.push(SetCookie::Login(Some(Login {
            state,
            nonce,
            verifier,
        })));
        answer
    }

    pub(crate) fn session_config(&self, ask: &ServerRequest, clusters: &Value) -> ServerResponse {
        match &ask.cookies.session {
            Some(session) => ServerResponse::json(
                200,
                &json!({
                    "signedIn": true, "clusters": clusters, "refreshable": session.refresh.is_some(),
                }),
            ),
            None => ServerResponse::json(200, &json!({"signedIn": false})),
        }
    }

    pub(crate) fn redeem(
        &mut self,
        ask: &ServerRequest,
        issuer: &mut Issuer,
        clusters: &Value,
        now: i64,
    ) -> ServerResponse {
        let Some(login) = &ask.cookies.login else {
            return error(400, "HAULOUT_LOGIN_NOT_STARTED");
        };
        if field(&ask.body, "state").as_ref() != Some(&login.state) {
            return error(400, "HAULOUT_STATE_MISMATCH");
        }
        let answer = seal(issuer.redeem(&ask.body, &login.verifier, now));
        let answer = with_member(answer, "nonce", &json!(login.nonce));
        let mut answer = with_member(answer, "clusters", clusters);
        answer.cookies.push(SetCookie::Login(None));
        answer
    }

    /// A repeated refresh, after a lost response or by another tab, gets the cached response.
    pub(crate) fn refresh(
        &mut self,
        ask: &ServerRequest,
        issuer: &mut Issuer,
        now: i64,
        at: Moment,
    ) -> ServerResponse {
        let Some(session) = &ask.cookies.session else {
            return sign_in_required();
        };
        let Some(presented) = session.refresh.clone() else {
            return sign_in_required();
        };
        self.finished
            .retain(|_, (finished, _)| at.since(*finished) < self.remembers);
        if let Some((_, answer)) = self.finished.get(&presented) {
            return answer.clone();
        }
        let answer = seal(issuer.refresh(&presented, now));
        if answer.status == 200 {
            self.finished.insert(presented, (at, answer.clone()));
        }
        answer
    }

    pub(crate) fn exchange(
        &self,
        ask: &ServerRequest,
        issuer: &mut Issuer,
        now: i64,
    ) -> ServerResponse {
        match &ask.cookies.session {
            Some(session) => issuer.exchange(&ask.body, &session.access, now),
            None => sign_in_required(),
        }
    }

    pub(crate) fn end() -> ServerResponse {
        let mut answer = ServerResponse::json(200, &json!({}));
        answer.cookies.push(SetCookie::Session(None));
        answer
    }
}

/// Adds a member to a successful response, whose cookies stay.
fn with_member(mut answer: ServerResponse, name: &str, value: &Value) -> ServerResponse {
    if answer.status == 200
        && let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body)
    {
        body[name] = value.clone();
        answer.body = body.to_string().into_bytes();
    }
    answer
}

/// Moves access and refresh token into a cookie, and replaces them by handles.
fn seal(answer: ServerResponse) -> ServerResponse {
    if answer.status != 200 {
        return answer;
    }
    let Ok(mut tokens) = serde_json::from_slice::<Value>(&answer.body) else {
        return answer;
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let sealed = Sealed {
        access: text(&tokens["access_token"]).unwrap_or_default(),
        refresh: text(&tokens["refresh_token"]),
    };
    tokens["access_token"] = json!("sealed");
    if sealed.refresh.is_some() {
        tokens["refresh_token"] = json!("sealed");
    }
    let mut answer = ServerResponse::json(200, &tokens);
    answer.cookies.push(SetCookie::Session(Some(sealed)));
    answer
}

fn sign_in_required() -> ServerResponse {
    error(401, "HAULOUT_SIGN_IN_REQUIRED")
}

fn error(status: u16, code: &str) -> ServerResponse {
    let body =
        json!({"error": "gateway", "error_description": "The gateway said no.", "code": code});
    ServerResponse::json(status, &body)
}
