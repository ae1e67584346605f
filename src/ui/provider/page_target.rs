//! The mount target of a page of our own: its browser tab, its storage, and its live folder.

use std::rc::Rc;

use haulout_protocol::event::Event;
use haulout_protocol::snapshot::Snapshot;
use haulout_protocol::time::UnixTime;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{MountTarget, StateUpdate};
use crate::browser::driver::Driver;
use crate::browser::{appearance, export, notification, tab};
use crate::ui::app::App;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, FolderAction};
use crate::ui::folder_writer::FolderWriter;
use crate::ui::platform::Platform;
use crate::ui::ui_state::{Preferences, UiState};
use crate::ui::view_model::{Page, ViewModel};

mod browser_tab;
mod dashboard;
mod preferences;
mod reading_time;

use browser_tab::BrowserTab;
pub(crate) use dashboard::Dashboard;
use reading_time::ReadingTime;

/// The options of a page.
#[derive(Clone, PartialEq)]
pub(crate) struct PageOptions {
    /// The URL of the configuration.
    pub(crate) config_url: AttrValue,
    /// Performs acts on the live folder.
    pub(crate) folder: JsValue,
    /// The dashboard that opened this window, if one did.
    pub(crate) dashboard: Option<Dashboard>,
    /// Whether the user pressed the button to sign in before the program had loaded.
    pub(crate) pressed: bool,
}

/// The mount target.
pub(crate) struct PageTarget {
    driver: Driver,
    /// Whether to sign in as soon as that is possible.
    pressed: bool,
    config_url: AttrValue,
    writer: FolderWriter,
    browser_tab: BrowserTab,
    updates: Callback<StateUpdate>,
    dashboard: Option<Dashboard>,
    reading_time: ReadingTime,
}

impl MountTarget for PageTarget {
    type Options = PageOptions;

    fn new(
        options: &PageOptions,
        driver: &Driver,
        updates: Callback<StateUpdate>,
        ui_state: &mut UiState,
    ) -> Self {
        ui_state.preferences = preferences::stored();
        ui_state.notifications = browser_tab::notifications(notification::permission());
        ui_state.platform = Platform::of_name(&appearance::platform());
        let dashboard = options.dashboard.as_ref();
        ui_state.embed = dashboard.map(|dashboard| dashboard.state.clone());
        let to = updates.clone();
        let writer = FolderWriter::new(&options.folder, driver.clone(), move |state| {
            to.emit(Box::new(move |ui_state| ui_state.folder = state));
        });
        Self {
            driver: driver.clone(),
            pressed: options.pressed,
            config_url: options.config_url.clone(),
            writer,
            browser_tab: BrowserTab::default(),
            reading_time: ReadingTime::new(updates.clone()),
            updates,
            dashboard: options.dashboard.clone(),
        }
    }

    /// The options of a page never change.
    fn update_options(&mut self, _options: &PageOptions, _memory: &mut UiState) {}

    fn root(&self) -> JsValue {
        export::document()
    }

    fn config_url(&self) -> &str {
        &self.config_url
    }

    fn visible(&self, snapshot: Snapshot) -> Snapshot {
        snapshot
    }

    fn intercept(&self, action: Action) -> Option<Action> {
        if let Some(dashboard) = &self.dashboard
            && !dashboard.does(&action)
        {
            self.updates.emit(Box::new(dashboard::blocked));
            return None;
        }
        Some(action)
    }

    fn on_event(&mut self, event: Event) {
        self.writer.on_event(event);
    }

    fn on_folder_action(&mut self, action: FolderAction) {
        self.writer.on_action(action);
    }

    fn request_notifications(&mut self) {
        let update = self.updates.clone();
        spawn_local(async move {
            let permission = notification::request_permission().await;
            update.emit(Box::new(move |ui_state| {
                ui_state.notifications = browser_tab::notifications(permission);
                ui_state.preferences.notify = permission == notification::Permission::Granted;
            }));
        });
    }

    fn store_preferences(&self, before: &Preferences, now: &Preferences) {
        preferences::store(before, now, &self.config_url);
    }

    fn show(&mut self, snapshot: &Snapshot, view: &ViewModel, ui_state: &UiState) {
        self.writer.on_snapshot(snapshot);
        self.reading_time.show(view.page.question());
        self.browser_tab
            .show(&view.browser_tab, &ui_state.preferences, &snapshot.branding);
        self.sign_in_if_pressed(view);
    }

    fn tick(&mut self, view: &ViewModel, now: UnixTime) {
        tab::title(&view.browser_tab.document_title(now));
    }

    fn draw(&self, view: Rc<ViewModel>, ui: Ui) -> Html {
        html! { <App {view} {ui} /> }
    }

    fn after_render(&self) {}
}

impl PageTarget {
    /// Performs a press from before the program had loaded. It does not outlast an error, after which the user has to
    /// decide again.
    fn sign_in_if_pressed(&mut self, view: &ViewModel) {
        if !self.pressed || matches!(view.page, Page::Progress(_)) {
            return;
        }
        self.pressed = false;
        if let Page::SignedOut(view) = &view.page {
            self.driver.sign_in(view.chosen());
        }
    }
}
