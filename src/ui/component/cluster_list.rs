//! The list of clusters.

use yew::prelude::*;

use super::{Part, PartView, small_ring};
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ListAction};
use crate::ui::view_model::{ListView, RowView};

/// The list.
pub fn cluster_list(view: &ListView, ui: &Ui) -> Html {
    let row = |row: &std::rc::Rc<RowView>| {
        html! { <Part key={row.id.clone()} view={PartView::Row(row.clone())} ui={ui.clone()} /> }
    };
    html! {
        <nav class="card clusters" aria-labelledby="clusters">
            <h2 id="clusters">{ ui.words.clusters.title }</h2>
            <ul>{ for view.rows.iter().map(row) }</ul>
        </nav>
    }
}

/// One cluster.
pub fn row(view: &RowView, ui: &Ui) -> Html {
    let show = Action::List(ListAction::Show(view.id.clone()));
    html! {
        <li class="row">
            <button type="button" aria-current={view.shown.then_some("true")} onclick={ui.on_click(show)}>
                { small_ring(view.left.as_ref()) }
                <span class="name">{ &view.name }</span>
                <span class={classes!("state", view.state.mood)}>{ view.state.text }</span>
                if let Some(left) = &view.left {
                    <span class="time">{ &left.text }</span>
                }
            </button>
        </li>
    }
}
