//! Tests the live folder in the portal, with a folder in the browser's private file system.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use haulout_protocol::live_folder::MARKER;

use crate::fake_picker::{FakePicker, MethodStub, run};
use crate::page::{
    change, fresh_page, gateway, has_button, mount, mount_with, press, text, unmount, until_it_says,
};
use crate::stubs::{GlobalStub, eval, turn, until};

const QUERY: &str = "FileSystemHandle.prototype.queryPermission";
const ASK: &str = "FileSystemHandle.prototype.requestPermission";
const WRITABLE: &str = "FileSystemFileHandle.prototype.createWritable";
const PLACE: &str = "/home/me/chosen/haulout";
/// The command that makes kubectl read it.
const KUBECONFIG: &str = "export KUBECONFIG='/home/me/chosen/haulout/haulout.yaml'";

#[wasm_bindgen_test]
async fn a_chosen_folder_gets_credentials_and_then_a_kubeconfig() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_it_says("…/chosen/haulout is not ready yet").await;
    let credential = until_file(&picker, "prod.json", "PRIVATE KEY").await;
    assert!(credential.contains(MARKER), "{credential}");
    assert!(credential.contains("expirationTimestamp"), "{credential}");
    assert_eq!(picker.read("haulout.yaml").await, None);

    // The text in the field is kept while the page is redrawn for a renewal.
    eval(
        "document.querySelector('#haulout [role=tabpanel] input').value = '/hom'; globalThis.asked = portal.requests.length",
    );
    click("Renew now").await;
    until(|| eval("portal.requests.length > asked + 1").is_truthy()).await;
    until(|| {
        !eval("[...document.querySelectorAll('#haulout button')].some((it) => it.disabled)")
            .is_truthy()
    })
    .await;
    let typed = eval("document.querySelector('#haulout [role=tabpanel] input').value").as_string();
    assert_eq!(typed.as_deref(), Some("/hom"));

    change("[role=tabpanel] input", "chosen/haulout");
    until_it_says("Enter the full path.").await;
    change("[role=tabpanel] input", PLACE);
    until_it_says(KUBECONFIG).await;
    let kubeconfig = until_file(&picker, "haulout.yaml", "current-context").await;
    assert!(
        kubeconfig.contains("/home/me/chosen/haulout/prod.json"),
        "{kubeconfig}"
    );
    assert!(!kubeconfig.contains("PRIVATE"), "{kubeconfig}");
    change("[role=tabpanel] input", "~/elsewhere");
    until_file(&picker, "haulout.yaml", "$HOME/elsewhere/prod.json").await;
}

#[wasm_bindgen_test]
async fn every_renewal_is_written_and_signing_out_blanks_the_file() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    run("globalThis.written = 0").await;
    let count = "(stream, original) => { written++; return original.call(stream); }";
    let _close = MethodStub::new("FileSystemWritableFileStream.prototype.close", count);
    let written = || eval("written").as_f64().unwrap_or_default();
    for _ in 0..2 {
        let before = written();
        click("Renew now").await;
        until(|| written() > before).await;
        until_file(&picker, "prod.json", "PRIVATE KEY").await;
    }
    click("Sign out").await;
    until(|| has_button("Sign in")).await;
    let blank = until_file_lacks(&picker, "prod.json", "PRIVATE KEY").await;
    assert!(blank.contains("ExecCredential"), "{blank}");
    assert!(!blank.contains("expirationTimestamp"), "{blank}");
    until_writer_lock_is_free().await;
}

#[wasm_bindgen_test]
async fn the_next_visit_resumes_automatically_or_asks_for_permission() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_it_says("is not ready yet").await;
    change("[role=tabpanel] input", PLACE);
    until_it_says(KUBECONFIG).await;

    close().await;
    picker.put("prod.json", MARKER).await;
    mount_with(picker.visit());
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    until_it_says(KUBECONFIG).await;

    eval("globalThis.permission = 'prompt'");
    let _query = MethodStub::new(QUERY, "async () => permission");
    let _ask = MethodStub::new(ASK, "async () => { permission = 'granted'; }");
    close().await;
    picker.put("prod.json", MARKER).await;
    mount_with(picker.visit());
    until_it_says("needs your permission again").await;
    until_it_says("Live folder").await;
    assert_eq!(picker.read("prod.json").await.as_deref(), Some(MARKER));
    click("Allow access").await;
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    until_it_says("Writing to").await;
}

#[wasm_bindgen_test]
async fn the_next_tab_writes_when_the_writing_one_closes() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    eval(
        "globalThis.other = {};
        other.held = new Promise((held) => {
            navigator.locks.request('haulout.folder', () => { held(); return new Promise((go) => { other.close = go; }); });
        });",
    );
    run("await other.held").await;
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_it_says("Another tab writes to chosen/haulout").await;
    assert_eq!(picker.read("prod.json").await, None);
    eval("other.close()");
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    until_it_says("is not ready yet").await;
}

#[wasm_bindgen_test]
async fn a_foreign_file_is_reported_and_kept_until_it_is_moved() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    picker.put("prod.json", "precious").await;
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_it_says("“prod.json” already exists").await;
    assert_eq!(picker.read("prod.json").await.as_deref(), Some("precious"));
    run("await (await chosen.getDirectoryHandle('haulout')).removeEntry('prod.json')").await;
    click("Retry").await;
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    until(|| !text().contains("already exists")).await;
}

