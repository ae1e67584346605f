//! The ways to hand a credential over, and the one that is chosen.

use haulout_protocol::snapshot::ClusterView;

use super::Surroundings;
use crate::ui::memory::FormName;

/// The hand-over of one cluster, or of several in one file.
#[derive(Debug, PartialEq)]
pub struct HandOverView {
    /// The forms that there are.
    pub forms: Vec<FormView>,
    /// The one that is shown.
    pub form: FormName,
    /// The kubeconfig in that form, with the key masked.
    pub preview: Option<String>,
}

/// One form.
#[derive(Debug, PartialEq, Eq)]
pub struct FormView {
    /// Which.
    pub name: FormName,
    /// Whether it is the best one here.
    pub recommended: bool,
}

impl HandOverView {
    /// For these clusters; nothing where there is no credential to hand over.
    pub(super) fn new(clusters: &[&ClusterView], around: Surroundings<'_>) -> Option<Self> {
        let ready = clusters.iter().filter(|it| it.credential.is_some());
        let ids: Vec<&str> = ready.map(|it| it.id.as_str()).collect();
        if ids.is_empty() {
            return None;
        }
        let preview = (around.preview)(&ids, FormName::Once)?;
        Some(Self {
            forms: Vec::from([FormView {
                name: FormName::Once,
                recommended: true,
            }]),
            form: FormName::Once,
            preview: Some(preview),
        })
    }
}
