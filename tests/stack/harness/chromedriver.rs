//! A ChromeDriver on a port of its own, killed with its journey.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::tools;

/// A running ChromeDriver. It ends its browsers when it is told to stop, which happens on drop.
pub(super) struct ChromeDriver {
    process: Child,
    url: String,
}

impl ChromeDriver {
    pub(super) fn start() -> Self {
        let program = tools::find("CHROMEDRIVER", &["chromedriver"]);
        let process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        // From here on a panic kills the process too.
        let mut started = Self {
            process,
            url: String::new(),
        };
        let output = started.process.stdout.take().expect("it is piped");
        let port = BufReader::new(output)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| port_in(&line))
            .expect("ChromeDriver says on which port it listens");
        started.url = format!("http://127.0.0.1:{port}");
        started
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

/// "ChromeDriver was started successfully on port 41234."
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("successfully on port ")?;
    rest.trim_end_matches('.').parse().ok()
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        // Told politely it closes its browsers; killed it would leave them behind.
        let told = Command::new("sh")
            .args(["-c", &format!("kill {}", self.process.id())])
            .status();
        if !told.is_ok_and(|status| status.success()) {
            let _gone = self.process.kill();
        }
        let _ended = self.process.wait();
    }
}
