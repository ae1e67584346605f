//! Finds elements of the portal by role and accessible name, as users and screen readers do.

use super::Browser;

/// The notation of WebDriver.
const CONTROL_V: &str = "\u{e009}v";

/// A button by its name.
pub(crate) fn button(name: &str) -> String {
    format!("//button[normalize-space()={}]", literal(name))
}

/// A button of the program. Before it runs, the document has buttons with the same names.
pub(crate) fn program_button(name: &str) -> String {
    format!("{}[not(ancestor::*[@class='boot'])]", button(name))
}

/// An enabled button.
pub(crate) fn ready_button(name: &str) -> String {
    format!("{}[not(@disabled)]", button(name))
}

/// The tab of a kubeconfig export; its name may have a suffix.
pub(crate) fn tab(name: &str) -> String {
    format!(
        "//*[@role='tab'][starts-with(normalize-space(), {})]",
        literal(name)
    )
}

/// A button of the selected tab.
pub(crate) fn button_of_tab(name: &str) -> String {
    format!("//*[@role='tabpanel']{}", button(name))
}

/// A heading by its text.
pub(crate) fn heading(text: &str) -> String {
    format!(
        "//*[self::h1 or self::h2 or self::h3][normalize-space()={}]",
        literal(text)
    )
}

/// The countdown of the cluster with this name.
pub(crate) fn timer(cluster: &str) -> String {
    format!("//section[{}]//*[@role='timer']", heading_inside(cluster))
}

/// A button of the cluster with this name.
pub(crate) fn button_of(cluster: &str, name: &str) -> String {
    format!("//section[{}]{}", heading_inside(cluster), button(name))
}

/// A status message with this text.
pub(crate) fn status(text: &str) -> String {
    format!("//*[@role='status'][contains(., {})]", literal(text))
}

/// An error message by its title.
pub(crate) fn trouble(title: &str) -> String {
    format!("//*[@role='alert'][{}]", heading_inside(title))
}

fn heading_inside(text: &str) -> String {
    format!(".{}", heading(text))
}

/// XPath has no escapes: a text with an apostrophe needs double quotes.
fn literal(text: &str) -> String {
    let quote = if text.contains('\'') { '"' } else { '\'' };
    format!("{quote}{text}{quote}")
}

impl Browser {
    /// Fills in the devstack's login page.
    pub(crate) async fn log_in(&self, username: &str, password: &str) {
        self.enter("//input[@name='username']", username).await;
        self.enter("//input[@name='password']", password).await;
        self.click("//button[@value='allow']").await;
    }

    /// Pastes into a field of a new window, and returns the text. WebKit pastes after the keys have been reported.
    pub(crate) async fn pasted(&self) -> String {
        let page = self.this_window().await;
        let another = self.driver.new_window().await.unwrap();
        self.switch_to(&another).await;
        self.open("data:text/html,<textarea></textarea>").await;
        self.enter("//textarea", CONTROL_V).await;
        let pasted = self
            .until("a pasted text", async || {
                let text = self.value("document.querySelector('textarea').value").await;
                text.as_str()
                    .filter(|text| !text.is_empty())
                    .map(str::to_owned)
            })
            .await;
        self.close_window().await;
        self.switch_to(&page).await;
        pasted
    }

    /// The displayed name and groups in the first cluster's card.
    pub(crate) async fn groups_shown(&self) -> Vec<String> {
        let value = self
            .value("[...document.querySelector('.identity').querySelectorAll('li')].map(li => li.innerText)")
            .await;
        serde_json::from_value(value).unwrap()
    }

    /// Waits for an error message, which has to have only one button, with this name. The tab has to store nothing.
    pub(crate) async fn see_error(&self, title: &str, next_step: &str) {
        let alert = trouble(title);
        self.see(&alert).await;
        let steps = self.count(&format!("{alert}//button")).await;
        assert_eq!(steps, 1, "a failure has one next step");
        self.see(&format!("{alert}{}", button(next_step))).await;
        assert_eq!(
            self.value("Object.keys(sessionStorage)").await,
            serde_json::json!([])
        );
    }
}
