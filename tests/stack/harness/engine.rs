//! The browser engines of the tests, and how each is started without a screen.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use thirtyfour::Capabilities;

use super::display::Display;
use super::tools;

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// The engine of Chrome and Edge, the only one whose developer tools the harness uses.
    Chromium,
    /// The engine of Firefox.
    Firefox,
    /// The engine of Safari, as WebKitGTK builds it.
    WebKit,
}

const CHROMIUM_SWITCHES: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--lang=en",
    "--window-size=1100,900",
];

/// The value of `browser.download.folderList` that selects `browser.download.dir`.
const CUSTOM_FOLDER: u32 = 2;

impl Engine {
    /// Writes the browser's configuration files.
    pub(super) fn prepare(self, downloads: &Path, profile: &Path) {
        match self {
            Self::Chromium | Self::Firefox => {}
            Self::WebKit => {
                // https://www.freedesktop.org/wiki/Software/xdg-user-dirs/
                let folders = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", downloads.display());
                std::fs::write(profile.join("user-dirs.dirs"), folders).unwrap();
            }
        }
    }

    /// Whether it needs an X display.
    pub(super) fn needs_display(self) -> bool {
        match self {
            Self::Chromium | Self::Firefox => false,
            Self::WebKit => true,
        }
    }

    /// Whether its driver reports console messages.
    pub(super) fn reports_console(self) -> bool {
        match self {
            Self::Chromium | Self::Firefox => true,
            Self::WebKit => false,
        }
    }

    /// The command of the WebDriver server, which listens on this port of the loopback interface; 0 selects a free one.
    pub(super) fn driver(self, port: u16, profile: &Path, display: Option<&Display>) -> Command {
        let (variable, name) = match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
            Self::WebKit => ("WEBKITWEBDRIVER", "WebKitWebDriver"),
        };
        let mut driver = Command::new(tools::find(variable, &[name]));
        driver.arg(format!("--port={port}"));
        match self {
            Self::Chromium => {}
            Self::Firefox => {
                driver.arg("--profile-root").arg(profile);
                driver.env("HOME", profile);
            }
            Self::WebKit => {
                driver.env("HOME", profile).env("XDG_CONFIG_HOME", profile);
                driver.env("LC_ALL", "en_US.UTF-8");
            }
        }
        if let Some(display) = display {
            driver.env("DISPLAY", display.name());
        }
        driver
    }

    /// The capabilities of a new session.
    pub(super) fn capabilities(
        self,
        downloads: &Path,
        profile: &Path,
        any_certificate: bool,
    ) -> Capabilities {
        let mut capabilities = match self {
            Self::Chromium => chromium(downloads, profile),
            Self::Firefox => firefox(downloads),
            // WebKitWebDriver finds its own browser.
            Self::WebKit => json!({}),
        };
        capabilities["acceptInsecureCerts"] = any_certificate.into();
        serde_json::from_value(capabilities).unwrap()
    }
}

fn chromium(downloads: &Path, profile: &Path) -> Value {
    let mut switches = CHROMIUM_SWITCHES.map(str::to_owned).to_vec();
    switches.push(format!("--user-data-dir={}", profile.display()));
    let names = ["chromium", "chromium-browser", "google-chrome"];
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": tools::find("CHROMIUM", &names),
            "args": switches,
            "prefs": {
                "download.default_directory": downloads,
                "download.prompt_for_download": false,
            },
        },
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
    })
}

fn firefox(downloads: &Path) -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": tools::find("FIREFOX", &["firefox-esr", "firefox"]),
            "args": ["-headless", "--width", "1100", "--height", "900"],
            "prefs": {
                "browser.download.dir": downloads,
                "browser.download.folderList": CUSTOM_FOLDER,
                "intl.accept_languages": "en",
                // Console messages and script errors go to the output of geckodriver.
                "devtools.console.stdout.content": true,
                "browser.dom.window.dump.enabled": true,
            },
        },
    })
}
