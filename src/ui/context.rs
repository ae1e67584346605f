//! What every part of a page needs beside what it shows.

use yew::prelude::*;

use super::dispatch::{Action, Dispatch};
use super::messages::Lexicon;

/// The words to say it in, and where actions go. Cheap to clone.
#[derive(Clone)]
pub struct Ui {
    /// The reader's language.
    pub words: &'static Lexicon,
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
