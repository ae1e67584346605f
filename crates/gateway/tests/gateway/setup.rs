//! A working gateway: its configuration, a small portal, and an issuer and a Concierge without faults.

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_gateway::{Assets, Config, app};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::browser::{Answer, Browser};
use crate::fake::{Fake, Reply, UpstreamRequest};

/// Part of every secret, so that a search finds any that leaks.
pub(crate) const CANARY: &str = "kanarienvogel";
/// The clock of both upstreams, which differs from this computer's.
pub(crate) const UPSTREAM_DATE: &str = "Mon, 01 Jan 2029 00:00:00 GMT";
pub(crate) const CLIENT: &str = "client.oauth.pinniped.dev-portal";
pub(crate) const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
pub(crate) const TCR: &str = "/clusters/prod/tokencredentialrequests";
pub(crate) const TCR_UPSTREAM: &str =
    "/apis/login.concierge.pinniped.dev/v1alpha1/tokencredentialrequests";

/// A gateway with its upstreams.
pub(crate) struct Setup {
    pub(crate) issuer: Fake,
    pub(crate) concierge: Fake,
    pub(crate) yaml: String,
    pub(crate) folder: TempDir,
}

impl Setup {
    pub(crate) async fn new() -> Self {
        Self::with(issuer_script, concierge_script).await
    }

    pub(crate) async fn with(
        issuer: impl Fn(&str, &UpstreamRequest) -> Reply + Send + Sync + 'static,
        concierge: impl Fn(&str, &UpstreamRequest) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let (issuer, concierge) = (Fake::start(issuer).await, Fake::start(concierge).await);
        let folder = portal();
        std::fs::write(folder.path().join("secret"), format!("{CANARY} secret:+\n")).unwrap();
        let yaml = yaml(&issuer.url, &concierge.url);
        Self {
            issuer,
            concierge,
            yaml,
            folder,
        }
    }

    /// The same gateway with an edited configuration.
    pub(crate) fn edit(mut self, from: &str, to: &str) -> Self {
        assert!(self.yaml.contains(from), "{from}");
        self.yaml = self.yaml.replace(from, to);
        self
    }

    pub(crate) fn config(&self) -> Config {
        Config::from_yaml(&self.yaml, "test.yaml", self.folder.path()).unwrap()
    }

    pub(crate) fn assets(&self) -> Assets {
        Assets::load(self.folder.path()).unwrap()
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(app(self.config(), self.assets()).unwrap())
    }

    /// A browser with a session.
    pub(crate) async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        let answer = sign_in(&mut browser).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        browser
    }
}

pub(crate) fn portal() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "index.html",
        r#"<html lang="%lang%"><title>%title%</title><style>p{}</style><script type="application/json" id="haulout-data">%data%</script><script type="importmap">{"imports":{}}</script><script type="module" src="x" fetchpriority="%priority%"></script><p>portal<noscript>%noscript%</noscript><div class="boot">%page%</div>"#,
    );
    write(folder.path(), "assets/haulout-0123abcd.js", "script");
    write(
        folder.path(),
        "assets/haulout-0123abcd.js.br",
        "script by brotli",
    );
    write(
        folder.path(),
        "assets/haulout-0123abcd.js.gz",
        "script by gzip",
    );
    write(folder.path(), "assets/haulout_bg-0123abcd.wasm", "wasm");
    write(folder.path(), "assets/worker-0123abcd.js", "worker");
    write(folder.path(), "secret.txt", "not served");
    write(
        folder.path(),
        "embed.html",
        r#"<script type="importmap">{"imports":{}}</script><body data-origin=""><p>embed<script src="assets/window-0123abcd.js" integrity="x"></script>"#,
    );
    write(folder.path(), "assets/window-0123abcd.js", "window");
    write(folder.path(), "embed/embed.js", "embed");
    write(folder.path(), "embed/embed.js.br", "embed by brotli");
    write(folder.path(), "embed/dist/worker.js", "worker");
    folder
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

