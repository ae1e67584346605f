//! Rows E2 and E5: request bodies that arrive slowly, with and without credentials.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use super::{RunningGateway, exchange, start};
use crate::browser::Browser;
use crate::page_mode::page_mode;
use crate::setup::{Setup, TCR, sign_in};

const SECOND: Duration = Duration::from_secs(1);
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// The head of a `POST` with these additional headers.
fn post(path: &str, content_type: &str, more: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: portal.example\r\nhaulout-request: 1\r\nConnection: close\r\n\
         Content-Type: {content_type}\r\n{more}\r\n\r\n"
    )
}

/// The `Cookie` header of a browser that signs in at this gateway.
async fn cookie(served: &RunningGateway) -> String {
    let mut browser = Browser::new(served.current.router());
    assert_eq!(sign_in(&mut browser).await.status, 200);
    let (name, value) = browser.cookies.pop_first().unwrap();
    format!("Cookie: {name}={value}\r\n")
}

#[tokio::test]
async fn e2_request_that_will_be_refused_is_answered_before_its_body() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let cookie = cookie(&served).await;
    let with_cookie = |rest: &str| format!("{cookie}{rest}");
    let length = "Content-Length: 9";
    let too_long = with_cookie("Content-Length: 65537");
    for (path, content_type, more, status) in [
        ("/issuer/token", FORM, length.to_owned(), 401),
        (TCR, JSON, length.to_owned(), 401),
        ("/issuer/token", JSON, with_cookie(length), 400),
        (TCR, FORM, with_cookie(length), 400),
        ("/issuer/token", FORM, too_long.clone(), 413),
        (TCR, JSON, too_long, 413),
        (
            "/issuer/token",
            FORM,
            with_cookie("Origin: https://evil.example\r\nContent-Length: 9"),
            403,
        ),
        ("/issuer/jwks", FORM, with_cookie(length), 405),
    ] {
        let request = post(path, content_type, &more);
        let answer = timeout(2 * SECOND, exchange(served.address, &request)).await;
        let answer = answer.unwrap_or_else(|_| panic!("{request} waits for its body"));
        let expected = format!("HTTP/1.1 {status}");
        assert!(answer.starts_with(&expected), "{request}{answer}");
    }
}

#[tokio::test]
async fn e2_body_of_a_byte_per_second_is_refused_after_five_seconds() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let cookie = cookie(&served).await;
    for (path, content_type) in [("/issuer/token", FORM), (TCR, JSON)] {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let head = post(path, content_type, &format!("{cookie}Content-Length: 900"));
        stream.write_all(head.as_bytes()).await.unwrap();
        tokio::time::pause();
        let began = Instant::now();
        while timeout(SECOND, stream.readable()).await.is_err() {
            stream.write_all(b"a").await.unwrap();
        }
        let took = began.elapsed();
        tokio::time::resume();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(took > 4 * SECOND && took < 7 * SECOND, "{took:?}");
    }
}

#[tokio::test]
async fn e2_slow_but_steady_body_is_read() {
    let setup = Setup::new().await;
    let served = start(&setup).await;
    let cookie = cookie(&served).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let body = format!(r#"{{"spec":{{"token":"t"}}}}{}"#, " ".repeat(14_000));
    let length = format!("{cookie}Content-Length: {}", body.len());
    let head = post(TCR, JSON, &length);
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::pause();
    for part in body.as_bytes().chunks(2_000) {
        sleep(SECOND).await;
        stream.write_all(part).await.unwrap();
    }
    tokio::time::resume();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test]
async fn e5_connection_whose_body_is_late_is_evicted_for_a_request() {
    let setup = page_mode().await;
    let setup = setup.edit("title:", "limits: {connections: 3}\ntitle:");
    let served = start(&setup).await;
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let head = post("/issuer/token", FORM, "Content-Length: 9");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(b"a").await.unwrap();
        waiting.push(stream);
    }
    tokio::time::pause();
    sleep(2 * SECOND).await;
    tokio::time::resume();
    let get = "GET /healthz HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n";
    let answer = exchange(served.address, get).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
