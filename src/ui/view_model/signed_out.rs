//! Nobody is signed in.

use haulout_protocol::snapshot;

use super::Surroundings;

/// Nobody is signed in.
#[derive(Debug, PartialEq)]
pub struct SignedOutView {
    /// Where people are sent.
    pub issuer: String,
    /// What they can choose from.
    pub identity_providers: Vec<ChoiceView>,
    /// What awaits them.
    pub cluster_names: Vec<String>,
    /// Where the session with the issuer can be ended, too.
    pub end_session_url: Option<String>,
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
    pub(super) fn new(view: &snapshot::SignedOutView, around: Surroundings<'_>) -> Self {
        let providers = &view.identity_providers;
        let preferred = around.memory.preferences.identity_provider.as_ref();
        let preferred = preferred.filter(|name| providers.iter().any(|known| known.name == **name));
        let chosen = preferred.or_else(|| providers.first().map(|first| &first.name));
        let choices = providers.iter().map(|provider| ChoiceView {
            chosen: Some(&provider.name) == chosen,
            kind: (around.words.entrance.provider_kind)(&provider.kind),
            name: provider.name.clone(),
        });
        Self {
            issuer: view.issuer.clone(),
            identity_providers: choices.collect(),
            cluster_names: view.cluster_names.clone(),
            end_session_url: view.end_session_url.clone(),
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
