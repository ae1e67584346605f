//! A user with a keyboard only.

use serde_json::{Value, json};

use super::Browser;

/// Keys for navigation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Key {
    Tab,
    Enter,
    Space,
    ArrowDown,
    ArrowRight,
}

/// The focused element, with its role and accessible name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FocusedElement {
    pub(crate) role: String,
    pub(crate) name: String,
}

/// More than the tab stops of any page.
const STOPS_MAX: usize = 80;

impl Key {
    /// The `code` of the DOM, the Windows key code, and the text that it types.
    fn event(self) -> (&'static str, u32, &'static str) {
        match self {
            Self::Tab => ("Tab", 9, ""),
            Self::Enter => ("Enter", 13, "\r"),
            Self::Space => ("Space", 32, " "),
            Self::ArrowDown => ("ArrowDown", 40, ""),
            Self::ArrowRight => ("ArrowRight", 39, ""),
        }
    }
}

impl Browser {
    /// Presses and releases a key.
    pub(crate) async fn press(&self, key: Key) {
        let (code, number, text) = key.event();
        let name = if text == " " { " " } else { code };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({
                "type": kind, "key": name, "code": code, "windowsVirtualKeyCode": number,
            });
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = json!(text);
            }
            self.cdp("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Types into the focused element.
    pub(crate) async fn type_text(&self, text: &str) {
        self.cdp("Input.insertText", json!({"text": text})).await;
    }

    /// Presses Tab until the element with this role and name has the focus. The focus has to be visible at each stop.
    pub(crate) async fn tab_to(&self, role: &str, name: &str) {
        let mut stops = Vec::new();
        while stops.len() < STOPS_MAX {
            if let Some(focused) = self.focused().await {
                self.assert_focus_is_visible(&focused).await;
                if focused.role == role && focused.name == name {
                    return;
                }
                stops.push(focused);
            }
            self.press(Key::Tab).await;
        }
        panic!("Tab does not lead to the {role} {name:?}, but to {stops:#?}");
    }

    /// The focused element of the page, if any.
    pub(crate) async fn focused(&self) -> Option<FocusedElement> {
        let expression = json!({"expression": "document.activeElement"});
        let element = self.cdp_answer("Runtime.evaluate", expression).await;
        let object = element["result"]["objectId"].as_str()?;
        if element["result"]["className"] == "HTMLBodyElement" {
            return None;
        }
        let query = json!({"objectId": object, "fetchRelatives": false});
        let tree = self
            .cdp_answer("Accessibility.getPartialAXTree", query)
            .await;
        let text = |of: &Value| of["value"].as_str().unwrap_or_default().to_owned();
        let node = &tree["nodes"][0];
        Some(FocusedElement {
            role: text(&node["role"]),
            name: text(&node["name"]).trim().to_owned(),
        })
    }

    async fn assert_focus_is_visible(&self, focused: &FocusedElement) {
        let facts = self.value(OUTLINE).await;
        let is = |fact: &str| facts[fact].as_bool().unwrap_or(false);
        assert!(is("outlined"), "no outline around {focused:?}: {facts}");
        assert!(is("onScreen"), "{focused:?} is off the screen: {facts}");
    }
}

/// Whether there is an outline, which may be the one of a field's label, and whether it is visible.
const OUTLINE: &str = "(() => {
    const element = document.activeElement;
    const label = element.labels?.[0];
    const drawn = (it) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(it);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/, 0\\)$|transparent/.test(outlineColor);
    };
    const box = element.getBoundingClientRect();
    return {
        outlined: element.matches(':focus-visible') && (drawn(element) || (!!label && drawn(label))),
        onScreen: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
        style: getComputedStyle(element).outline,
        box: [box.left, box.top, box.width, box.height],
    };
})()";
