//! The same-origin gateway: keeps verifier and tokens of a `sealed` login, and inserts them in place of their handles.

use serde_json::{Value, json};
use url::Url;

use super::edits::Edit;
use super::issuer::{CLIENT_ID, ISSUER, Issuer};
use super::keys;
use super::wire::{Answer, SentRequest};

pub(crate) const PORTAL: &str = "https://clusters.acme.example";

/// The contents of the two cookies.
#[derive(Default)]
pub(crate) struct Gateway {
    login: Option<Login>,
    pub(crate) session: Option<Tokens>,
    /// What the current response will store in the browser's cookie once it arrives.
    pub(super) set_cookie: Option<Tokens>,
    /// Finished refreshes: the presented token, the time, and the result.
    finished: Vec<(String, i64, Answer, Tokens)>,
    logins: u32,
    /// Whether remembered responses have no `Age`.
    pub(crate) hides_age: bool,
    pub(crate) end_session_endpoint: Option<&'static str>,
    /// Modifies the token responses to codes.
    pub(crate) token_response: Option<Edit<Value>>,
}

struct Login {
    state: String,
    nonce: String,
    verifier: String,
}

#[derive(Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
}

impl Gateway {
    pub(crate) fn start(&mut self, request: &SentRequest) -> Answer {
        self.logins += 1;
        let verifier = format!("verifier-canary-{:040}", self.logins);
        let state = format!("state-of-the-gateway-{:020}", self.logins);
        let nonce = format!("nonce-of-the-gateway-{:020}", self.logins);
        let mut url = Url::parse(&format!("{ISSUER}/authorize")).unwrap();
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", &format!("{PORTAL}/callback")),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &keys::sha256(&verifier)),
            ("code_challenge_method", "S256"),
        ]);
        if let Some(name) = request.form("identity_provider") {
            let choice = [("pinniped_idp_name", &*name), ("pinniped_idp_type", "ldap")];
            url.query_pairs_mut().extend_pairs(choice);
        }
        if request.form("silent").as_deref() == Some("true") {
            url.query_pairs_mut().append_pair("prompt", "none");
        }
        self.login = Some(Login {
            state,
            nonce,
            verifier,
        });
        Answer::json(200, &json!({"url": url.as_str()}))
    }

    pub(crate) fn session_config(&self, clusters: &Value) -> Answer {
        match &self.session {
            Some(session) => Answer::json(
                200,
                &json!({"signedIn": true, "clusters": clusters, "refreshable": session.refresh.is_some()}),
            ),
            None => Answer::json(200, &json!({"signedIn": false})),
        }
    }

    pub(crate) fn redeem(
        &mut self,
        request: &SentRequest,
        issuer: &mut Issuer,
        clusters: &Value,
        now: i64,
    ) -> Answer {
        let state = request.form("state");
        if self.login.is_none() {
            return Answer::gateway_error(400, "HAULOUT_LOGIN_NOT_STARTED");
        }
        let matches = |login: &mut Login| state.as_ref() == Some(&login.state);
        let Some(login) = self.login.take_if(matches) else {
            return Answer::gateway_error(400, "HAULOUT_STATE_MISMATCH");
        };
        assert_eq!(request.form("code_verifier"), None);
        let answer = issuer.redeem(request, &login.verifier, now);
        let members = [("nonce", json!(login.nonce)), ("clusters", list(clusters))];
        let answer = self.seal(answer).with_members(&members);
        match &self.token_response {
            Some(change) => answer.edited(change),
            None => answer,
        }
    }

    /// The response to a refresh, with the clusters if the page asks for them.
    pub(crate) fn refresh(
        &mut self,
        request: &SentRequest,
        issuer: &mut Issuer,
        clusters: &Value,
        now: i64,
    ) -> Answer {
        let answer = self.refresh_tokens(request, issuer, now);
        match request.form("clusters").as_deref() {
            Some("true") => answer.with_members(&[("clusters", list(clusters))]),
            _ => answer,
        }
    }

    fn refresh_tokens(&mut self, request: &SentRequest, issuer: &mut Issuer, now: i64) -> Answer {
        let Some(session) = &self.session else {
            return Answer::gateway_error(401, "HAULOUT_SIGN_IN_REQUIRED");
        };
        assert_eq!(request.form("refresh_token").as_deref(), Some("sealed"));
        let presented = session.refresh.clone();
        // A rotated token has no grace period, and a reload must not end the session.
        let remembered = self.finished.iter().find(|(token, at, ..)| {
            Some(token) == presented.as_ref() && (at - now).abs() <= REMEMBERED_SECS
        });
        if let Some((_, at, answer, tokens)) = remembered {
            self.set_cookie = Some(tokens.clone());
            let answer = answer.clone();
            return if self.hides_age {
                answer
            } else {
                answer.aged(at.abs_diff(now))
            };
        }
        let answer = issuer.refresh(presented.clone(), now);
        let answer = self.seal(answer);
        if let (Some(presented), Some(tokens)) = (presented, &mut self.set_cookie) {
            if tokens.refresh.is_none() {
                tokens.refresh = Some(presented.clone());
            }
            let finished = (presented, now, answer.clone(), tokens.clone());
            self.finished.push(finished);
        }
        answer
    }

    pub(crate) fn exchange(
        &mut self,
        request: &SentRequest,
        issuer: &mut Issuer,
        now: i64,
    ) -> Answer {
        let Some(session) = &self.session else {
            return Answer::gateway_error(401, "HAULOUT_SIGN_IN_REQUIRED");
        };
        assert_eq!(request.form("subject_token").as_deref(), Some("sealed"));
        issuer.exchange(request, &session.access, now)
    }

    pub(crate) fn end(&mut self) -> Answer {
        self.session = None;
        match self.end_session_endpoint {
            Some(url) => Answer::json(200, &json!({"end_session_endpoint": url})),
            None => Answer::json(200, &json!({})),
        }
    }

    /// Keeps access and refresh token of a response, and replaces them by handles.
    fn seal(&mut self, answer: Answer) -> Answer {
        let Answer::Http {
            status: 200, body, ..
        } = &answer
        else {
            return answer;
        };
        let mut tokens: Value = serde_json::from_slice(body).unwrap();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        self.set_cookie = Some(Tokens {
            access: text(&tokens["access_token"]).unwrap_or_default(),
            refresh: text(&tokens["refresh_token"]),
        });
        tokens["access_token"] = json!("sealed");
        if tokens.get("refresh_token").is_some() {
            tokens["refresh_token"] = json!("sealed");
        }
        Answer::json(200, &tokens)
    }

    /// The cookies' contents, for tests that search for leaks.
    pub(crate) fn verifier(&self) -> Option<&str> {
        self.login.as_ref().map(|login| login.verifier.as_str())
    }
}

/// The clusters in a token response, unless they are too long for it.
fn list(clusters: &Value) -> Value {
    match clusters.to_string().len() > CLUSTERS_BYTES_MAX {
        true => json!("session"),
        false => clusters.clone(),
    }
}

/// Leaves some of 64 KiB for the tokens.
const CLUSTERS_BYTES_MAX: usize = 60 * 1024;
/// How long the gateway caches the result of a refresh.
const REMEMBERED_SECS: i64 = 60;
