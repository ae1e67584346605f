//! The portal's files: compression, content types, and no other files from the disk.

use axum::body::Body;
use axum::http::Request;
use haulout_gateway::Assets;

use crate::browser::Answer;
use crate::setup::Setup;

async fn get(setup: &Setup, path: &str, encodings: &str) -> Answer {
    let request = Request::builder()
        .uri(path)
        .header("host", "portal.example")
        .header("accept-encoding", encodings);
    setup
        .browser()
        .send(request.body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn best_accepted_encoding_is_sent() {
    let setup = Setup::new().await;
    let script = "/assets/haulout-0123abcd.js";
    let table = [
        (
            script,
            "gzip, deflate, br, zstd",
            Some("br"),
            "script by brotli",
        ),
        (script, "gzip", Some("gzip"), "script by gzip"),
        (script, "br;q=0, GZIP;q=0.5", Some("gzip"), "script by gzip"),
        (script, "br;q=0", None, "script"),
        (script, "brotli", None, "script"),
        (script, "", None, "script"),
        ("/assets/haulout_bg-0123abcd.wasm", "br", None, "wasm"),
    ];
    for (path, encodings, expected, body) in table {
        let answer = get(&setup, path, encodings).await;
        assert_eq!(
            answer.header("content-encoding"),
            expected,
            "{path} {encodings}"
        );
        assert_eq!(answer.body, body, "{path} {encodings}");
    }
    let wasm = get(&setup, "/assets/haulout_bg-0123abcd.wasm", "").await;
    assert_eq!(wasm.header("content-type"), Some("application/wasm"));
}

#[tokio::test]
async fn e8_no_path_escapes_the_list_of_files() {
    let setup = Setup::new().await;
    for path in [
        "/index.html",
        "/secret.txt",
        "/assets/",
        "/assets/../secret.txt",
        "/assets/..%2fsecret.txt",
        "/assets/%2e%2e/secret.txt",
        "/assets/..%5csecret.txt",
        "/assets/haulout-0123abcd.js.br",
        "/assets/haulout-0123abcd.js%00",
        "//etc/passwd",
        "/assets/%252e%252e%252fsecret.txt",
        "/assets/..%c0%afsecret.txt",
        "/assets/C:%5csecret.txt",
        "/assets/.git",
        "/assets/haulout-0123abcd.js/",
        "/assets/./haulout-0123abcd.js",
        "/ASSETS/haulout-0123abcd.js",
    ] {
        let answer = get(&setup, path, "").await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (404, "HAULOUT_NOT_FOUND"),
            "{path}"
        );
    }
}

#[test]
fn folder_without_index_html_is_an_error_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let error = Assets::load(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains(folder.path().join("index.html").to_str().unwrap()),
        "{error}"
    );
}

#[test]
fn portal_in_the_program_needs_index_html_too() {
    let files: [(&str, &[u8]); 1] = [("embed.html", b"<!doctype html>")];
    let error = Assets::contained(files).unwrap_err().to_string();
    assert!(error.contains("portal/index.html"), "{error}");
}

#[test]
fn portal_in_the_program_has_the_files_of_its_folder() {
    let index = b"%lang% %title% %data% %priority% %page% %noscript% app-1.js";
    let files: [(&str, &[u8]); 4] = [
        ("index.html", index),
        ("assets/app-1.js", b"start()"),
        ("assets/app-1.js.gz", b"smaller"),
        ("assets/folder/app-2.js", b"not served"),
    ];
    let assets = Assets::contained(files).unwrap();
    let listed: Vec<_> = assets.files().collect();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].name, "app-1.js");
    assert_eq!(listed[0].identity, "start()");
    assert_eq!(
        listed[0].gzip.map(|bytes| &bytes[..]),
        Some(&b"smaller"[..])
    );
    assert!(listed[0].brotli.is_none());
}
