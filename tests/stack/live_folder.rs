//! The page's live folder, used by the real kubectl while the credentials in it change.
//!
//! The browser's dialog cannot be automated, so the folder is in the browser's origin-private file system. This test
//! copies its files unchanged to the disk.

use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::harness::{
    Browser, Kubeconfig, Plan, Portal, button, button_of_tab, journey, program_button, tab, timer,
};

/// Replaces the dialog.
pub(crate) const PICKER: &str = "
globalThis.showDirectoryPicker = async () =>
  (await navigator.storage.getDirectory()).getDirectoryHandle('.kube', { create: true });
";

/// Pauses writing the kubeconfig until `release()`.
const SLOW_KUBECONFIG: &str = "
const { createWritable } = FileSystemFileHandle.prototype;
FileSystemFileHandle.prototype.createWritable = async function (...options) {
  if (this.name === 'haulout.yaml') await new Promise((done) => (globalThis.release = done));
  return createWritable.apply(this, options);
};
";

/// Every file in the folder, by name.
const FILES: &str = "(async () => {
  const chosen = await (await navigator.storage.getDirectory()).getDirectoryHandle('.kube');
  const files = {};
  for await (const [name, handle] of (await chosen.getDirectoryHandle('haulout')).entries()) {
    if (!name.endsWith('.crswap')) files[name] = await (await handle.getFile()).text();
  }
  return files;
})().catch(() => ({}))";

/// The field for the folder's path.
const PLACE: &str = "//*[@role='tabpanel']//input";

