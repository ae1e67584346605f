//! What the list of clusters asks of the page: a focus that follows, a list that begins at its top, and a pause in typing.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use yew::prelude::*;

use super::{Msg, SessionProvider};
use crate::ui::component::{ROWS, SHOWN_ROW};
use crate::ui::dispatch::{Action, ListAction};

/// What remains to be done for the list.
#[derive(Default)]
pub(super) struct ListEdge {
    next: Option<Next>,
    /// Ends a pause in typing; replaced, and thereby cancelled, by the next letter.
    rest: Option<Timeout>,
}

/// What is done once the page shows what a person did.
enum Next {
    /// The row that is shown gets the focus, and thereby comes into sight.
    Focus,
    /// The list shows its beginning.
    Top,
}

impl ListEdge {
    /// Takes up what a person did with the list.
    pub(super) fn act(&mut self, context: &Context<SessionProvider>, action: &ListAction) {
        match action {
            ListAction::Step(_) => self.next = Some(Next::Focus),
            ListAction::Search(_) => {
                self.next = Some(Next::Top);
                let rest = context
                    .link()
                    .callback(|()| Msg::Act(Action::List(ListAction::Rest)));
                self.rest = Some(Timeout::new(REST_MILLIS, move || rest.emit(())));
            }
            ListAction::Filter(_) | ListAction::ShowAll => self.next = Some(Next::Top),
            ListAction::Show(_)
            | ListAction::Rest
            | ListAction::Select(_)
            | ListAction::SelectAll(_)
            | ListAction::Clear
            | ListAction::Scroll(_) => {}
        }
    }

    /// The page shows it.
    pub(super) fn drawn(&mut self) {
        let Some(next) = self.next.take() else {
            return;
        };
        let id = match next {
            Next::Focus => SHOWN_ROW,
            Next::Top => ROWS,
        };
        let document = web_sys::window().and_then(|window| window.document());
        let Some(element) = document.and_then(|it| it.get_element_by_id(id)) else {
            return;
        };
        match next {
            Next::Focus => {
                if let Ok(row) = element.dyn_into::<web_sys::HtmlElement>() {
                    // Where it cannot have the focus, the focus stays where it is.
                    drop(row.focus());
                }
            }
            Next::Top => element.set_scroll_top(0),
        }
    }
}

/// Longer than between two letters of somebody who is typing, and short for somebody who waits to hear what came of it.
const REST_MILLIS: u32 = 700;
