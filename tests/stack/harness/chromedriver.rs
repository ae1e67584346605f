//! A ChromeDriver on a port of its own, ended with its journey.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::tools;

/// A running ChromeDriver. It ends its browsers when it is told to stop, which happens on drop.
pub(super) struct ChromeDriver {
    process: Child,
    url: String,
    log: TempDir,
}

/// Between two looks into the log.
const LOOK_AGAIN: Duration = Duration::from_millis(10);
/// What ChromeDriver says when the port that it chose for one IP version was taken for the other meanwhile.
const LOST_A_RACE: &str = "port not available";

impl ChromeDriver {
    pub(super) async fn start() -> Self {
        let program = tools::find("CHROMEDRIVER", &["chromedriver"]);
        loop {
            let mut started = Self::spawn(&program);
            match started.port().await {
                Ok(port) => {
                    started.url = format!("http://127.0.0.1:{port}");
                    return started;
                }
                Err(said) if said.contains(LOST_A_RACE) => {}
                Err(said) => panic!("ChromeDriver does not start: {said}"),
            }
        }
    }

    /// It writes into a file, because a pipe that nobody reads would stop it some day.
    fn spawn(program: &Path) -> Self {
        let log = tempfile::tempdir().unwrap();
        let output = File::create(log.path().join(LOG)).unwrap();
        let process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stderr(output.try_clone().unwrap())
            .stdout(output)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        Self {
            process,
            url: String::new(),
            log,
        }
    }

    /// The port it listens on, or what it said before it ended.
    async fn port(&mut self) -> Result<u16, String> {
        loop {
            let ended = self.process.try_wait().unwrap();
            let said = std::fs::read_to_string(self.log()).unwrap();
            if let Some(port) = said.lines().find_map(port_in) {
                return Ok(port);
            }
            if let Some(status) = ended {
                return Err(format!("{status}\n{said}"));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    fn log(&self) -> PathBuf {
        self.log.path().join(LOG)
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

/// "ChromeDriver was started successfully on port 41234."
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("successfully on port ")?;
    rest.strip_suffix('.')?.parse().ok()
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        // Once it was waited for, its id may be somebody else's.
        if !matches!(self.process.try_wait(), Ok(None)) {
            return;
        }
        // Told politely it closes its browsers; killed it would leave them behind.
        let told = Command::new("sh")
            .args(["-c", &format!("kill {}", self.process.id())])
            .stderr(Stdio::null())
            .status();
        if !told.is_ok_and(|status| status.success()) {
            let _gone = self.process.kill();
        }
        let _ended = self.process.wait();
    }
}

const LOG: &str = "log";
