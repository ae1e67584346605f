//! A virtual X display, for a browser without a headless mode.

use std::process::Command;

use super::background::Background;
use super::tools;

/// A running Xvfb. Its clients end with it.
pub(super) struct Display {
    _process: Background,
    name: String,
}

/// Width, height and depth: enough for a window of 1100 × 900 with desktop bars.
const SCREEN: &str = "1280x1024x24";

impl Display {
    pub(super) async fn start() -> Self {
        let mut command = Command::new(tools::find("XVFB", &["Xvfb"]));
        // It chooses a free display, and prints its number when clients can connect.
        command.args([
            "-displayfd",
            "1",
            "-nolisten",
            "tcp",
            "-screen",
            "0",
            SCREEN,
        ]);
        let mut process = Background::spawn(command);
        let number = process
            .wait_for(|output| output.lines().find_map(|line| line.parse::<u32>().ok()))
            .await
            .unwrap_or_else(|said| panic!("Xvfb does not start: {said}"));
        Self {
            _process: process,
            name: format!(":{number}"),
        }
    }

    /// The value of `DISPLAY`.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
