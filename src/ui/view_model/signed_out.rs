//! The sign-in page.

use haulout_protocol::snapshot;
use haulout_protocol::text::ServerText;

use super::embed;
use super::view_context::ViewContext;
use crate::ui::messages::Language;

/// The sign-in page.
#[derive(Debug, PartialEq)]
pub struct SignedOutView {
    /// The issuer's URL.
    pub issuer: String,
    /// Its host, which users recognize.
    pub host: String,
    /// The identity providers to choose from.
    pub identity_providers: Vec<ChoiceView>,
    /// The names of the first clusters.
    pub cluster_names: Vec<String>,
    /// How many more clusters there are, as text.
    pub more_clusters: Option<String>,
    /// Where the session at the issuer can be ended.
    pub end_session_url: Option<String>,
    /// For which dashboard the sign-in is, if it is for one.
    pub on_behalf: Vec<String>,
    /// Whether the user has not had time to read that yet.
    pub too_early: bool,
    /// Where a form starts the sign-in, which works without this program. None if the program starts it.
    pub start_url: Option<String>,
    /// The language that the form's response is in.
    pub language: Language,
}

/// One identity provider.
#[derive(Debug, PartialEq)]
pub struct ChoiceView {
    /// Its name, which the issuer expects unchanged.
    pub name: String,
    /// Its name as it is shown.
    pub label: String,
    /// Its kind.
    pub kind: &'static str,
    /// Whether it is selected.
    pub chosen: bool,
}

impl SignedOutView {
    pub(super) fn new(view: &snapshot::SignedOutView, context: ViewContext<'_>) -> Self {
        let providers = &view.identity_providers;
        let preferred = context.ui_state.preferences.identity_provider.as_ref();
        let preferred = preferred.filter(|name| providers.iter().any(|known| known.name == **name));
        let chosen = preferred.or_else(|| providers.first().map(|first| &first.name));
        let choices = providers.iter().map(|provider| ChoiceView {
            chosen: Some(&provider.name) == chosen,
            kind: (context.words.sign_in.provider_kind)(&provider.kind),
            label: ServerText::new(&provider.name).to_string(),
            name: provider.name.clone(),
        });
        let names = view.cluster_names.iter().take(CLUSTERS_SHOWN_MAX);
        let more = view.cluster_names.len().saturating_sub(CLUSTERS_SHOWN_MAX);
        let digits = i64::try_from(more).unwrap_or(i64::MAX).saturating_mul(1000);
        let label = context.words.sign_in.and_more;
        let more_clusters = label(
            &context.locale.number(digits, 0),
            context.locale.plural(more as u64),
        );
        Self {
            issuer: view.issuer.clone(),
            host: host(&view.issuer).to_owned(),
            identity_providers: choices.collect(),
            cluster_names: names.cloned().collect(),
            more_clusters: (more > 0).then_some(more_clusters),
            end_session_url: view.end_session_url.clone(),
            on_behalf: embed::before_sign_in(context),
            too_early: embed::is_too_early(context),
            // A dashboard's window must not navigate, because it would lose the dashboard.
            start_url: view
                .start_url
                .clone()
                .filter(|_| context.ui_state.embed.is_none()),
            language: context.ui_state.preferences.language,
        }
    }

    /// The identity provider to sign in with, if there is a choice.
    #[must_use]
    pub fn chosen(&self) -> Option<String> {
        self.identity_providers
            .iter()
            .find(|choice| choice.chosen)
            .map(|choice| choice.name.clone())
    }
}

/// The host of a URL; an issuer's URL has no user name.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// More names would only distract from the button.
const CLUSTERS_SHOWN_MAX: usize = 12;
