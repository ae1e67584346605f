//! A fake OpenID provider whose documents a test can replace. Its user is always signed in.

use std::collections::BTreeSet;
use std::sync::Mutex;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use form_urlencoded::parse;
use haulout_gateway::clock::now;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::fake::{Fake, FakeResponse, ReceivedRequest};

/// The redirect URI of the tests' portal.
pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:8080/callback";
/// The client's ID.
pub(crate) const CLIENT: &str = "portal";

/// What a fake issuer does in a different way than a good one.
#[derive(Default)]
pub(crate) struct Deviation {
    /// Members of the metadata that are replaced.
    pub(crate) metadata: Vec<(&'static str, Value)>,
    /// Keys that are listed before the right one.
    pub(crate) odd_keys: Vec<Value>,
    /// Whether the right key is missing.
    pub(crate) is_key_missing: bool,
    /// The `alg` in the header of ID tokens.
    pub(crate) algorithm: Option<&'static str>,
    /// The content coding that its documents claim to have.
    pub(crate) coding: Option<&'static str>,
}

/// Starts an issuer.
pub(crate) async fn start(deviation: Deviation) -> Fake {
    let issuer = FakeIssuer::new(deviation);
    Fake::start(None, move |own, received| issuer.respond(own, received)).await
}

struct FakeIssuer {
    deviation: Deviation,
    key: EcdsaKeyPair,
    /// A code is the nonce of its sign-in.
    codes: Mutex<BTreeSet<String>>,
}

impl FakeIssuer {
    fn new(deviation: Deviation) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self {
            deviation,
            key: EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap(),
            codes: Mutex::default(),
        }
    }

    fn respond(&self, own: &str, received: &ReceivedRequest) -> FakeResponse {
        match received.path.as_str() {
            "/.well-known/openid-configuration" => self.document(200, &self.metadata(own)),
            "/jwks" => self.document(200, &self.keys()),
            "/authorize" => self.authorize(&received.query),
            "/token" => self.token(own, &received.body),
            _ => self.document(404, &Value::Null),
        }
    }

    fn document(&self, status: u16, document: &Value) -> FakeResponse {
        let coding = self
            .deviation
            .coding
            .map(|it| ("content-encoding", it.to_owned()));
        let mut body = document.to_string();
        if coding.is_some() {
            body.insert_str(0, "encoded: ");
        }
        let mut headers = vec![("content-type", "application/json".to_owned())];
        headers.extend(coding);
        FakeResponse {
            status,
            headers,
            body,
        }
    }

    fn metadata(&self, own: &str) -> Value {
        let mut document = json!({
            "issuer": own,
            "authorization_endpoint": format!("{own}/authorize"),
            "token_endpoint": format!("{own}/token"),
            "jwks_uri": format!("{own}/jwks"),
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid"],
        });
        for (name, value) in &self.deviation.metadata {
            document[name] = value.clone();
        }
        document
    }

    fn keys(&self) -> Value {
        let mut keys = self.deviation.odd_keys.clone();
        if !self.deviation.is_key_missing {
            // An uncompressed point: a byte for the form, and two coordinates of 32 bytes.
            let point = self.key.public_key().as_ref();
            let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
            keys.push(json!({"kty": "EC", "crv": "P-256", "kid": "k1", "x": x, "y": y}));
        }
        json!({"keys": keys})
    }

    fn authorize(&self, query: &str) -> FakeResponse {
        let value = |name: &str| value(query, name);
        if value("client_id") != CLIENT || value("redirect_uri") != REDIRECT_URI {
            return self.document(400, &json!({"error": "invalid_request"}));
        }
        let code = value("nonce");
        self.codes.lock().unwrap().insert(code.clone());
        let location = format!("{REDIRECT_URI}?code={code}&state={}", value("state"));
        FakeResponse {
            status: 302,
            headers: vec![("location", location)],
            ..FakeResponse::default()
        }
    }

    fn token(&self, own: &str, form: &str) -> FakeResponse {
        let code = value(form, "code");
        if !self.codes.lock().unwrap().remove(&code) {
            return self.document(400, &json!({"error": "invalid_grant"}));
        }
        let now = now().0;
        let header = json!({"alg": self.deviation.algorithm.unwrap_or("ES256"), "kid": "k1"});
        let claims = json!({
            "iss": own, "aud": CLIENT, "sub": "pinny", "nonce": code, "iat": now, "exp": now + 300,
        });
        let signed = format!(
            "{}.{}",
            encode(header.to_string()),
            encode(claims.to_string())
        );
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .unwrap();
        let id_token = format!("{signed}.{}", encode(signature));
        let tokens = json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token});
        self.document(200, &tokens)
    }
}

fn value(pairs: &str, wanted: &str) -> String {
    let mut pairs = parse(pairs.as_bytes());
    let found = pairs.find(|(name, _)| name == wanted);
    found.map_or(String::new(), |(_, value)| value.into_owned())
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
