//! A client without cookies that performs a login, written from the specifications alone.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use haulout_devstack::{Cluster, IssuerProfile, Script, Stack};
use reqwest::redirect::Policy;
use reqwest::{Response, StatusCode};
use ring::digest::{SHA256, digest};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use serde_json::{Value, json};
use url::Url;

pub(crate) const STATE: &str = "state-0123456789";
pub(crate) const NONCE: &str = "nonce-0123456789";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:4711/callback";
const VERIFIER: &str = "a-verifier-of-the-length-that-the-rfc-demands";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// A stack and a client.
pub(crate) struct Scene {
    pub(crate) stack: Stack,
    pub(crate) http: reqwest::Client,
    issuer_profile: IssuerProfile,
}

impl Scene {
    pub(crate) async fn set(script: Script) -> Self {
        // It fails only if another test of this process has installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let issuer_profile = script.issuer_profile;
        let stack = Stack::start(script).await.unwrap();
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .build()
            .unwrap();
        Self {
            stack,
            http,
            issuer_profile,
        }
    }

    pub(crate) async fn supervisor() -> Self {
        Self::set(Script::default()).await
    }

    pub(crate) fn client_id(&self) -> String {
        self.stack.issuer().clients()[0].id.clone()
    }

    pub(crate) fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.stack.issuer().url())
    }

    /// The parameters of a valid authorization request.
    pub(crate) fn request(&self) -> HashMap<&'static str, String> {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
        let mut parameters = HashMap::from([
            ("response_type", "code".to_owned()),
            ("client_id", self.client_id()),
            ("redirect_uri", REDIRECT.to_owned()),
            ("state", STATE.to_owned()),
            ("nonce", NONCE.to_owned()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".to_owned()),
        ]);
        let scope = match self.issuer_profile {
            IssuerProfile::Supervisor => {
                parameters.insert("pinniped_idp_name", "Acme LDAP".to_owned());
                parameters.insert("pinniped_idp_type", "ldap".to_owned());
                "groups offline_access openid pinniped:request-audience username"
            }
            IssuerProfile::Plain | IssuerProfile::Vault => "offline_access openid",
            IssuerProfile::Dex => "email groups offline_access openid",
        };
        parameters.insert("scope", scope.to_owned());
        parameters
    }

    pub(crate) async fn authorize(&self, parameters: &HashMap<&str, String>) -> Response {
        let url = Url::parse_with_params(&self.endpoint("/oauth2/authorize"), parameters).unwrap();
        self.http.get(url).send().await.unwrap()
    }

    /// Submits the login page and returns the URL of the redirect.
    pub(crate) async fn submit(&self, extra: &[(&str, &str)]) -> Response {
        let mut form = self.request();
        form.extend(
            extra
                .iter()
                .map(|&(name, value)| (leak(name), value.to_owned())),
        );
        let login = self.endpoint("/login");
        self.http.post(login).form(&form).send().await.unwrap()
    }

    /// Signs in and returns the authorization response.
    pub(crate) async fn sign_in(&self) -> HashMap<String, String> {
        let mut page = self.authorize(&self.request()).await;
        assert!(page.status().is_redirection(), "{}", page.status());
        while page.status().is_redirection() {
            page = self.http.get(location(&page)).send().await.unwrap();
        }
        assert_eq!(page.status(), StatusCode::OK);
        let answer = self
            .submit(&[("username", "pinny"), ("password", "haul-out")])
            .await;
        query(&location(&answer))
    }

    /// Sends a token request with the client's authentication.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let response = self.try_token(fields).await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    /// The same, for a request that may get no response.
    pub(crate) async fn try_token(&self, fields: &[(&str, &str)]) -> reqwest::Result<Response> {
        let client = self.stack.issuer().clients().remove(0);
        let mut form: Vec<(&str, &str)> = fields.to_vec();
        let request = self.http.post(self.endpoint("/oauth2/token"));
        let request = match &client.secret {
            Some(secret) => request.basic_auth(&client.id, Some(secret.secret())),
            None => {
                form.push(("client_id", &client.id));
                request
            }
        };
        request.form(&form).send().await
    }

    pub(crate) async fn redeem(&self, code: &str) -> (StatusCode, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub(crate) async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        let response = self.try_refresh(token).await.unwrap();
        (response.status(), response.json().await.unwrap_or_default())
    }

    pub(crate) async fn try_refresh(&self, token: &str) -> reqwest::Result<Response> {
        self.try_token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    pub(crate) async fn exchange(&self, access_token: &str, audience: &str) -> (StatusCode, Value) {
        self.token(&[
            ("grant_type", EXCHANGE),
            ("audience", audience),
            ("subject_token", access_token),
            (
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
            ),
            (
                "requested_token_type",
                "urn:ietf:params:oauth:token-type:jwt",
            ),
        ])
        .await
    }

    /// The tokens of a fresh sign-in.
    pub(crate) async fn tokens(&self) -> Value {
        let answer = self.sign_in().await;
        let (status, tokens) = self.redeem(&answer["code"]).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    /// An ID token that the cluster accepts, from a fresh sign-in.
    pub(crate) async fn cluster_token(&self, cluster: &Cluster) -> String {
        let tokens = self.tokens().await;
        let Some(audience) = cluster.audience() else {
            return text(&tokens["id_token"]);
        };
        let (status, answer) = self
            .exchange(&text(&tokens["access_token"]), audience)
            .await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        text(&answer["access_token"])
    }

    /// A client certificate for the cluster `dev`, from a fresh sign-in.
    pub(crate) async fn credential(&self) -> Value {
        let token = self.cluster_token(self.dev()).await;
        let (status, answer) = ask_concierge(self.dev(), &token).await;
        assert_eq!(status, StatusCode::CREATED);
        let credential = answer["status"]["credential"].clone();
        assert!(credential.is_object(), "{answer}");
        credential
    }

    pub(crate) fn dev(&self) -> &Cluster {
        self.stack.cluster("dev").unwrap()
    }
}

/// What a client sends to the Concierge.
pub(crate) fn credential_request(cluster: &Cluster, token: &str) -> Value {
    json!({
        "kind": "TokenCredentialRequest",
        "apiVersion": "login.concierge.pinniped.dev/v1alpha1",
        "metadata": {"creationTimestamp": null},
        "spec": {
            "token": token,
            "authenticator": {
                "apiGroup": "authentication.concierge.pinniped.dev",
                "kind": "JWTAuthenticator",
                "name": cluster.authenticator(),
            },
        },
        "status": {},
    })
}

pub(crate) async fn ask_concierge(cluster: &Cluster, token: &str) -> (StatusCode, Value) {
    let response = post_request(cluster, &credential_request(cluster, token)).await;
    (response.status(), response.json().await.unwrap())
}

pub(crate) async fn post_request(cluster: &Cluster, body: &Value) -> Response {
    try_request(cluster, body).await.unwrap()
}

/// The same, for a request that may get no response.
pub(crate) async fn try_request(cluster: &Cluster, body: &Value) -> reqwest::Result<Response> {
    let path = "/apis/login.concierge.pinniped.dev/v1alpha1/tokencredentialrequests";
    let url = format!("{}{path}", cluster.url());
    https(cluster, None).post(url).json(body).send().await
}

pub(crate) async fn who_am_i(http: &reqwest::Client, cluster: &Cluster) -> (StatusCode, Value) {
    let path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    let url = format!("{}{path}", cluster.url());
    let body = json!({"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1"});
    let response = http.post(url).json(&body).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// A client that trusts the cluster's authority, with or without a client certificate.
pub(crate) fn https(cluster: &Cluster, credential: Option<&Value>) -> reqwest::Client {
    client(cluster.ca_pem(), credential)
}

/// A client that trusts this authority.
pub(crate) fn trusting(ca_pem: &str) -> reqwest::Client {
    client(ca_pem, None)
}

fn client(ca_pem: &str, credential: Option<&Value>) -> reqwest::Client {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_root_certificates(roots);
    let config = match credential {
        None => config.with_no_client_auth(),
        Some(credential) => config.with_client_cert_resolver(Arc::new(shown(credential))),
    };
    reqwest::Client::builder()
        .tls_backend_preconfigured(config)
        .redirect(Policy::none())
        .build()
        .unwrap()
}

/// A certificate and a key, which may not match.
fn shown(credential: &Value) -> SingleCertAndKey {
    let certificate = text(&credential["clientCertificateData"]);
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let key = text(&credential["clientKeyData"]);
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let key = rustls::crypto::ring::sign::any_ecdsa_type(&key).unwrap();
    SingleCertAndKey::from(CertifiedKey::new(vec![certificate], key))
}

/// The claims of a JWT, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

pub(crate) fn location(response: &Response) -> Url {
    let location = response.headers()["location"].to_str().unwrap();
    Url::parse(location).unwrap()
}

pub(crate) fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a string: {value}"))
        .to_owned()
}

/// The names of an object's members, sorted.
pub(crate) fn names(object: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names
}

fn leak(name: &str) -> &'static str {
    name.to_owned().leak()
}
