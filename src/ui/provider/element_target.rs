//! The mount target in a host's page: a shadow root, and callbacks to the host.

use std::rc::Rc;

use haulout_protocol::snapshot::{ActivityView, ClusterView, Situation, Snapshot};
use js_sys::Function;
use wasm_bindgen::JsValue;
use web_sys::Element;
use yew::prelude::*;

use super::accent::ShownAccent;
use super::{MountTarget, StateUpdate};
use crate::browser::appearance;
use crate::browser::driver::Driver;
use crate::ui::card::{Card, CardLayout};
use crate::ui::choice::ExportForm;
use crate::ui::context::Ui;
use crate::ui::dispatch::{Action, ListAction};
use crate::ui::messages::Language;
use crate::ui::ui_state::{Preferences, UiState};
use crate::ui::view_model::ViewModel;

/// The host's options.
#[derive(Clone, PartialEq)]
pub(crate) struct ElementOptions {
    /// The element to render into.
    pub(crate) root: Element,
    /// The ID of the only cluster to show.
    pub(crate) cluster: Option<String>,
    /// The only export form.
    pub(crate) form: Option<ExportForm>,
    /// `auto`, `light` or `dark`; if empty, the colour scheme of the host's page.
    pub(crate) theme: String,
    /// The language.
    pub(crate) language: Language,
    /// Whether the current sign-in has a window of its own.
    pub(crate) signs_in_in_window: bool,
    /// Which parts to show.
    pub(crate) layout: CardLayout,
    /// Starts a sign-in, with the name of an identity provider.
    pub(crate) sign_in: Option<Function>,
    /// Receives the ID of a cluster whose certificate is being renewed.
    pub(crate) renewing: Option<Function>,
}

/// The mount target.
pub(crate) struct ElementTarget {
    options: ElementOptions,
    accent: ShownAccent,
    /// The IDs of the clusters whose certificates are being renewed.
    renewing: Vec<String>,
}

impl MountTarget for ElementTarget {
    type Options = ElementOptions;

    fn new(
        options: &ElementOptions,
        _driver: &Driver,
        _learned: Callback<StateUpdate>,
        ui_state: &mut UiState,
    ) -> Self {
        ui_state.preferences.shell = Some(appearance::shell());
        // A host that asks for the timeline wants it to be seen.
        ui_state.timeline_open = true;
        let mut target = Self {
            options: options.clone(),
            accent: ShownAccent::default(),
            renewing: Vec::new(),
        };
        target.update_options(options, ui_state);
        target
    }

    fn update_options(&mut self, options: &ElementOptions, ui_state: &mut UiState) {
        ui_state.preferences.language = options.language;
        ui_state.signs_in_in_window = options.signs_in_in_window;
        if options.form != self.options.form || options.form.is_some() {
            ui_state.preferences.form = options.form;
        }
        self.options = options.clone();
    }

    fn root(&self) -> JsValue {
        self.options.root.get_root_node().into()
    }

    /// Elements show no logo.
    fn config_url(&self) -> &str {
        ""
    }

    /// The cluster that the host named, if it exists, and otherwise all clusters.
    fn visible(&self, mut snapshot: Snapshot) -> Snapshot {
        if let (Situation::SignedIn(session), Some(id)) =
            (&mut snapshot.situation, &self.options.cluster)
            && let Some(cluster) = session.clusters.iter().find(|it| it.id == *id)
        {
            session.clusters = Rc::new(vec![cluster.clone()]);
        }
        snapshot
    }

    fn intercept(&self, action: Action) -> Option<Action> {
        if let Action::SignIn(identity_provider) = action {
            let name = identity_provider.map_or(JsValue::UNDEFINED, JsValue::from);
            call(self.options.sign_in.as_ref(), &name);
            return None;
        }
        // An element has no check boxes: the cluster that is shown is the one that is exported.
        if let Action::List(ListAction::Select(id)) = action {
            return Some(Action::List(ListAction::Show(id)));
        }
        Some(action)
    }

    /// The host owns the storage.
    fn store_preferences(&self, _before: &Preferences, _now: &Preferences) {}

    fn show(&mut self, snapshot: &Snapshot, _view: &ViewModel, _memory: &UiState) {
        let ElementOptions { root, language, .. } = &self.options;
        appearance::theme(root, &self.options.theme);
        appearance::language(root, language.tag(), language.direction());
        self.accent.show(root, &snapshot.branding);
        self.report_renewals(snapshot);
    }

    fn draw(&self, view: Rc<ViewModel>, ui: Ui) -> Html {
        html! { <Card {view} layout={self.options.layout} {ui} /> }
    }

    /// Sets the shadow parts that a host can style. The portal does not need them, so its components do not set them.
    fn after_render(&self) {
        for (selector, part) in PARTS {
            let Ok(found) = self.options.root.query_selector_all(selector) else {
                continue;
            };
            for index in 0..found.length() {
                if let Some(element) = found.get(index) {
                    appearance::part(&element, part);
                }
            }
        }
    }
}

impl ElementTarget {
    /// Reports the start of each renewal once.
    fn report_renewals(&mut self, snapshot: &Snapshot) {
        let Situation::SignedIn(session) = &snapshot.situation else {
            return self.renewing.clear();
        };
        let under_way = |cluster: &&Rc<ClusterView>| {
            cluster.credential.is_some() && cluster.activity == ActivityView::Requesting
        };
        let ids = session.clusters.iter().filter(under_way);
        let now: Vec<String> = ids.map(|it| it.id.clone()).collect();
        for id in &now {
            if !self.renewing.contains(id) {
                call(self.options.renewing.as_ref(), &id.into());
            }
        }
        self.renewing = now;
    }
}

/// Exceptions of the host's function are ignored.
fn call(function: Option<&Function>, argument: &JsValue) {
    if let Some(function) = function {
        let _thrown = function.call1(&JsValue::NULL, argument);
    }
}

/// The shadow parts that a host can style, by selector.
const PARTS: [(&str, &str); 10] = [
    (".card.login", "card"),
    (".title", "title"),
    ("button.primary", "button primary-button"),
    ("button:not(.primary)", "button"),
    (".row", "row"),
    (".cluster", "cluster"),
    (".ring", "ring"),
    (".error-panel", "trouble"),
    (".notice", "notice"),
    (".foot", "foot"),
];
