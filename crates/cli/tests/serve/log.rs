//! The format and level of the log of `haulout serve`.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::scene::{Scene, Started, get};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn json_lines_have_the_request_id_at_the_top_level() {
    let scene = Scene::new("https://issuer.example");
    let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
    let (started, log) = Started::new(command.args(scene.arguments()));
    let answer = get(started.address, "/nowhere").await;
    let id = answer.split("x-request-id: ").nth(1).unwrap();
    let id = id.lines().next().unwrap();
    let mut lines = log.map(|line| line.unwrap());
    let line = lines.find(|line| line.contains("/nowhere")).unwrap();
    assert!(line.starts_with("{\"timestamp\":\""), "{line}");
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["request_id"], id);
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["message"], "answered");
    assert_eq!(line["status"], 404);
    assert_eq!(line["code"], "HAULOUT_NOT_FOUND");
}

#[test]
fn text_is_for_people_and_the_level_selects_lines() {
    let scene = Scene::new("https://issuer.example");
    let first_line = |options: &[&str], variable: Option<(&str, &str)>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_haulout"));
        command.args(scene.arguments()).args(options);
        command.envs(variable).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        log.read_line(&mut line).unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
        line
    };
    for line in [
        first_line(&["--log-format", "text"], None),
        first_line(&[], Some(("HAULOUT_LOG_FORMAT", "text"))),
    ] {
        assert!(
            line.contains("INFO") && line.contains("listening"),
            "{line}"
        );
        assert!(serde_json::from_str::<Value>(&line).is_err(), "{line}");
        assert!(!line.contains('\u{1b}'), "no colors in a pipe: {line}");
    }
    let line = first_line(&["--log-level", "warn"], None);
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["level"], "WARN");
}
