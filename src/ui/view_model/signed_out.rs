//! Nobody is signed in.

use haulout_protocol::snapshot;

use super::embed;
use super::view_context::ViewContext;

/// Nobody is signed in.
#[derive(Debug, PartialEq)]
pub struct SignedOutView {
    /// Where people are sent.
    pub issuer: String,
    /// The host of that, which is what they will recognise.
    pub host: String,
    /// What they can choose from.
    pub identity_providers: Vec<ChoiceView>,
    /// What awaits them; the first of it.
    pub cluster_names: Vec<String>,
    /// How much more does, in words.
    pub more_clusters: Option<String>,
    /// Where the session with the issuer can be ended, too.
    pub end_session_url: Option<String>,
    /// For whom this is, where it is not for the person alone.
    pub on_behalf: Vec<String>,
}

/// One identity provider.
#[derive(Debug, PartialEq)]
pub struct ChoiceView {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: &'static str,
    /// Whether it is the one that will be used.
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
            name: provider.name.clone(),
        });
        let names = view.cluster_names.iter().take(CLUSTERS_SHOWN_MAX);
        let more = view.cluster_names.len().saturating_sub(CLUSTERS_SHOWN_MAX);
        let digits = i64::try_from(more).unwrap_or(i64::MAX).saturating_mul(1000);
        let say = context.words.sign_in.and_more;
        let more_clusters = say(
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
        }
    }

    /// The name to sign in with, if there is a choice.
    #[must_use]
    pub fn chosen(&self) -> Option<String> {
        self.identity_providers
            .iter()
            .find(|choice| choice.chosen)
            .map(|choice| choice.name.clone())
    }
}

/// What stands between the scheme and the path; an issuer's URL has no user name.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// Names of clusters; more of them would only be in the way of the one button.
const CLUSTERS_SHOWN_MAX: usize = 12;
