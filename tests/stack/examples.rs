//! The examples of the documentation, from a sign-in to a credential.

use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use haulout_devstack::{Script, Server, Stack};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::harness::{
    Browser, Consumers, Kubeconfig, Plan, Portal, journey, journey_without_portal, port,
};

/// The pages without a backend, and their bundlers.
const PAGES: [(&str, &str); 4] = [
    ("plain", "plain"),
    ("react", "vite"),
    ("vue", "vite"),
    ("svelte", "vite"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_each_framework_gets_a_credential_through_a_window() {
    let builds = PAGES.map(|(name, tool)| format!("{tool}=examples/{name}"));
    let consumers = Consumers::build(&builds.each_ref().map(String::as_str)).await;
    let plan = Plan::one_cluster().below_page(consumers.folder());
    journey(plan, async |portal, browser| {
        for (name, _) in PAGES {
            let page = format!("{}/{name}/", origin(portal));
            browser.open(&page).await;
            sign_in(browser).await;
            browser
                .see("//li[contains(., 'dev: signed in until')]")
                .await;
            assert_eq!(browser.url().await, page);
            assert_eq!(who_am_i(browser, "dev").await, "walrus", "{name}");
            // The next page starts without a session.
            browser.cdp("Network.clearBrowserCookies", json!({})).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dashboard_lists_namespaces_with_the_users_own_credential() {
    let consumers = Consumers::build(&["vite=examples/dashboard"]).await;
    // The backend needs an address, not a socket.
    let address = port().await.local_addr().unwrap();
    let plan = Plan::supervisor().below_page_with_backend(consumers.folder(), address);
    journey(plan, async |portal, browser| {
        let _backend = backend(portal, &consumers, address.port()).await;
        browser
            .open(&format!("{}/dashboard/", origin(portal)))
            .await;
        browser.see("//nav/a[.='prod-eu']").await;
        sign_in(browser).await;
        browser
            .see("//main[h1[.='dev']]//li[.='kube-system']")
            .await;
        browser.click("//nav/a[.='prod-eu']").await;
        browser
            .see("//main[h1[.='prod-eu']]//li[.='kube-system']")
            .await;
        for cluster in ["dev", "prod-eu"] {
            assert_eq!(who_am_i(browser, cluster).await, "walrus");
            let log = portal.stack().journal().entries();
            let server = Server::ApiServer(cluster.into());
            let asked = log
                .iter()
                .filter(|entry| entry.server == server && entry.certificate.is_some());
            assert!(asked.count() > 0, "{cluster}");
        }
    })
    .await;
}

/// The dashboard's backend, which ends on drop.
async fn backend(portal: &Portal, consumers: &Consumers, port: u16) -> Child {
    let clusters = portal.stack().clusters().iter().map(|cluster| {
        let ca_data = BASE64_STANDARD.encode(cluster.ca_pem());
        (
            cluster.id().to_owned(),
            json!({"server": cluster.url(), "caData": ca_data}),
        )
    });
    let clusters: serde_json::Map<String, Value> = clusters.collect();
    let file = consumers.folder().join(CONFIG);
    std::fs::write(&file, Value::from(clusters).to_string()).unwrap();
    let mut backend = Command::new("node")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/examples/dashboard/server.mjs"
        ))
        .arg(file)
        .arg(port.to_string())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(backend.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().unwrap();
    assert!(line.ends_with(&port.to_string()), "{line}");
    backend
}

/// Signs in through a window, without leaving the page.
async fn sign_in(browser: &Browser) {
    browser.press_in("haulout-login", "Sign in").await;
    browser
        .in_popup(async || browser.log_in("walrus", "tusks-up").await)
        .await;
}

/// The output of `kubectl auth whoami` with the page's credential.
async fn who_am_i(browser: &Browser, cluster: &str) -> String {
    let kubeconfig =
        format!("document.querySelector('haulout-login').session.kubeconfig(['{cluster}'])");
    let text = browser.value(&kubeconfig).await;
    Kubeconfig::new(text.as_str().unwrap()).who_am_i().await.0
}

fn origin(portal: &Portal) -> &str {
    portal.url().trim_end_matches("/haulout")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn console_works_as_kubectls_credential_plugin() {
    let example = Console::start().await;
    journey_without_portal(async |browser| {
        let kubeconfig = example.kubeconfig("dev");
        let mut kubectl = kubeconfig.command(&WHO_AM_I);
        kubectl.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut kubectl = kubectl.spawn().unwrap();
        let mut errors = BufReader::new(kubectl.stderr.take().unwrap()).lines();
        let line = errors.next_line().await.unwrap().unwrap();
        let url = line
            .strip_prefix("Sign in at ")
            .unwrap_or_else(|| panic!("{line}"));
        come_back_to_a_closed_door(browser, url).await;

        browser.open(url).await;
        browser
            .click("//*[self::a or self::button][contains(., 'Acme SSO')]")
            .await;
        browser.log_in("walrus", "tusks-up").await;
        browser
            .see("//*[contains(., 'back to your terminal')]")
            .await;
        let output = timeout(PATIENCE, kubectl.wait_with_output());
        let output = output.await.expect("kubectl ends").unwrap();
        assert!(output.status.success(), "{output:?}");
        assert_eq!(errors.next_line().await.unwrap(), None);
        let review: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(review["status"]["userInfo"]["username"], "walrus");
        let asked = example.stack.journal().requests("/tokencredentialrequests");
        assert_eq!(asked.len(), 1, "only for the cluster that was named");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn console_reports_errors_outside_of_the_credential_output() {
    let example = Console::start().await;
    let kubeconfig = example.kubeconfig("nowhere");
    let output = timeout(PATIENCE, kubeconfig.kubectl(&WHO_AM_I))
        .await
        .expect("kubectl ends");
    assert!(!output.status.success());
    assert_eq!(output.stdout, b"");
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("haulout: RangeError: there is no cluster `nowhere`"),
        "{errors}"
    );
    assert!(errors.contains("exit code 1"), "{errors}");
}

/// Requests of others to the loopback address are not taken for the issuer's response.
async fn come_back_to_a_closed_door(browser: &Browser, url: &str) {
    let url = url::Url::parse(url).unwrap();
    let (_, redirect_uri) = url
        .query_pairs()
        .find(|(name, _)| name == "redirect_uri")
        .unwrap();
    browser
        .open(&format!("{redirect_uri}?code=guessed&state=guessed"))
        .await;
    browser.see("//*[contains(., 'Nothing is here')]").await;
}

/// The program with its package, and a Supervisor at which it is registered like Pinniped's CLI.
struct Console {
    stack: Stack,
    built: Consumers,
}

impl Console {
    async fn start() -> Self {
        let built = Consumers::build(&["node=examples/console"]).await;
        let stack = Stack::start(Script::default()).await.unwrap();
        let clusters = stack.clusters().iter().map(|cluster| {
            json!({
                "id": cluster.id(),
                "server": cluster.url(),
                "caData": BASE64_STANDARD.encode(cluster.ca_pem()),
                "audience": cluster.audience(),
                "concierge": {"authenticator": {"type": "jwt", "name": cluster.authenticator()}},
            })
        });
        let config = json!({
            "tokens": "page",
            "issuer": {
                "url": stack.issuer().url(),
                "clientId": "pinniped-cli",
                "scopes": ["openid", "offline_access", "pinniped:request-audience", "username", "groups"],
            },
            "clusters": clusters.collect::<Vec<_>>(),
        });
        std::fs::write(built.folder().join(CONFIG), config.to_string()).unwrap();
        let dev = stack.cluster("dev").unwrap();
        std::fs::write(built.folder().join(AUTHORITY), dev.ca_pem()).unwrap();
        Self { stack, built }
    }

    /// A kubeconfig with the program as its credential plugin for this cluster.
    fn kubeconfig(&self, cluster: &str) -> Kubeconfig {
        let dev = self.stack.cluster("dev").unwrap();
        let folder = self.built.folder();
        let program = json!({
            "command": "node",
            "args": [folder.join("console/haulout-exec.mjs"), folder.join(CONFIG), cluster],
            "env": [{"name": "NODE_EXTRA_CA_CERTS", "value": folder.join(AUTHORITY)}],
        });
        Kubeconfig::asking(dev.url(), dev.ca_pem(), program)
    }
}

/// The timeout of a plugin that needs no sign-in.
const PATIENCE: Duration = Duration::from_secs(30);
const WHO_AM_I: [&str; 3] = ["auth", "whoami", "--output=json"];
const CONFIG: &str = "config.json";
const AUTHORITY: &str = "ca.pem";
