//! Chromium and ChromeDriver, with the options for headless tests.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

use super::announce::announce;
use super::debian;

/// A browser and its driver.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) chromedriver: PathBuf,
}

impl Browser {
    /// Writes the capabilities file for wasm-bindgen's test runner.
    ///
    /// The sandbox cannot start as root, and `/dev/shm` is small in containers.
    pub(crate) fn write_capabilities(&self, workspace: &Workspace) -> CommandResult<PathBuf> {
        let file = workspace.scratch()?.join("webdriver.json");
        let capabilities = json!({
            "goog:chromeOptions": {
                "binary": self.chromium,
                "args": [
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                ],
            },
        });
        fs::write(&file, capabilities.to_string())
            .context(format_args!("write {}", file.display()))?;
        Ok(file)
    }
}

pub(super) fn ensure(workspace: &Workspace) -> CommandResult<Browser> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    if !debian::may_install() {
        return Err(CommandError::new(MISSING));
    }
    announce("chromium and chromium-driver by apt-get");
    debian::install(workspace, &["chromium", "chromium-driver"])?;
    find().ok_or_else(|| CommandError::new(MISSING))
}

fn find() -> Option<Browser> {
    Some(Browser {
        chromium: process::named("CHROMIUM", &CHROMIUM_NAMES)?,
        chromedriver: process::named("CHROMEDRIVER", &["chromedriver"])?,
    })
}

const CHROMIUM_NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

const MISSING: &str = "Chromium and ChromeDriver are missing. Install both, of one version \
    (Debian: `chromium` and `chromium-driver`), and put `chromium` and `chromedriver` on PATH, \
    or name them in the environment variables CHROMIUM and CHROMEDRIVER.";