pub(crate) fn yaml(issuer: &str, concierge: &str) -> String {
    format!(
        "title: Acme clusters
publicUrl: https://portal.example
issuer:
  url: {issuer}/demo
  clientId: {CLIENT}
  clientSecretFile: secret
  scopes: [openid, offline_access]
clusters:
  - id: prod
    name: Production
    server: {concierge}
    audience: prod-7f3a
    concierge:
      authenticator: {{type: jwt, name: supervisor}}
    namespace: default
  - id: plain
    name: Without an audience
    server: {concierge}
    concierge: {{authenticator: {{type: jwt, name: supervisor}}}}
"
    )
}

/// A sign-in that a gateway started, and the issuer's code for it.
#[derive(Clone)]
pub(crate) struct SignIn {
    pub(crate) state: String,
    pub(crate) code: String,
}

impl SignIn {
    /// From the response to `/session/start`. The code contains the nonce for the issuer, which keeps no state.
    pub(crate) fn of(started: &Answer) -> Self {
        assert_eq!(started.status, 200, "{}", started.body);
        let parameters = started.authorization_parameters();
        Self {
            state: parameters["state"].clone(),
            code: format!("{CANARY}-code.{}", parameters["nonce"]),
        }
    }

    /// One that no gateway started.
    pub(crate) fn forged(state: &str) -> Self {
        Self {
            state: state.to_owned(),
            code: format!("{CANARY}-code"),
        }
    }
}

/// Starts a sign-in.
pub(crate) async fn start(browser: &mut Browser) -> SignIn {
    SignIn::of(&browser.post_form("/session/start", &[]).await)
}

/// Starts a sign-in and redeems a code, if it could start.
pub(crate) async fn sign_in(browser: &mut Browser) -> Answer {
    let started = browser.post_form("/session/start", &[]).await;
    if started.status != 200 {
        return started;
    }
    redeem(browser, &SignIn::of(&started)).await
}

/// A sign-in fails with this code, and leaves no cookie.
pub(crate) async fn assert_no_session(setup: &Setup, code: &str) {
    let mut browser = setup.browser();
    let answer = sign_in(&mut browser).await;
    assert_eq!((answer.status, answer.code().as_str()), (502, code));
    assert!(browser.cookies.is_empty());
}

/// Whether this browser has a valid session.
pub(crate) async fn is_signed_in(browser: &mut Browser) -> bool {
    let answer = browser.get("/session/config").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["signedIn"].as_bool().unwrap()
}

pub(crate) async fn redeem(browser: &mut Browser, started: &SignIn) -> Answer {
    let form = code_form(started);
    browser.post_form("/issuer/token", &form).await
}

pub(crate) fn code_form(started: &SignIn) -> [(&str, &str); 5] {
    [
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT),
        ("code", &started.code),
        ("redirect_uri", "https://portal.example/callback"),
        ("state", &started.state),
    ]
}

pub(crate) fn refresh_form(token: &str) -> [(&str, &str); 3] {
    [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT),
        ("refresh_token", token),
    ]
}

pub(crate) fn exchange_form<'a>(audience: &'a str, subject: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("grant_type", EXCHANGE),
        ("client_id", CLIENT),
        ("audience", audience),
        ("subject_token", subject),
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
        ),
        (
            "requested_token_type",
            "urn:ietf:params:oauth:token-type:jwt",
        ),
    ]
}

pub(crate) fn tcr(token: &str) -> Value {
    json!({
        "kind": "TokenCredentialRequest",
        "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
        "spec": {
            "token": token,
            "authenticator": {"apiGroup": "evil", "kind": "WebhookAuthenticator", "name": "evil"},
        },
        "extra": "evil",
    })
}

/// Length of a signature of ES256, 64 bytes, in base64url.
pub(crate) const SIGNATURE_CHARS: usize = 86;

/// An ID token bound to an access token, with an invalid signature, which only the page verifies.
pub(crate) fn id_token(access_token: &str) -> String {
    signed(claims(access_token))
}

/// The ID token for a token request, with the nonce of the code, if it has one.
pub(crate) fn id_token_for(asked: &UpstreamRequest, access_token: &str) -> String {
    let mut claims = claims(access_token);
    if let Some((_, nonce)) = asked
        .field("code")
        .as_deref()
        .and_then(|it| it.split_once('.'))
    {
        claims["nonce"] = json!(nonce);
    }
    signed(claims)
}

