//! Several windows of one browser, and frames in them.

use thirtyfour::{By, WindowHandle};

use super::Browser;

impl Browser {
    /// The window that is looked at.
    pub(crate) async fn this_window(&self) -> WindowHandle {
        self.driver.window().await.unwrap()
    }

    pub(crate) async fn windows(&self) -> Vec<WindowHandle> {
        self.driver.windows().await.unwrap()
    }

    pub(crate) async fn look_at(&self, window: &WindowHandle) {
        self.driver.switch_to_window(window.clone()).await.unwrap();
    }

    /// Waits for a window that is none of these, and looks at it.
    pub(crate) async fn look_at_another(&self, known: &[&WindowHandle]) -> WindowHandle {
        let window = self
            .until("another window", async || {
                let windows = self.windows().await;
                windows.into_iter().find(|it| !known.contains(&it))
            })
            .await;
        self.look_at(&window).await;
        window
    }

    /// Waits until there are so many windows; what it looked at may be gone.
    pub(crate) async fn until_windows(&self, count: usize, then: &WindowHandle) {
        let started = std::time::Instant::now();
        while self.windows().await.len() != count {
            assert!(started.elapsed().as_secs() < 30, "not {count} windows");
            tokio::time::sleep(std::time::Duration::from_millis(40)).await;
        }
        self.look_at(then).await;
    }

    pub(crate) async fn close_window(&self) {
        self.driver.close_window().await.unwrap();
    }

    /// Looks into the only frame of the page.
    pub(crate) async fn look_into_the_frame(&self) {
        let frame = self.driver.find(By::Css("iframe")).await.unwrap();
        frame.enter_frame().await.unwrap();
    }

    pub(crate) async fn look_out_of_the_frame(&self) {
        self.driver.enter_default_frame().await.unwrap();
    }
}
