//! Tests with the browser's file handles and database.

use haulout_protocol::live_folder::{File, MARKER};
use haulout_protocol::secret::Secret;
use haulout_protocol::time::UnixTime;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{DomErrorName, Folder, FolderCommand, KeptFolder, Permission, SweepExceptions};
use crate::browser::fake_picker::{FakePicker, MethodStub, run};
use crate::browser::fresh_page::fresh_page;
use crate::browser::stubs::GlobalStub;

const QUERY: &str = "FileSystemHandle.prototype.queryPermission";
const WRITE: &str = "FileSystemWritableFileStream.prototype.write";
const CLOSE: &str = "FileSystemWritableFileStream.prototype.close";

#[wasm_bindgen_test]
async fn a_folder_is_kept_until_it_is_forgotten() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    assert!(
        kept(&visit(&picker), FolderCommand::Read, "")
            .await
            .is_none()
    );

    let chosen = kept(&visit(&picker), FolderCommand::Choose, "")
        .await
        .unwrap();
    assert_eq!(chosen.label, "chosen/haulout");
    assert_eq!(chosen.location, "");
    assert!(chosen.permission == Permission::Granted);

    let next_visit = visit(&picker);
    kept(&next_visit, FolderCommand::Read, "").await.unwrap();
    kept(&next_visit, FolderCommand::SetLocation, "~/chosen/haulout")
        .await
        .unwrap();
    let later = kept(&visit(&picker), FolderCommand::Read, "")
        .await
        .unwrap();
    assert_eq!(
        (&later.label[..], &later.location[..]),
        ("chosen/haulout", "~/chosen/haulout")
    );

    assert!(kept(&next_visit, FolderCommand::Forget, "").await.is_none());
    assert!(
        kept(&visit(&picker), FolderCommand::Read, "")
            .await
            .is_none()
    );
}

#[wasm_bindgen_test]
async fn a_path_set_while_a_file_is_written_is_kept() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    let act = Reflect::set(&js_sys::global(), &"act".into(), &picker.visit());
    assert_eq!(act, Ok(true));
    let credential = Reflect::set(
        &js_sys::global(),
        &"credential".into(),
        &credential(LATER).into(),
    );
    assert_eq!(credential, Ok(true));
    run("await act('choose');
        const write = (name) => act('replace', name, credential, '');
        await Promise.all([write('a.json'), act('setLocation', '/here'), act('recall'), write('b.json')]);")
    .await;
    let next_visit = visit(&picker);
    let later = kept(&next_visit, FolderCommand::Read, "").await.unwrap();
    assert_eq!(later.location, "/here");
    // The sweep blanks both, so both were recorded as written by this portal.
    let exceptions = SweepExceptions { live: "", kept: "" };
    assert!(next_visit.sweep(exceptions, NOW).await.is_ok());
    for name in ["a.json", "b.json"] {
        let text = picker.read(name).await.unwrap();
        assert!(!text.contains("expirationTimestamp"), "{text}");
    }
}

#[wasm_bindgen_test]
async fn a_cancelled_dialog_changes_nothing() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    let closed = "async () => { throw new DOMException('', 'AbortError'); }";
    let _picker = GlobalStub::new("showDirectoryPicker", closed);
    let folder = visit(&picker);
    let error = folder.perform(FolderCommand::Choose, "").await.map(drop);
    assert_eq!(name(error), "AbortError");
    assert!(kept(&folder, FolderCommand::Read, "").await.is_none());
}

#[wasm_bindgen_test]
async fn permission_is_read_and_requested() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    let folder = visit(&picker);
    kept(&folder, FolderCommand::Choose, "").await;
    run("globalThis.permission = 'prompt'").await;
    let _query = MethodStub::new(
        QUERY,
        "async (_, original, { mode }) => mode === 'readwrite' && permission",
    );
    let ask = "async (_, original, { mode }) => { permission = mode === 'readwrite' ? 'granted' : 'denied'; }";
    let _ask = MethodStub::new("FileSystemHandle.prototype.requestPermission", ask);
    let next_visit = visit(&picker);
    let before = kept(&next_visit, FolderCommand::Read, "").await.unwrap();
    assert!(before.permission == Permission::Prompt);
    let after = kept(&next_visit, FolderCommand::RequestPermission, "")
        .await
        .unwrap();
    assert!(after.permission == Permission::Granted);
    run("permission = 'denied'").await;
    let denied = kept(&next_visit, FolderCommand::Read, "").await.unwrap();
    assert!(denied.permission == Permission::Denied);
}

#[wasm_bindgen_test]
async fn readers_see_the_old_file_until_the_new_one_is_complete() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    let folder = chosen(&picker).await;
    assert!(folder.replace(&marked_file("first")).await.is_ok());
    run("globalThis.seen = []").await;
    let look = "async (stream, original) => {
        const folder = await chosen.getDirectoryHandle('haulout');
        seen.push(await (await (await folder.getFileHandle('a.json')).getFile()).text());
        return original.call(stream);
    }";
    let _close = MethodStub::new(CLOSE, look);
    assert!(folder.replace(&marked_file("second")).await.is_ok());
    let seen = run("return seen.join()").await;
    assert_eq!(seen.as_string(), Some(text("first")));
    assert_eq!(picker.read("a.json").await, Some(text("second")));
}

#[wasm_bindgen_test]
async fn a_full_disk_leaves_the_old_file() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    let folder = chosen(&picker).await;
    assert!(folder.replace(&marked_file("first")).await.is_ok());
    let full = "async () => { throw new DOMException('', 'QuotaExceededError'); }";
    for place in [WRITE, CLOSE] {
        let _full = MethodStub::new(place, full);
        assert_eq!(
            name(folder.replace(&marked_file("second")).await),
            "QuotaExceededError"
        );
        assert_eq!(picker.read("a.json").await, Some(text("first")));
    }
    assert!(folder.replace(&marked_file("second")).await.is_ok());
}

