//! Replaces members of the browser's `navigator` for a while.

use super::stubs::eval;

/// Replaces a member of `navigator` until it is dropped.
pub(crate) struct FakeNavigator {
    name: &'static str,
}

impl FakeNavigator {
    /// Replaces the member `name` by the value of a JavaScript expression.
    pub(crate) fn with(name: &'static str, value: &str) -> Self {
        eval(&format!(
            "Object.defineProperty(navigator, '{name}', {{ configurable: true, value: {value} }});"
        ));
        Self { name }
    }
}

impl Drop for FakeNavigator {
    fn drop(&mut self) {
        // The original member belongs to the prototype.
        eval(&format!("delete navigator.{};", self.name));
    }
}
