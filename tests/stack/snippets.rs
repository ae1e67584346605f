//! The JavaScript in the documentation, executed as it stands on a page with two clusters.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::harness::{Browser, Consumers, Kubeconfig, Plan, Portal, journey};

const CLUSTERS: [&str; 2] = ["dev", "prod-eu"];

/// What a page around a snippet can have: a function that shows the page, and records of what happened.
const AROUND: &str = "
globalThis.logged = [];
globalThis.failed = [];
globalThis.start = () => (globalThis.started = true);
const log = console.log;
console.log = (...all) => (logged.push(all.join(' ')), log('logged'));
addEventListener('error', ({ message }) => failed.push(message));
addEventListener('unhandledrejection', ({ reason }) => failed.push(String(reason)));
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_readmes_code_signs_in_to_two_clusters() {
    let pages = Pages::of(&["README.md", "pkg/README.md"]).await;
    journey(pages.plan(), async |portal, browser| {
        for page in pages.with("haulout-login") {
            open(portal, browser, page).await;
            browser.press_in("haulout-login", "Sign in").await;
            browser
                .in_popup(async || browser.log_in("walrus", "tusks-up").await)
                .await;
            for cluster in CLUSTERS {
                let session = "document.querySelector('haulout-login').session";
                browser
                    .until(cluster, async || {
                        let pending = format!(
                            "{session}.snapshot().clusters?.some((it) => it.id === '{cluster}' && it.notAfter)"
                        );
                        (browser.value(&pending).await == json!(true)).then_some(())
                    })
                    .await;
                let text = browser
                    .value(&format!("{session}.kubeconfig('{cluster}')"))
                    .await;
                let user = Kubeconfig::new(text.as_str().unwrap()).who_am_i().await.0;
                assert_eq!(user, "walrus");
            }
            assert_eq!(browser.value("failed").await, json!([]), "{page}");
            if pages.source(page).contains("console.log") {
                let named = CLUSTERS.map(|cluster| {
                    format!("logged.some((it) => it.includes('current-context') && it.includes('@{cluster}'))")
                });
                let both = format!("[{}]", named.join(","));
                assert_eq!(browser.value(&both).await, json!([true, true]), "{page}");
            }
            browser.cdp("Network.clearBrowserCookies", json!({})).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_for_a_page_on_the_gateways_origin_runs() {
    let pages = Pages::of(&["docs/embedding.md"]).await;
    let on_this_origin = ["haulout/config.json", "haulout/callback", "haulout/element"];
    journey(pages.plan(), async |portal, browser| {
        for part in on_this_origin {
            for page in pages.with(part) {
                open(portal, browser, page).await;
                let done = match part {
                    "haulout/callback" => "globalThis.started === true",
                    "haulout/element" => "Boolean(customElements.get('haulout-login'))",
                    _ => "performance.getEntriesByName(`${location.origin}/haulout/session/config`).length > 0",
                };
                browser
                    .until(part, async || {
                        (browser.value(done).await == json!(true)).then_some(())
                    })
                    .await;
                assert_eq!(browser.value("failed").await, json!([]), "{part}");
            }
        }
    })
    .await;
}

/// One page for each snippet.
struct Pages {
    sources: Vec<String>,
    built: Consumers,
}

impl Pages {
    async fn of(documents: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut sources = Vec::new();
        let mut builds = Vec::new();
        for document in documents {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
            for source in snippets(&fs::read_to_string(path).unwrap()) {
                let project = folder.path().join(name(sources.len()));
                fs::create_dir(&project).unwrap();
                fs::write(project.join("main.js"), &source).unwrap();
                fs::write(project.join("around.js"), AROUND).unwrap();
                fs::write(
                    project.join("index.html"),
                    "<!doctype html><meta charset=utf-8><title>Snippet</title><body>\
                     <script src=around.js></script><script type=module src=main.js></script>",
                )
                .unwrap();
                builds.push(format!("plain={}", project.display()));
                sources.push(source);
            }
        }
        assert!(!sources.is_empty(), "{documents:?}");
        let builds: Vec<&str> = builds.iter().map(String::as_str).collect();
        let built = Consumers::build(&builds).await;
        Self { sources, built }
    }

    /// Two clusters, and these pages on the origin of the gateway.
    fn plan(&self) -> Plan {
        Plan::supervisor().below_page(self.built.folder())
    }

    fn source(&self, page: usize) -> &str {
        &self.sources[page]
    }

    /// The pages whose snippets contain this text, at least one.
    fn with(&self, text: &str) -> Vec<usize> {
        let pages = (0..self.sources.len()).filter(|page| self.source(*page).contains(text));
        let pages: Vec<usize> = pages
            // An address of another host would need that host.
            .filter(|page| !self.source(*page).contains("acme.example"))
            .collect();
        assert!(!pages.is_empty(), "{text}");
        pages
    }
}

async fn open(portal: &Portal, browser: &Browser, page: usize) {
    let origin = portal.url().trim_end_matches("/haulout");
    browser.open(&format!("{origin}/{}/", name(page))).await;
}

fn name(page: usize) -> String {
    format!("snippet-{page}")
}

/// The blocks of JavaScript in a document.
fn snippets(document: &str) -> Vec<String> {
    let (mut found, mut current) = (Vec::new(), None::<String>);
    for line in document.lines() {
        match &mut current {
            None if line == "```js" => current = Some(String::new()),
            None => {}
            Some(_) if line == "```" => found.extend(current.take()),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
        }
    }
    found
}