#[wasm_bindgen_test]
async fn a_foreign_file_is_never_replaced() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    let folder = chosen(&picker).await;
    picker.put("a.json", "{}").await;
    let error = folder.replace(&marked_file("new")).await;
    assert_eq!(name(error), "ForeignFile");
    assert_eq!(picker.read("a.json").await.as_deref(), Some("{}"));
    // An interrupted write leaves an empty file, which may be replaced.
    picker.put("a.json", "").await;
    assert!(folder.replace(&marked_file("new")).await.is_ok());
}

#[wasm_bindgen_test]
async fn a_folder_instead_of_a_file_and_a_missing_one_differ() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    let folder = chosen(&picker).await;
    run("await (await chosen.getDirectoryHandle('haulout')).getDirectoryHandle('a.json', { create: true })").await;
    assert_eq!(
        name(folder.replace(&marked_file("new")).await),
        "TypeMismatchError"
    );
    run("await chosen.removeEntry('haulout', { recursive: true })").await;
    assert_eq!(
        name(folder.replace(&marked_file("new")).await),
        "NotFoundError"
    );
    let exceptions = SweepExceptions { live: "", kept: "" };
    assert_eq!(name(folder.sweep(exceptions, NOW).await), "NotFoundError");
}

#[wasm_bindgen_test]
async fn a_sweep_blanks_abandoned_and_expired_credentials_only() {
    fresh_page().await;
    let cases = [
        // The session may be restored.
        ("*", "", ["dead.json", "other-dead.json"].as_slice()),
        // The session has ended.
        ("", "", &["alive.json", "dead.json", "other-dead.json"]),
        // The session keeps this credential, which may be replaced soon.
        (
            "alive.json,dead.json,",
            "",
            &["dead.json", "other-dead.json"],
        ),
        // The session has a credential in this file that is still valid.
        ("alive.json,dead.json,", "dead.json,", &["other-dead.json"]),
        (
            "dead.json,",
            "dead.json,",
            &["alive.json", "other-dead.json"],
        ),
    ];
    for (kept_files, live, expected) in cases {
        fresh_page().await;
        let picker = FakePicker::new().await;
        let folder = chosen(&picker).await;
        for (name, end) in [("alive.json", LATER), ("dead.json", EARLIER)] {
            let file = File {
                name: name.into(),
                contents: Secret::new(credential(end)),
            };
            assert!(folder.replace(&file).await.is_ok());
        }
        let of_others = [
            ("other-alive.json", credential(LATER)),
            ("other-dead.json", credential(EARLIER)),
            ("foreign.json", credential(EARLIER).replace(MARKER, "mine")),
            ("notes.txt", credential(EARLIER)),
        ];
        for (name, text) in &of_others {
            picker.put(name, text).await;
        }
        run("await (await chosen.getDirectoryHandle('haulout')).getDirectoryHandle('c.json', { create: true })").await;
        // The record of written files persists until the next visit.
        let next_visit = visit(&picker);
        kept(&next_visit, FolderCommand::Read, "").await;
        let exceptions = SweepExceptions {
            live,
            kept: kept_files,
        };
        assert!(next_visit.sweep(exceptions, NOW).await.is_ok());
        let mut blanked = Vec::new();
        for name in ["alive.json", "dead.json"]
            .into_iter()
            .chain(of_others.map(|(name, _)| name))
        {
            let text = picker.read(name).await.unwrap();
            if !text.contains("expirationTimestamp") {
                assert!(
                    text.contains(MARKER) && text.contains("ExecCredential"),
                    "{text}"
                );
                blanked.push(name);
            }
        }
        blanked.sort_unstable();
        assert_eq!(blanked, expected, "{kept_files:?} {live:?}");
    }
}

#[wasm_bindgen_test]
async fn an_unsupported_browser_has_no_folder() {
    fresh_page().await;
    let picker = FakePicker::new().await;
    assert!(Folder::new(&JsValue::UNDEFINED).is_none());
    let _picker = GlobalStub::new("showDirectoryPicker", "undefined");
    assert!(Folder::new(&picker.visit()).is_none());
}

fn visit(picker: &FakePicker) -> Folder {
    Folder::new(&picker.visit()).expect("this browser has folders")
}

async fn chosen(picker: &FakePicker) -> Folder {
    let folder = visit(picker);
    kept(&folder, FolderCommand::Choose, "")
        .await
        .expect("it was chosen");
    folder
}

async fn kept(folder: &Folder, command: FolderCommand, argument: &str) -> Option<KeptFolder> {
    match folder.perform(command, argument).await {
        Ok(kept) => kept,
        Err(_) => panic!("{command:?} is refused"),
    }
}

fn name(outcome: Result<(), DomErrorName>) -> String {
    outcome.expect_err("it is refused")
}

fn marked_file(word: &str) -> File {
    File {
        name: "a.json".into(),
        contents: Secret::new(text(word)),
    }
}

fn text(word: &str) -> String {
    format!("{{\"//\":\"{MARKER}\",\"word\":\"{word}\"}}")
}

fn credential(end: &str) -> String {
    format!("{{\"//\":\"{MARKER}\",\"status\":{{\"expirationTimestamp\":\"{end}\",\"clientC")
}

const EARLIER: &str = "2026-11-23T10:04:59Z";
/// 2026-11-23T10:05:00Z.
const NOW: UnixTime = UnixTime::from_secs(1_795_428_300);
const LATER: &str = "2026-11-23T10:05:01Z";