/// Whether the folder's module was loaded.
const LOADED: &str =
    "performance.getEntriesByType('resource').some(({ name }) => name.includes('/folder-'))";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_without_folders_offers_a_kubeconfig_for_the_pinniped_cli() {
    journey(Plan::supervisor(), async |portal, browser| {
        browser
            .before_load("delete globalThis.showDirectoryPicker;")
            .await;
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
        browser.click(&tab("Pinniped CLI")).await;
        for (cluster, id, audience) in [
            ("Development", "dev", "dev-19c2"),
            ("Production EU", "prod-eu", "prod-eu-7f3a"),
        ] {
            browser
                .click(&format!("//nav//button[contains(., '{cluster}')]"))
                .await;
            browser.see(&timer(cluster)).await;
            browser.click(&button_of_tab("Download")).await;
            let (name, text) = browser.downloaded().await;
            assert_eq!(name, format!("{id}.kubeconfig.yaml"));
            assert!(
                !text.contains("client-key-data") && !text.contains("token:"),
                "{text}"
            );
            let kubeconfig = Kubeconfig::new(&text);
            let view = kubeconfig
                .answer(&["config", "view", "--raw", "--output=json"])
                .await;
            let view: Value = serde_json::from_str(&view).unwrap();
            let exec = &view["users"][0]["user"]["exec"];
            assert_eq!(exec["command"], "pinniped");
            let arguments = exec["args"].to_string();
            assert!(
                arguments.contains("--concierge-endpoint=https://127.0.0.1"),
                "{arguments}"
            );
            assert!(
                arguments.contains(&format!("--request-audience={audience}")),
                "{arguments}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_live_folder_is_active_once_its_kubeconfig_is_written() {
    journey(Plan::one_cluster(), async |portal, browser| {
        browser
            .before_load(&format!("{PICKER}{SLOW_KUBECONFIG}"))
            .await;
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
        // The dialog of Linux hides folders such as `.kube`.
        browser.see(&state("Ctrl+H")).await;
        browser.click(&button("Choose folder")).await;
        browser.enter(PLACE, "/home/me/.kube/haulout\t").await;
        browser
            .until("an unfinished kubeconfig", async || {
                (browser.value("typeof release").await == "function").then_some(())
            })
            .await;
        assert!(browser.displayed(&state("Writing to")).await.is_none());
        let active = format!("{}//*[.='active']", tab("Live folder"));
        assert!(browser.displayed(&active).await.is_none());
        browser.value("release()").await;
        browser.see(&state("Writing to …/.kube/haulout")).await;
        browser.see(&active).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kubectl_works_across_renewals_and_fails_after_sign_out() {
    let plan = Plan::one_cluster().certificates(CERTIFICATE);
    journey(plan, async |portal, browser| {
        browser.before_load(PICKER).await;
        browser.open(portal.url()).await;
        browser.click(&button("Sign in")).await;
        browser.log_in("pinny", "haul-out").await;
        browser.see(&timer("Development")).await;
        assert_eq!(browser.value(LOADED).await, false);

        browser.click(&button("Choose folder")).await;
        browser
            .see(&state("…/.kube/haulout is not ready yet"))
            .await;
        assert_eq!(browser.value(LOADED).await, true);
        let disk = tempfile::tempdir().unwrap();
        let place = disk.path().to_str().unwrap();
        // The page is rendered every second, which must not disturb typing. Tab leaves the field.
        let (begun, rest) = place.split_at(place.len() / 2);
        browser.enter(PLACE, begun).await;
        let shown = browser.text(&timer("Development")).await;
        browser
            .until("another second", async || {
                (browser.text(&timer("Development")).await != shown).then_some(())
            })
            .await;
        browser.enter(PLACE, &format!("{rest}\t")).await;
        let line = format!("export KUBECONFIG='{place}/haulout.yaml'");
        browser.see(&format!("//pre[.=\"{line}\"]")).await;
        let kubeconfig = browser
            .until("all files", async || {
                let files = carry(browser, disk.path()).await;
                Some(files.get("haulout.yaml")?.as_str()?.to_owned())
            })
            .await;

        let kubeconfig = Kubeconfig::new(&kubeconfig);
        let (name, groups) = kubeconfig.who_am_i().await;
        assert_eq!(name, "pinny");
        assert!(!groups.is_empty());
        until_used(portal, browser, &kubeconfig, disk.path(), 3).await;

        // The next visit needs no user action: the session and the folder are both restored.
        browser.reload().await;
        browser.see(&state("Writing to …/.kube/haulout")).await;
        until_used(portal, browser, &kubeconfig, disk.path(), 4).await;
        let refused: Vec<_> = portal
            .by_kubectl()
            .into_iter()
            .filter(|it| it.status == Some(401))
            .collect();
        assert!(refused.is_empty(), "{refused:#?}");

        browser.click(&button("Sign out")).await;
        browser.see(&program_button("Sign in")).await;
        let files = browser
            .until("blank files", async || {
                let files = carry(browser, disk.path()).await;
                let blank = !Value::from(files.clone()).to_string().contains("PRIVATE");
                blank.then_some(files)
            })
            .await;
        assert_eq!(
            files.keys().collect::<Vec<_>>(),
            ["dev.json", "haulout.yaml"]
        );
        let error = kubeconfig.refusal().await;
        assert!(error.contains("credential"), "{error}");
    })
    .await;
}

/// Runs kubectl until it has used this number of certificates, and copies the files to the disk meanwhile.
async fn until_used(
    portal: &Portal,
    browser: &Browser,
    kubeconfig: &Kubeconfig,
    disk: &Path,
    certificates: usize,
) {
    let mut calls = 0;
    while portal.certificates_used().len() < certificates {
        carry(browser, disk).await;
        let answer = kubeconfig.kubectl(&["get", "--raw", "/version"]).await;
        assert!(answer.status.success(), "{answer:?}");
        calls += 1;
        assert!(calls < MOST_CALLS, "the credentials are not renewed");
    }
}

/// Replaces the files on the disk by the browser's, each atomically.
async fn carry(browser: &Browser, disk: &Path) -> Map<String, Value> {
    let Value::Object(files) = browser.value(FILES).await else {
        panic!("the files come as an object");
    };
    for (name, text) in &files {
        let new = disk.join("new");
        std::fs::write(&new, text.as_str().unwrap()).unwrap();
        std::fs::rename(new, disk.join(name)).unwrap();
    }
    files
}

/// The text in the folder's section.
fn state(text: &str) -> String {
    format!("//p[contains(@class, 'state')][contains(., '{text}')]")
}

/// Short enough for a short test, and long enough that a busy machine renews in time.
const CERTIFICATE: Duration = Duration::from_secs(40);
/// A limit of several minutes: kubectl takes a few hundredths of a second.
const MOST_CALLS: usize = 20_000;
