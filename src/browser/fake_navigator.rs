//! A browser that says other things of itself, until it is dropped.

use super::stubs::eval;

/// Something that the browser's `navigator` says, for a while.
pub(crate) struct FakeNavigator {
    name: &'static str,
}

impl FakeNavigator {
    /// Puts the value of a JavaScript expression in the place of the member `name`.
    pub(crate) fn with(name: &'static str, value: &str) -> Self {
        eval(&format!(
            "Object.defineProperty(navigator, '{name}', {{ configurable: true, value: {value} }});"
        ));
        Self { name }
    }
}

impl Drop for FakeNavigator {
    fn drop(&mut self) {
        // What it says itself stands in its prototype.
        eval(&format!("delete navigator.{};", self.name));
    }
}
