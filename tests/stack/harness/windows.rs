//! Several windows of one browser, and frames in them.

use thirtyfour::{By, WindowHandle};

use super::Browser;

impl Browser {
    /// The current window.
    pub(crate) async fn this_window(&self) -> WindowHandle {
        self.driver.window().await.unwrap()
    }

    pub(crate) async fn windows(&self) -> Vec<WindowHandle> {
        self.driver.windows().await.unwrap()
    }

    /// Opens an empty tab and switches to it.
    pub(crate) async fn open_window(&self) -> WindowHandle {
        let window = self.driver.new_tab().await.unwrap();
        self.switch_to(&window).await;
        window
    }

    pub(crate) async fn switch_to(&self, window: &WindowHandle) {
        self.driver.switch_to_window(window.clone()).await.unwrap();
    }

    /// Waits for a window that is not one of these, and switches to it.
    pub(crate) async fn switch_to_new(&self, known: &[&WindowHandle]) -> WindowHandle {
        let window = self
            .until("another window", async || {
                let windows = self.windows().await;
                windows.into_iter().find(|it| !known.contains(&it))
            })
            .await;
        self.switch_to(&window).await;
        window
    }

    /// Waits for this number of windows. The current one may be closed.
    pub(crate) async fn until_windows(&self, count: usize, then: &WindowHandle) {
        let started = std::time::Instant::now();
        while self.windows().await.len() != count {
            assert!(started.elapsed().as_secs() < 30, "not {count} windows");
            tokio::time::sleep(std::time::Duration::from_millis(40)).await;
        }
        self.switch_to(then).await;
    }

    pub(crate) async fn close_window(&self) {
        self.driver.close_window().await.unwrap();
    }

    /// Switches to the only frame of the page.
    pub(crate) async fn look_into_the_frame(&self) {
        let frame = self.driver.find(By::Css("iframe")).await.unwrap();
        frame.enter_frame().await.unwrap();
    }

    pub(crate) async fn look_out_of_the_frame(&self) {
        self.driver.enter_default_frame().await.unwrap();
    }

    /// Runs steps in the window that the page has opened, waits until that window closes, and switches back.
    pub(crate) async fn in_popup(&self, walk: impl AsyncFnOnce()) {
        let page = self.this_window().await;
        self.switch_to_new(&[&page]).await;
        walk().await;
        self.until_windows(1, &page).await;
    }

    /// Clicks the button of this name in the first element of this kind. Browsers open windows only on a user's click.
    pub(crate) async fn press_in(&self, element: &str, name: &str) {
        self.until(name, async || {
            let host = self.driver.find(By::Css(element)).await.ok()?;
            let tree = host.get_shadow_root().await.ok()?;
            for button in tree.find_all(By::Css("button")).await.ok()? {
                let is_it = button.text().await.is_ok_and(|text| text.trim() == name);
                if is_it && button.is_displayed().await.unwrap_or(false) {
                    return button.click().await.ok();
                }
            }
            None
        })
        .await;
    }
}
