//! A WebDriver server on its own port, which ends with its test.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::background::Background;
use super::display::Display;
use super::engine::Engine;

/// A running ChromeDriver, geckodriver or WebKitWebDriver.
pub(super) struct Driver {
    process: Background,
    url: String,
    /// Length of the output that was returned already.
    read: AtomicUsize,
}

/// Messages of a driver whose port is in use: ChromeDriver, if the port is free for one IP version only, and
/// WebKitWebDriver.
const LOST_PORTS: [&str; 2] = ["port not available", "Unable to listen"];

impl Driver {
    pub(super) async fn start(engine: Engine, profile: &Path, display: Option<&Display>) -> Self {
        loop {
            let port = match engine {
                Engine::Chromium | Engine::Firefox => 0,
                // It does not print a port that it chooses itself.
                Engine::WebKit => free_port(),
            };
            let mut process = Background::spawn(engine.driver(port, profile, display));
            let started = process.wait_for(|output| {
                let printed = output.lines().find_map(port_in);
                printed.or_else(|| is_listening(port).then_some(port))
            });
            match started.await {
                Ok(port) => {
                    let url = format!("http://127.0.0.1:{port}");
                    let read = AtomicUsize::new(0);
                    return Self { process, url, read };
                }
                Err(output) if LOST_PORTS.iter().any(|lost| output.contains(lost)) => {}
                Err(output) => panic!("the driver of {engine:?} does not start: {output}"),
            }
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The output of the driver and its browser so far.
    pub(super) fn output(&self) -> String {
        self.process.output()
    }

    /// The lines since the last call.
    pub(super) fn new_lines(&self) -> Vec<String> {
        let output = self.output();
        let complete = output.rfind('\n').map_or(0, |end| end + 1);
        let read = self.read.swap(complete, Ordering::Relaxed);
        output[read..complete].lines().map(str::to_owned).collect()
    }
}

/// "ChromeDriver was started successfully on port 41234.", "geckodriver INFO Listening on 127.0.0.1:41234".
fn port_in(line: &str) -> Option<u16> {
    let after = |words: &str| line.split_once(words).map(|(_, rest)| rest);
    let port = after("successfully on port ").or_else(|| after("Listening on 127.0.0.1:"))?;
    port.trim_end_matches('.').parse().ok()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

fn is_listening(port: u16) -> bool {
    port != 0 && TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}
