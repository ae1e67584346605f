//! The diagnostics: clocks, activity and the report, folded while nothing is wrong.

use yew::prelude::*;

use super::{Memoized, MemoizedView};
use crate::ui::context::Ui;
use crate::ui::dispatch::Action;
use crate::ui::view_model::DiagnosticsView;

/// A summary, from which the clocks and the activity log unfold.
pub fn diagnostics(view: &DiagnosticsView, ui: &Ui) -> Html {
    let wrong = view.wrong;
    let toggled = ui.on_toggle(move |open| Action::UnfoldDiagnostics { wrong, open });
    html! {
        <details class="card unfold" open={view.open} ontoggle={toggled}>
            <summary>
                <span class="label">{ ui.words.clocks.diagnostics }</span>
                <span class={if wrong { "wrong" } else { "" }}>{ &view.summary }</span>
            </summary>
            <div class="panes even">
                <Memoized view={MemoizedView::Clocks(view.clocks.clone())} ui={ui.clone()} />
                <Memoized view={MemoizedView::Activity(view.activity.clone())} ui={ui.clone()} />
            </div>
        </details>
    }
}
