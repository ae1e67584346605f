//! Side effects of the list of clusters on the page: focus, scrolling, and detecting a pause in typing.

use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{MountTarget, Msg, SessionProvider};
use crate::browser::export;
use crate::ui::component::{CLUSTER_HEADING, ROWS, SHOWN_ROW};
use crate::ui::dispatch::{Action, ListAction};

/// The pending side effects.
#[derive(Default)]
pub(super) struct ListEffects {
    next: Option<ScrollTarget>,
    /// Detects a pause in typing. Replacing it cancels it.
    rest: Option<Timeout>,
}

/// What to focus or scroll to after the next render.
enum ScrollTarget {
    /// The row that is shown gets the focus, which scrolls it into view.
    Focus,
    /// The list scrolls to its beginning.
    Top,
    /// The details scroll into view.
    Details,
}

impl ListEffects {
    /// Schedules the side effect of an action.
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

    /// Performs the scheduled side effect.
    pub(super) fn after_render(&mut self, root: &JsValue) {
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

/// Where the details are below the list, choosing a cluster would otherwise have no visible effect.
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

/// Longer than the time between two keystrokes, and short enough that the announcement is not late.
const REST_MILLIS: u32 = 700;
