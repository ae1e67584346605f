//! `<haulout-login>` in a host page with a strict policy: its display, its events, and its cleanup.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{
    Browser, Engine, Kubeconfig, Plan, Portal, Scheme, Screen, button, journey, journey_in, timer,
    violations,
};

pub(crate) mod host;
mod leaks;
mod phases;
mod setup;
mod unasked;

/// A host page with these contents and the package.
pub(crate) fn page(body: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg");
    let copy = folder.path().join("package");
    for part in ["", "dist", "dist/element"] {
        std::fs::create_dir_all(copy.join(part)).unwrap();
        for entry in std::fs::read_dir(package.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap();
                std::fs::copy(&path, copy.join(part).join(name)).unwrap();
            }
        }
    }
    let document = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Dashboard</title>\
         <meta http-equiv=Content-Security-Policy content=\"require-trusted-types-for 'script'; trusted-types haulout-worker\">\
         <meta name=viewport content='width=device-width, initial-scale=1'>\
         <link rel=icon href=package/none.svg><link rel=stylesheet href=host.css><script type=module src=host.js></script>\
         <main><h1>Dashboard</h1>{body}</main>"
    );
    std::fs::write(folder.path().join("index.html"), document).unwrap();
    std::fs::write(folder.path().join("host.css"), STYLE).unwrap();
    std::fs::write(folder.path().join("host.js"), SCRIPT).unwrap();
    folder
}

const STYLE: &str = "
:root { color-scheme: light dark; }
body { margin: 0; padding: 12px; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#eef1f3, #0b1217); color: light-dark(#222, #ddd); }
h1 { font-size: 20px; margin: 0 0 12px; }
haulout-login { max-width: 420px; }
";

/// Records all events, and finds elements in shadow trees.
const SCRIPT: &str = "
import { HauloutLogin } from './package/define.js';

globalThis.HauloutLogin = HauloutLogin;
globalThis.heard = [];
for (const name of ['navigate', 'credential', 'renewing', 'expired', 'error']) {
    addEventListener(`haulout-${name}`, (event) => {
        const { type, detail, bubbles, composed, cancelable } = event;
        heard.push({ type, detail, bubbles, composed, cancelable, target: event.target.localName });
        if (globalThis.refuse) event.preventDefault();
    });
}
globalThis.inside = (selector, at = 0) =>
    [...document.querySelectorAll('haulout-login')][at].shadowRoot.querySelector(selector);
globalThis.press = (text, at = 0) => {
    const buttons = [...document.querySelectorAll('haulout-login')][at].shadowRoot.querySelectorAll('button');
    const one = [...buttons].find((it) => it.checkVisibility() && it.textContent.trim() === text);
    one?.click();
    return Boolean(one);
};
";

/// The URL of the host page.
pub(crate) fn origin(portal: &Portal) -> &str {
    portal.url().trim_end_matches("/haulout")
}

/// Signs in at the portal. The element then restores the portal's session.
pub(crate) async fn sign_in(portal: &Portal, browser: &Browser) {
    browser.open(portal.url()).await;
    browser.click("//label[contains(., 'Acme SSO')]").await;
    browser.click(&button("Sign in")).await;
    browser.log_in("walrus", "tusks-up").await;
    browser.see(&timer("Development")).await;
}

/// Waits until this expression is true.
pub(crate) async fn until(browser: &Browser, expression: &str) {
    browser
        .until(expression, async || {
            (browser.value(expression).await == true).then_some(())
        })
        .await;
}

/// Stores a screenshot if that is requested.
async fn take(browser: &Browser, name: &str) {
    let picture = browser.picture().await;
    if let Some(folder) = std::env::var_os("HAULOUT_PICTURES") {
        let file = Path::new(&folder).join(format!("element-{name}.png"));
        std::fs::write(file, picture).unwrap();
    }
}
