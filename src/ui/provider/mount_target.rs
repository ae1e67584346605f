//! Where a session is rendered: a page of our own, or an element in a host's page.

use std::rc::Rc;

use haulout_protocol::event::Event;
use haulout_protocol::snapshot::Snapshot;
use haulout_protocol::time::UnixTime;
use wasm_bindgen::JsValue;
use yew::{Callback, Html};

use crate::browser::driver::Driver;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, FolderAction};
use crate::ui::ui_state::{Preferences, UiState};
use crate::ui::view_model::ViewModel;

/// A change of the interface's state by its mount target.
pub(crate) type StateUpdate = Box<dyn FnOnce(&mut UiState)>;

/// A mount target. The interface reaches its surroundings only through it.
pub(crate) trait MountTarget: Sized + 'static {
    /// Its options, which may change.
    type Options: Clone + PartialEq + 'static;

    /// Initializes `ui_state`; later changes are sent to `updates`.
    fn new(
        options: &Self::Options,
        driver: &Driver,
        updates: Callback<StateUpdate>,
        ui_state: &mut UiState,
    ) -> Self;

    /// Applies changed options.
    fn update_options(&mut self, options: &Self::Options, ui_state: &mut UiState);

    /// The document or shadow root that contains the interface.
    fn root(&self) -> JsValue;

    /// The URL of the configuration, which the logo's URL is relative to.
    fn config_url(&self) -> &str;

    /// The part of the session that is shown here.
    fn visible(&self, snapshot: Snapshot) -> Snapshot;

    /// Returns the action that the provider has to perform; `None` if the mount target performs it itself.
    fn intercept(&self, action: Action) -> Option<Action>;

    /// Handles an event of the session.
    fn on_event(&mut self, _event: Event) {}

    /// Performs an action on the live folder, which only a page of our own has.
    fn on_folder_action(&mut self, _action: FolderAction) {}

    /// Asks the user for permission to notify.
    fn request_notifications(&mut self) {}

    /// Stores the preferences that differ from `before`.
    fn store_preferences(&self, before: &Preferences, now: &Preferences);

    /// Updates the parts of the document outside of the rendered content.
    fn show(&mut self, snapshot: &Snapshot, view: &ViewModel, ui_state: &UiState);

    /// Updates the countdowns outside of the rendered content.
    fn tick(&mut self, _view: &ViewModel, _now: UnixTime) {}

    /// The content to render.
    fn draw(&self, view: Rc<ViewModel>, ui: Ui) -> Html;

    /// Runs after each render.
    fn after_render(&self);
}
