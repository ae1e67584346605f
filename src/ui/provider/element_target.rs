//! A place in somebody else's page: a shadow root, and functions to reach its host by.

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

/// What the host asked for.
#[derive(Clone, PartialEq)]
pub(crate) struct ElementOptions {
    /// What it is drawn into.
    pub(crate) root: Element,
    /// The id of the one cluster to show.
    pub(crate) cluster: Option<String>,
    /// The one form to hand over.
    pub(crate) form: Option<ExportForm>,
    /// `auto`, `light` or `dark`; as the page around it where it is empty.
    pub(crate) theme: String,
    /// The language.
    pub(crate) language: Language,
    /// How much to show.
    pub(crate) layout: CardLayout,
    /// Begins a sign-in, with the name of an identity provider.
    pub(crate) sign_in: Option<Function>,
    /// Takes the ids of clusters that are being renewed.
    pub(crate) renewing: Option<Function>,
}

/// The place.
pub(crate) struct ElementTarget {
    options: ElementOptions,
    accent: ShownAccent,
    /// The ids of clusters that are being renewed.
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
        if options.form != self.options.form || options.form.is_some() {
            ui_state.preferences.form = options.form;
        }
        self.options = options.clone();
    }

    fn root(&self) -> JsValue {
        self.options.root.get_root_node().into()
    }

    /// No picture of the operator's is shown.
    fn config_url(&self) -> &str {
        ""
    }

    /// One cluster, where the host named one that there is, and otherwise all.
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
        // There are no boxes to tick: what is handed over is what is shown.
        if let Action::List(ListAction::Select(id)) = action {
            return Some(Action::List(ListAction::Show(id)));
        }
        Some(action)
    }

    /// Storage is the host's.
    fn store_preferences(_before: &Preferences, _now: &Preferences) {}

    fn show(&mut self, snapshot: &Snapshot, _view: &ViewModel, _memory: &UiState) {
        let ElementOptions { root, language, .. } = &self.options;
        appearance::theme(root, &self.options.theme);
        appearance::language(root, language.tag(), language.direction());
        self.accent.show(root, &snapshot.branding);
        self.tell_of_renewals(snapshot);
    }

    fn draw(&self, view: Rc<ViewModel>, ui: Ui) -> Html {
        html! { <Card {view} layout={self.options.layout} {ui} /> }
    }

    /// Names what a host may style. The portal has no use for these names, so its parts do not know them.
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
    /// Each renewal once: a certificate that is there is about to be followed by another.
    fn tell_of_renewals(&mut self, snapshot: &Snapshot) {
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

/// What a host's function throws is its own affair.
fn call(function: Option<&Function>, argument: &JsValue) {
    if let Some(function) = function {
        let _thrown = function.call1(&JsValue::NULL, argument);
    }
}

/// What can be styled from outside, and by which name.
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