fn claims(access_token: &str) -> Value {
    let at_hash = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token)[..16]);
    json!({"sub": "s-1", "username": "pinny", "at_hash": at_hash})
}

fn signed(claims: Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.{CANARY:A<SIGNATURE_CHARS$}",
        part(&json!({"alg": "ES256"})),
        part(&claims)
    )
}

/// A Supervisor with one session; a counter in its tokens increases with each refresh.
pub(crate) fn issuer_script(url: &str, asked: &UpstreamRequest) -> Reply {
    let reply = match asked.path.as_str() {
        "/demo/.well-known/openid-configuration" => Reply::json(200, metadata(url)),
        "/demo/jwks.json" => Reply::json(
            200,
            json!({"keys": [
                {"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "kid": "k", "d": "kanarienvogel-private"},
                {"kty": "oct", "k": "kanarienvogel-symmetric"},
            ]}),
        ),
        "/demo/idps" => Reply::json(
            200,
            json!({
                "pinniped_identity_providers": [{"name": "Acme LDAP", "type": "ldap", "flows": ["browser_authcode"]}],
                "surprise": true,
            }),
        ),
        "/demo/token" => token_reply(asked),
        "/demo/revoke" => Reply::json(200, "{}"),
        _ => Reply::json(404, "{}"),
    };
    reply
        .with("date", UPSTREAM_DATE)
        .with("audit-id", "audit-issuer")
        .with("set-cookie", "evil=1")
}

pub(crate) fn metadata(url: &str) -> Value {
    json!({
        "issuer": format!("{url}/demo"),
        "authorization_endpoint": format!("{url}/demo/authorize"),
        "token_endpoint": format!("{url}/demo/token"),
        "jwks_uri": format!("{url}/demo/jwks.json"),
        "revocation_endpoint": format!("{url}/demo/revoke"),
        "end_session_endpoint": format!("{url}/demo/end?a=b"),
        "code_challenge_methods_supported": ["S256"],
        "surprise": "dropped",
        "discovery.supervisor.pinniped.dev/v1alpha1":
            {"pinniped_identity_providers_endpoint": format!("{url}/demo/idps")},
    })
}

fn token_reply(asked: &UpstreamRequest) -> Reply {
    let tokens = |turn: u32| {
        let access_token = format!("{CANARY}-access-{turn}");
        json!({
            "access_token": access_token,
            "token_type": "bearer",
            "expires_in": "120",
            "scope": "openid",
            "id_token": id_token_for(asked, &access_token),
            "refresh_token": format!("{CANARY}-refresh-{turn}"),
            "surprise": CANARY,
        })
    };
    match asked.field("grant_type").as_deref() {
        Some("authorization_code") => Reply::json(200, tokens(1)),
        Some("refresh_token") if asked.body.contains("refresh-1") => Reply::json(200, tokens(2)),
        Some(EXCHANGE) => Reply::json(
            200,
            json!({
                "access_token": "exchanged.id.token",
                "issued_token_type": "urn:ietf:params:oauth:token-type:jwt",
                "token_type": "N_A",
            }),
        ),
        _ => Reply::json(
            400,
            json!({"error": "invalid_grant", "error_description": "The refresh token is malformed or not valid."}),
        ),
    }
}

/// A Concierge that accepts every token.
pub(crate) fn concierge_script(_url: &str, asked: &UpstreamRequest) -> Reply {
    let reply = match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", TCR_UPSTREAM) => Reply::json(
            201,
            json!({
                "kind": "TokenCredentialRequest",
                "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
                "metadata": {"creationTimestamp": null, "managedFields": "surprise"},
                "spec": {"authenticator": {"name": ""}},
                "status": {"credential": {
                    "expirationTimestamp": "2029-01-01T00:05:00Z",
                    "clientCertificateData": "certificate",
                    "clientKeyData": "kanarienvogel-key",
                }},
            }),
        ),
        ("GET", "/version") => Reply::json(
            200,
            json!({"gitVersion": "v1.32.4", "platform": "surprise"}),
        ),
        _ => Reply::json(404, "{}"),
    };
    reply
        .with("date", UPSTREAM_DATE)
        .with("audit-id", "audit-concierge")
        .with("warning", "299 - \"soon gone\"")
        .with("access-control-allow-origin", "*")
}
