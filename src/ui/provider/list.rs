//! What the list of clusters asks of the page: a focus that follows, a beginning or details in sight, and
//! a pause in typing.

use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{MountTarget, Msg, SessionProvider};
use crate::browser::export;
use crate::ui::component::{CLUSTER_HEADING, ROWS, SHOWN_ROW};
use crate::ui::dispatch::{Action, ListAction};

/// What remains to be done for the list.
#[derive(Default)]
pub(super) struct ListEffects {
    next: Option<ScrollTarget>,
    /// Ends a pause in typing; replaced, and thereby cancelled, by the next letter.
    rest: Option<Timeout>,
}

/// What is done once the page shows what a person did.
enum ScrollTarget {
    /// The row that is shown gets the focus, and thereby comes into sight.
    Focus,
    /// The list shows its beginning.
    Top,
    /// The details come into sight.
    Details,
}

impl ListEffects {
    /// Takes up what a person did with the list.
    pub(super) fn act<P: MountTarget>(
        &mut self,
        context: &Context<SessionProvider<P>>,
        action: &ListAction,
    ) {
        match action {
            ListAction::Step(_) => self.next = Some(ScrollTarget::Focus),
            ListAction::Search(_) => {
                self.next = Some(ScrollTarget::Top);
                let rest = context
                    .link()
                    .callback(|()| Msg::Act(Action::List(ListAction::TypingPaused)));
                self.rest = Some(Timeout::new(REST_MILLIS, move || rest.emit(())));
            }
            ListAction::Filter(_) | ListAction::ShowAll => self.next = Some(ScrollTarget::Top),
            ListAction::Show(_) => self.next = Some(ScrollTarget::Details),
            ListAction::TypingPaused
            | ListAction::Select(_)
            | ListAction::SelectAll(_)
            | ListAction::Clear
            | ListAction::Scroll(_) => {}
        }
    }

    /// The page shows it.
    pub(super) fn drawn(&mut self, root: &JsValue) {
        match self.next.take() {
            Some(ScrollTarget::Focus) => drop(export::focus(root, SHOWN_ROW)),
            Some(ScrollTarget::Top) => {
                if let Some(list) = element(root, ROWS) {
                    list.set_scroll_top(0);
                }
            }
            Some(ScrollTarget::Details) => show_details(root),
            None => {}
        }
    }
}

/// Where the details stand below the list, a person who chose a cluster would not see that anything happened.
fn show_details(root: &JsValue) {
    if let (Some(list), Some(details)) = (element(root, ROWS), element(root, CLUSTER_HEADING))
        && details.offset_top() > list.offset_top() + list.offset_height()
    {
        details.scroll_into_view();
    }
}

fn element(root: &JsValue, id: &str) -> Option<HtmlElement> {
    export::element(root, id)?.dyn_into().ok()
}

/// Longer than between two letters of somebody who is typing, and short for somebody who waits to hear what came of it.
const REST_MILLIS: u32 = 700;
