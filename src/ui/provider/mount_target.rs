//! Where a session is drawn: a page of its own, or somebody else's.

use std::rc::Rc;

use haulout_protocol::event::Event;
use haulout_protocol::snapshot::Snapshot;
use wasm_bindgen::JsValue;
use yew::{Callback, Html};

use crate::browser::driver::Driver;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, FolderAction};
use crate::ui::ui_state::{Preferences, UiState};
use crate::ui::view_model::ViewModel;

/// What a place adds to what the interface remembers.
pub(crate) type StateUpdate = Box<dyn FnOnce(&mut UiState)>;

/// A place. Whatever is around the interface is reached through it, and through nothing else.
pub(crate) trait MountTarget: Sized + 'static {
    /// What there is to know of it, which may change.
    type Options: Clone + PartialEq + 'static;

    /// Puts into `memory` what is known from before; what is learned later goes to `learned`.
    fn new(
        options: &Self::Options,
        driver: &Driver,
        updates: Callback<StateUpdate>,
        ui_state: &mut UiState,
    ) -> Self;

    /// Takes up other options.
    fn update_options(&mut self, options: &Self::Options, ui_state: &mut UiState);

    /// What elements are found in by their ids: a document, or a shadow root.
    fn root(&self) -> JsValue;

    /// Where the operator's picture is found from.
    fn config_url(&self) -> &str;

    /// As much of the session as is shown here.
    fn visible(&self, snapshot: Snapshot) -> Snapshot;

    /// What of this action is left to do; nothing where the place does it in its own way.
    fn intercept(&self, action: Action) -> Option<Action>;

    /// Hears what happened to the session.
    fn on_event(&mut self, _event: Event) {}

    /// Does what a person asked for about the live folder, which only a page of its own has.
    fn on_folder_action(&mut self, _action: FolderAction) {}

    /// Asks whether a person may be notified.
    fn request_notifications(&mut self) {}

    /// Keeps what differs from `before` for the next visit.
    fn store_preferences(before: &Preferences, now: &Preferences);

    /// Shows what is seen outside of what is drawn.
    fn show(&mut self, snapshot: &Snapshot, view: &ViewModel, ui_state: &UiState);

    /// What is drawn.
    fn draw(&self, view: Rc<ViewModel>, ui: Ui) -> Html;

    /// It is drawn.
    fn after_render(&self);
}
