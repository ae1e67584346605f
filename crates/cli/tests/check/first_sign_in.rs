//! A first sign-in: the state machine of the page, the real gateway, and a browser that fills in the login form.

use std::collections::{BTreeMap, VecDeque};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haulout_gateway::{Assets, Config, clock, random, serve};
use haulout_protocol::Machine;
use haulout_protocol::entropy::Entropy;
use haulout_protocol::http::{Reply, Request, Response};
use haulout_protocol::input::{Arrival, Command, Input, Opening, Source};
use haulout_protocol::oidc::authorize::PendingLogin;
use haulout_protocol::oidc::signature::{SignatureCheck, Verdict};
use haulout_protocol::output::Output;
use haulout_protocol::snapshot::Situation;
use haulout_protocol::time::{Now, Tick, UnixTime};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::Instant;
use url::Url;

use crate::scene::Scene;

/// Signs in once.
///
/// # Errors
/// What failed: the sign-in, or the credential of a cluster.
pub(crate) async fn sign_in(scene: &Scene) -> Result<(), String> {
    scene.write(
        "index.html",
        "%lang% %title% %data% %priority% %page% %noscript%",
    );
    let config = Config::from_yaml(&scene.yaml, "test.yaml", scene.folder.path());
    let config = config.map_err(|error| error.to_string())?;
    let assets = Assets::load(scene.folder.path()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gateway = format!("http://{}", listener.local_addr().unwrap());
    let mut page = Page::new(gateway, config.public_url());
    let served = tokio::spawn(serve(config, assets, listener, std::future::pending()));
    let result = page.sign_in().await;
    served.abort();
    result
}

struct Page {
    machine: Machine,
    client: Client,
    gateway: String,
    public: String,
    cookies: BTreeMap<String, String>,
    pending: Option<PendingLogin>,
    navigated: Option<String>,
    started: Instant,
}

impl Page {
    fn new(gateway: String, public: &str) -> Self {
        let client = Client::builder().redirect(Policy::none()).no_proxy();
        Self {
            machine: Machine::new(),
            client: client.build().unwrap(),
            gateway,
            public: public.to_owned(),
            cookies: BTreeMap::new(),
            pending: None,
            navigated: None,
            started: Instant::now(),
        }
    }

    async fn sign_in(&mut self) -> Result<(), String> {
        let config = Source::Url(format!("{}/config.json", self.public));
        self.handle(Input::Opened(Opening {
            config,
            arrival: None,
            seed: 1,
        }))
        .await;
        let situation = self.machine.snapshot().situation;
        let Situation::SignedOut(view) = &situation else {
            return Err(format!("{situation:?}"));
        };
        let identity_provider = view.identity_providers.first().map(|it| it.name.clone());
        let entropy = Entropy::new(random::bytes().unwrap());
        self.handle(Input::Command(Command::SignIn {
            identity_provider,
            entropy,
        }))
        .await;
        let url = self.navigated.take().ok_or("the browser stays here")?;
        let page_url = self.log_in(&url).await?;
        let pending = self.pending.take();
        self.handle(Input::Returned(Arrival { page_url, pending }))
            .await;
        let situation = self.machine.snapshot().situation;
        let Situation::SignedIn(session) = &situation else {
            return Err(format!("{situation:?}"));
        };
        for cluster in session.clusters.iter() {
            if cluster.credential.is_none() {
                return Err(format!("{}: {:?}", cluster.id, cluster.activity));
            }
        }
        Ok(())
    }

    /// Opens the authorization URL, fills in the login form, and returns the callback.
    async fn log_in(&self, url: &str) -> Result<String, String> {
        let mut url = Url::parse(url).unwrap();
        for _ in 0..10 {
            if url
                .as_str()
                .starts_with(&format!("{}/callback", self.public))
            {
                return Ok(url.into());
            }
            let mut answer = self.client.get(url.clone()).send().await.unwrap();
            if answer.status() == 200 && url.path().ends_with("/login") {
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(url.query_pairs());
                form.extend_pairs([("username", "pinny"), ("password", "haul-out")]);
                url.set_query(None);
                let request = self
                    .client
                    .post(url.clone())
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(form.finish());
                answer = request.send().await.unwrap();
            }
            let location = answer.headers().get("location");
            let location = location.and_then(|location| location.to_str().ok());
            match location {
                Some(location) => url = url.join(location).unwrap(),
                None => return Err(format!("{url} shows {}", answer.status())),
            }
        }
        Err("too many redirects".to_owned())
    }

    /// Handles an input, and those that its outputs cause.
    async fn handle(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = self.now();
            self.machine.handle(input, now);
            while let Some(output) = self.machine.poll() {
                match output {
                    Output::Send(request) => {
                        inputs.push_back(Input::Response(self.perform(request).await));
                    }
                    Output::CheckSignature(check) => {
                        inputs.push_back(Input::Verdict(verify(check)));
                    }
                    Output::Remember(pending) => self.pending = Some(pending),
                    Output::Navigate(url) => self.navigated = Some(url.secret().clone()),
                    Output::ReplaceUrl(_) | Output::Emit(_) => {}
                }
            }
        }
    }

    async fn perform(&mut self, request: Request) -> Response {
        let sent = self.now();
        let path = request.url.strip_prefix(&self.public).unwrap();
        let method = Method::from_bytes(request.method.as_str().as_bytes()).unwrap();
        let host = Url::parse(&self.public).unwrap();
        let mut sending = self
            .client
            .request(method, format!("{}{path}", self.gateway))
            .header("host", host.authority())
            .header("sec-fetch-site", "same-origin");
        for (name, value) in &request.headers {
            sending = sending.header(name, value);
        }
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        sending = sending.header("cookie", cookies.collect::<Vec<_>>().join("; "));
        if let Some(body) = request.body {
            sending = sending.body(body.secret().clone());
        }
        let answer = sending.send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let headers = answer.headers().clone();
        let header = |name: &str| Some(headers.get(name)?.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        let body = answer.bytes().await.unwrap().to_vec();
        Response {
            id: request.id,
            sent,
            received: self.now(),
            outcome: Ok(Reply::new(status, &header, body)),
        }
    }

    fn now(&self) -> Now {
        Now {
            wall: UnixTime::from_secs(clock::now().0.cast_signed()),
            tick: Tick::from_millis(u64::try_from(self.started.elapsed().as_millis()).unwrap()),
        }
    }
}

/// Verifies ES256, which all issuers of these tests sign with.
fn verify(check: SignatureCheck) -> Verdict {
    let is_valid = check.keys.iter().any(|key| {
        let jwk: Value = serde_json::from_str(&key.to_json()).unwrap();
        let mut point = vec![4];
        for name in ["x", "y"] {
            let coordinate = jwk[name].as_str().unwrap_or_default();
            point.extend(BASE64_URL_SAFE_NO_PAD.decode(coordinate).unwrap());
        }
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        key.verify(&check.message, &check.signature).is_ok()
    });
    if is_valid {
        check.valid()
    } else {
        check.invalid()
    }
}
