//! What every part of a page needs beside what it shows.

use yew::prelude::*;

use super::dispatch::{Action, Dispatch};
use super::messages::Messages;

/// The words to say it in, and where actions go. Cheap to clone.
#[derive(Clone)]
pub struct Ui {
    /// The reader's language.
    pub words: &'static Messages,
    /// Where actions go.
    pub dispatch: Dispatch,
}

impl PartialEq for Ui {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.words, other.words) && self.dispatch == other.dispatch
    }
}

impl Ui {
    /// What a click on something that means `action` does. One function for all of them, because every closure of its
    /// own is a copy of the callback machinery.
    #[must_use]
    pub fn on_click(&self, action: Action) -> Callback<MouseEvent> {
        self.dispatch.reform(move |_| action.clone())
    }

    /// What happens when a person is done with a text field.
    #[must_use]
    pub fn on_change(&self, action: fn(String) -> Action) -> Callback<Event> {
        self.dispatch
            .reform(move |event: Event| action(typed(event.target())))
    }

    /// What happens whenever a person types.
    #[must_use]
    pub fn on_input(&self, action: fn(String) -> Action) -> Callback<InputEvent> {
        self.dispatch
            .reform(move |event: InputEvent| action(typed(event.target())))
    }

    /// What keys do at something called `of`: `meaning` knows it by the key's name. A key that means nothing, or that is
    /// part of a shortcut, does what it always does.
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

    /// What scrolling does: `place` says where so many pixels lead, and only another place than `from` is news.
    #[must_use]
    pub fn on_scroll(
        &self,
        from: usize,
        place: fn(usize) -> usize,
        action: fn(usize) -> Action,
    ) -> Callback<Event> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: Event| {
            let to = place(scrolled(event.target()));
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

/// Where pages are only drawn, nobody scrolls.
#[cfg(not(target_arch = "wasm32"))]
fn scrolled<T>(_: T) -> usize {
    0
}

#[cfg(target_arch = "wasm32")]
fn typed(field: Option<web_sys::EventTarget>) -> String {
    let text = field.and_then(|field| js_sys::Reflect::get(&field, &"value".into()).ok());
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

/// Where pages are only drawn, nobody types.
#[cfg(not(target_arch = "wasm32"))]
fn typed<T>(_: T) -> String {
    String::new()
}
