//! A headless browser with a new profile and a folder for downloads.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use thirtyfour::{By, WebDriver, WebElement};

use super::display::Display;
use super::driver::Driver;
use super::engine::Engine;

/// A browser. Dropping it closes the browser, even if its test has failed.
pub(crate) struct Browser {
    // Dropped in this order: the session, its driver, then their resources.
    pub(super) driver: WebDriver,
    pub(super) program: Driver,
    _display: Option<Display>,
    pub(super) engine: Engine,
    downloads: TempDir,
    profile: TempDir,
}

/// The timeout of waiting, long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// The interval of polling the page.
const LOOK_AGAIN: Duration = Duration::from_millis(40);

impl Browser {
    pub(crate) async fn start() -> Self {
        Self::start_with(Engine::Chromium, false).await
    }

    pub(crate) async fn start_engine(engine: Engine) -> Self {
        Self::start_with(engine, false).await
    }

    /// A browser that accepts every certificate, as if the clusters' certificate authorities were installed.
    pub(crate) async fn trusting_every_certificate() -> Self {
        Self::start_with(Engine::Chromium, true).await
    }

    async fn start_with(engine: Engine, any_certificate: bool) -> Self {
        // The WebDriver client needs a TLS provider even for plain http.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        let (downloads, profile) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let display = match engine.needs_display() {
            true => Some(Display::start().await),
            false => None,
        };
        engine.prepare(downloads.path(), profile.path());
        let program = Driver::start(engine, profile.path(), display.as_ref()).await;
        let capabilities = engine.capabilities(downloads.path(), profile.path(), any_certificate);
        let driver = WebDriver::new(program.url(), capabilities)
            .await
            .unwrap_or_else(|error| {
                panic!("{engine:?} does not start: {error}\n{}", program.output())
            });
        Self {
            driver,
            program,
            _display: display,
            engine,
            downloads,
            profile,
        }
    }

    pub(crate) async fn quit(self) {
        self.driver.clone().quit().await.unwrap();
    }

    /// A path that only processes of this browser have in their arguments or environment.
    pub(crate) fn profile(&self) -> PathBuf {
        self.profile.path().to_owned()
    }

    pub(crate) async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    pub(crate) async fn reload(&self) {
        self.driver.refresh().await.unwrap();
    }

    pub(crate) async fn url(&self) -> String {
        self.driver.current_url().await.unwrap().to_string()
    }

    /// The value of a JavaScript expression.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        let script = format!("return {expression};");
        let answer = self.driver.execute(script.as_str(), Vec::new()).await;
        answer.unwrap().json().clone()
    }

    /// The names of this page's cookies, including `HttpOnly` ones, without the preferences, which outlive a session.
    pub(crate) async fn session_cookies(&self) -> Vec<String> {
        let cookies = self.driver.get_all_cookies().await.unwrap();
        let names = cookies.into_iter().map(|cookie| cookie.name);
        names.filter(|name| name != "haulout-preferences").collect()
    }

    /// Waits until the element is displayed, and returns it.
    pub(crate) async fn see(&self, xpath: &str) -> WebElement {
        self.until(xpath, async || self.displayed(xpath).await)
            .await
    }

    /// Waits until the program has replaced what the document shows before it runs.
    pub(crate) async fn taken_over(&self) {
        self.until("the program has taken the page over", async || {
            let gone = self.value("!document.querySelector('.boot')").await;
            gone.as_bool().filter(|gone| *gone)
        })
        .await;
    }

    /// The element if it is displayed now.
    pub(crate) async fn displayed(&self, xpath: &str) -> Option<WebElement> {
        for element in self.driver.find_all(By::XPath(xpath)).await.ok()? {
            // An element that is replaced during the check counts as absent.
            if element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    /// How many of these are displayed.
    pub(crate) async fn count(&self, xpath: &str) -> usize {
        let mut count = 0;
        for element in self.driver.find_all(By::XPath(xpath)).await.unwrap() {
            count += usize::from(element.is_displayed().await.unwrap());
        }
        count
    }

    /// Waits until the element can be clicked, and clicks it.
    pub(crate) async fn click(&self, xpath: &str) {
        self.until(xpath, async || {
            let element = self.displayed(xpath).await?;
            let enabled = element.is_enabled().await.ok()?;
            if !enabled {
                return None;
            }
            element.click().await.ok()
        })
        .await;
    }

    /// Presses the pointer's button on the element, and does not release it.
    pub(crate) async fn press_and_hold(&self, xpath: &str) {
        let element = self.see(xpath).await;
        let actions = self.driver.action_chain().click_and_hold_element(&element);
        actions.perform().await.unwrap();
    }

    pub(crate) async fn release_pointer(&self) {
        self.driver
            .action_chain()
            .release()
            .perform()
            .await
            .unwrap();
    }

    pub(crate) async fn enter(&self, xpath: &str, text: &str) {
        self.see(xpath).await.send_keys(text).await.unwrap();
    }

    /// The visible text of an element.
    pub(crate) async fn text(&self, xpath: &str) -> String {
        self.see(xpath).await.text().await.unwrap()
    }

    /// Polls until there is a value. After the timeout, it panics with the text of the page.
    pub(crate) async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            if started.elapsed() > PATIENCE {
                let text = self.value("document.body.innerText").await;
                let (url, log) = (self.url().await, self.log().await);
                panic!(
                    "not within {PATIENCE:?}: {what}\nat {url}\nshown: {text}\nconsole: {log:#?}"
                );
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Waits for the only file in the folder of downloads, and removes it from there.
    pub(crate) async fn downloaded(&self) -> (String, String) {
        let (path, text) = self
            .until("a complete download", async || {
                let entries = std::fs::read_dir(self.downloads.path()).unwrap();
                let paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
                match paths.as_slice() {
                    [path] if path.extension().is_some_and(|end| end == "yaml") => {
                        // Some browsers create the file before they write it.
                        let text = std::fs::read_to_string(path).unwrap();
                        (!text.is_empty()).then(|| (path.clone(), text))
                    }
                    _ => None,
                }
            })
            .await;
        std::fs::remove_file(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, text)
    }
}
