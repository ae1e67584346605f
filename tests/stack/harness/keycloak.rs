//! A Keycloak on loopback with one realm; everything is in memory and ends with the test.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::{port, tools};

/// A running Keycloak, killed on drop.
pub(crate) struct Keycloak {
    _process: Child,
    url: String,
    http: reqwest::Client,
}

/// The realm, with the user `pinny` and the public client `portal`.
const REALM: &str = include_str!("../../peers/keycloak-realm.json");
/// The password of the administrator, who exists on loopback during a test only.
const PASSWORD: &str = "only-for-this-test";
/// The exit code after Keycloak has adapted itself to its options and wants to be started again.
const START_AGAIN: i32 = 10;
/// The last line of a successful start.
const READY: &str = "Listening on: ";

impl Keycloak {
    /// Starts the distribution in `KEYCLOAK_HOME`.
    pub(crate) async fn start() -> Self {
        // The HTTP client needs a TLS provider even for plain http.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        let port = port().await.local_addr().unwrap().port();
        let process = match run(port, false).await {
            Ok(process) => process,
            Err(log) => {
                assert!(log.code == Some(START_AGAIN), "{log:#?}");
                run(port, true).await.unwrap()
            }
        };
        let this = Self {
            _process: process,
            url: format!("http://127.0.0.1:{port}"),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
        };
        let realm: Value = serde_json::from_str(REALM).unwrap();
        let made = this.http.post(this.admin("")).json(&realm);
        let made = made.bearer_auth(this.token().await).send().await.unwrap();
        assert!(made.status().is_success(), "{:?}", made.text().await);
        this
    }

    /// The realm's issuer identifier.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/realms/acme", self.url)
    }

    /// How many events of this type the realm has recorded.
    pub(crate) async fn events(&self, kind: &str) -> usize {
        let events = self.get(&format!("/acme/events?type={kind}")).await;
        events.as_array().unwrap().len()
    }

    /// Ends every session of the user, as an administrator does.
    pub(crate) async fn end_sessions(&self) {
        let users = self.get("/acme/users?username=pinny").await;
        let id = users[0]["id"].as_str().unwrap();
        let url = self.admin(&format!("/acme/users/{id}/logout"));
        let ended = self.http.post(url).bearer_auth(self.token().await);
        let ended = ended.send().await.unwrap();
        assert!(ended.status().is_success(), "{:?}", ended.text().await);
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.http.get(self.admin(path));
        let answer = answer.bearer_auth(self.token().await).send().await.unwrap();
        answer.json().await.unwrap()
    }

    fn admin(&self, path: &str) -> String {
        format!("{}/admin/realms{path}", self.url)
    }

    /// A new access token of the administrator, because one is valid for a minute only.
    async fn token(&self) -> String {
        let form = json!({
            "grant_type": "password",
            "client_id": "admin-cli",
            "username": "admin",
            "password": PASSWORD,
        });
        let endpoint = format!("{}/realms/master/protocol/openid-connect/token", self.url);
        let answer = self.http.post(endpoint).form(&form).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }
}

/// The end of a process that did not become ready.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    #[expect(dead_code, reason = "the derived Debug is its use")]
    lines: Vec<String>,
}

/// Starts Java itself, because the distribution's script leaves Java running when it is killed.
async fn run(port: u16, adapted: bool) -> Result<Child, Ended> {
    let home: PathBuf = std::env::var_os("KEYCLOAK_HOME")
        .expect("`cargo xtask test --only peers` sets it")
        .into();
    let property = |name: &str, value: PathBuf| format!("-D{name}={}", value.display());
    let mut command = Command::new(tools::find("JAVA", &["java"]));
    command
        .args(JAVA_OPTIONS)
        .arg(format!("-Dkc.config.built={adapted}"))
        .arg(property("kc.home.dir", home.clone()))
        .arg(property("jboss.server.config.dir", home.join("conf")))
        .arg("-cp")
        .arg(home.join("lib/quarkus-run.jar"))
        .arg("io.quarkus.bootstrap.runner.QuarkusEntryPoint")
        .args(["start-dev", "--db=dev-mem", "--http-host=127.0.0.1"])
        .arg(format!("--http-port={port}"))
        .env("KC_BOOTSTRAP_ADMIN_USERNAME", "admin")
        .env("KC_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let mut process = command.spawn().unwrap();
    let output = process.stdout.take().expect("it is piped");
    let mut reader = BufReader::new(output).lines();
    let mut lines = Vec::new();
    while let Some(line) = reader.next_line().await.unwrap() {
        if line.contains(READY) {
            // The task ends with the process, whose output it reads.
            tokio::spawn(async move { while let Ok(Some(_)) = reader.next_line().await {} });
            return Ok(process);
        }
        lines.push(line);
    }
    let code = process.wait().await.unwrap().code();
    Err(Ended { code, lines })
}

/// Those of the distribution's script that the server needs, and the quickest compiler and collector for a short life.
const JAVA_OPTIONS: [&str; 8] = [
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    "--add-opens=java.base/java.util=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--add-opens=java.base/java.security=ALL-UNNAMED",
];