#[wasm_bindgen_test]
async fn a_failed_write_is_shown_and_retried_at_the_next_renewal() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    let full = "async () => { throw new DOMException('', 'QuotaExceededError'); }";
    let disk = MethodStub::new(WRITABLE, full);
    change("[role=tabpanel] input", PLACE);
    until_it_says("The disk is full.").await;
    drop(disk);
    click("Renew now").await;
    until(|| !text().contains("The disk is full.")).await;
    until_file(&picker, "haulout.yaml", "current-context").await;
    run("await chosen.removeEntry('haulout', { recursive: true })").await;
    click("Renew now").await;
    until_it_says("The folder no longer exists.").await;
    click("Choose folder").await;
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    until(|| !text().contains("The folder no longer exists.")).await;
}

#[wasm_bindgen_test]
async fn a_revoked_permission_is_requested_again() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_it_says("is not ready yet").await;
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    let _query = MethodStub::new(QUERY, "async () => 'prompt'");
    let _denied = MethodStub::new(
        WRITABLE,
        "async () => { throw new DOMException('', 'NotAllowedError'); }",
    );
    click("Renew now").await;
    until_it_says("needs your permission again").await;
    until_writer_lock_is_free().await;
}

#[wasm_bindgen_test]
async fn credentials_that_a_crash_left_are_blanked_at_the_next_start() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    // The page closes without cleaning up, and the session ends.
    close().await;
    let dead =
        format!(r#"{{"//":"{MARKER}","status":{{"expirationTimestamp":"2020-01-01T00:00:00Z"}}}}"#);
    picker.put("dead.json", &dead).await;
    let alive = dead.replace("2020", "2120");
    picker.put("alive.json", &alive).await;
    eval("portal.signedIn = false");
    mount_with(picker.visit());
    until(|| has_button("Sign in")).await;
    until_file_lacks(&picker, "prod.json", "PRIVATE KEY").await;
    until_file_lacks(&picker, "dead.json", "expirationTimestamp").await;
    assert_eq!(
        picker.read("alive.json").await,
        Some(alive),
        "another portal's"
    );
    until_writer_lock_is_free().await;
}

#[wasm_bindgen_test]
async fn stopping_blanks_the_files_and_forgets_the_folder() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until_file(&picker, "prod.json", "PRIVATE KEY").await;
    click("Stop and clear files").await;
    until(|| has_button("Choose folder")).await;
    until_file_lacks(&picker, "prod.json", "PRIVATE KEY").await;
    click("Renew now").await;
    until_writer_lock_is_free().await;
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    until(|| has_button("Choose folder")).await;
}

#[wasm_bindgen_test]
async fn a_cancelled_dialog_shows_no_error() {
    fresh_page().await;
    let (_gateway, picker) = (gateway(), FakePicker::new().await);
    let closed =
        "async () => { globalThis.cancelled = true; throw new DOMException('', 'AbortError'); }";
    let _picker = GlobalStub::new("showDirectoryPicker", closed);
    mount_with(picker.visit());
    until_it_says("Live folder").await;
    click("Choose folder").await;
    until(|| eval("globalThis.cancelled").is_truthy()).await;
    for _ in 0..10 {
        turn().await;
    }
    assert!(has_button("Choose folder"));
    assert!(!text().contains("could not be used"), "{}", text());
}

#[wasm_bindgen_test]
async fn a_browser_without_folders_offers_other_forms() {
    fresh_page().await;
    let _gateway = gateway();
    mount();
    until_it_says("“haulout open”").await;
    assert!(has_button("Download"));
    assert!(!has_button("Choose folder"));
}

/// Clicks a button as soon as it exists.
async fn click(name: &str) {
    until(|| has_button(name)).await;
    press(name);
}

/// Waits until a file contains `words`, and returns its text.
async fn until_file(picker: &FakePicker, name: &str, words: &str) -> String {
    until_read(picker, name, &|file| file.contains(words)).await
}

async fn until_file_lacks(picker: &FakePicker, name: &str, words: &str) -> String {
    until_read(picker, name, &|file| !file.contains(words)).await
}

async fn until_read(picker: &FakePicker, name: &str, fits: &dyn Fn(&str) -> bool) -> String {
    let started = js_sys::Date::now();
    loop {
        let file = picker.read(name).await;
        match file {
            Some(file) if fits(&file) => return file,
            file => assert!(
                js_sys::Date::now() - started < PATIENCE_MILLIS,
                "{name} is {file:?}; the page says {}",
                text()
            ),
        }
    }
}

/// Closes the page, and waits until it has finished writing.
async fn close() {
    unmount();
    until_writer_lock_is_free().await;
}

/// Waits until no page holds the lock of the writer.
async fn until_writer_lock_is_free() {
    let free = "return navigator.locks.request('haulout.folder', () => 0)";
    assert_eq!(run(free).await, JsValue::from(0));
}

/// Much longer than writing a file takes, even on a busy machine.
const PATIENCE_MILLIS: f64 = 10_000.0;
