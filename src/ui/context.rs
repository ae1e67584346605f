//! What every component needs besides its view.

use yew::prelude::*;

use super::dispatch::{Action, Dispatch};
use super::messages::Messages;
use super::ticker::Ticker;

/// The texts, the dispatch and the time. Cheap to clone.
#[derive(Clone)]
pub struct Ui {
    /// The texts in the user's language.
    pub words: &'static Messages,
    /// Receives actions.
    pub dispatch: Dispatch,
    /// The time that countdowns show.
    pub ticker: Ticker,
}

impl PartialEq for Ui {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.words, other.words)
            && self.dispatch == other.dispatch
            && self.ticker == other.ticker
    }
}

impl Ui {
    /// A click handler that dispatches `action`. There is one function for all of them, because every closure of its
    /// own duplicates the callback code.
    #[must_use]
    pub fn on_click(&self, action: Action) -> Callback<MouseEvent> {
        self.dispatch.reform(move |_| action.clone())
    }

    /// A handler for completed input in a text field.
    #[must_use]
    pub fn on_change(&self, action: fn(String) -> Action) -> Callback<Event> {
        self.dispatch
            .reform(move |event: Event| action(typed(event.target())))
    }

    /// A handler for every change of a text field.
    #[must_use]
    pub fn on_input(&self, action: fn(String) -> Action) -> Callback<InputEvent> {
        self.dispatch
            .reform(move |event: InputEvent| action(typed(event.target())))
    }

    /// A handler for an element that was unfolded or folded.
    #[must_use]
    pub fn on_toggle(&self, action: impl Fn(bool) -> Action + 'static) -> Callback<Event> {
        self.dispatch
            .reform(move |event: Event| action(is_open(event.target())))
    }

    /// A key handler for the element that `of` identifies. `meaning` maps the key's name to an action. Other keys and
    /// shortcuts keep their default behaviour.
    #[must_use]
    pub fn on_key(
        &self,
        of: String,
        meaning: fn(&str, &str) -> Option<Action>,
    ) -> Callback<KeyboardEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let shortcut = event.alt_key() || event.ctrl_key() || event.meta_key();
            let action = (!shortcut).then(|| meaning(&event.key(), &of)).flatten();
            if let Some(action) = action {
                event.prevent_default();
                dispatch.emit(action);
            }
        })
    }

    /// A scroll handler. `row_at` maps a scroll offset in pixels to a row, and only a row other than `from` is
    /// dispatched.
    #[must_use]
    pub fn on_scroll(
        &self,
        from: usize,
        row_at: fn(usize) -> usize,
        action: fn(usize) -> Action,
    ) -> Callback<Event> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: Event| {
            let to = row_at(scrolled(event.target()));
            if to != from {
                dispatch.emit(action(to));
            }
        })
    }
}

#[cfg(target_arch = "wasm32")]
fn scrolled(element: Option<web_sys::EventTarget>) -> usize {
    use wasm_bindgen::JsCast as _;

    let element = element.and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    element.map_or(0, |it| usize::try_from(it.scroll_top()).unwrap_or_default())
}

/// Server-side rendering has no scrolling.
#[cfg(not(target_arch = "wasm32"))]
fn scrolled<T>(_: T) -> usize {
    0
}

#[cfg(target_arch = "wasm32")]
fn is_open(element: Option<web_sys::EventTarget>) -> bool {
    let open = element.and_then(|it| js_sys::Reflect::get(&it, &"open".into()).ok());
    open.is_some_and(|open| open.is_truthy())
}

/// Server-side rendering has no input.
#[cfg(not(target_arch = "wasm32"))]
fn is_open<T>(_: T) -> bool {
    false
}

#[cfg(target_arch = "wasm32")]
fn typed(field: Option<web_sys::EventTarget>) -> String {
    let text = field.and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok());
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

/// Server-side rendering has no input.
#[cfg(not(target_arch = "wasm32"))]
fn typed<T>(_: T) -> String {
    String::new()
}
