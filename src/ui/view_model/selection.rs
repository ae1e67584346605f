//! Which cluster is shown, which clusters are exported, and the name of the exported file.

use std::rc::Rc;

use haulout_protocol::live_folder::slug;
use haulout_protocol::snapshot::{ClusterView, SessionView};

use crate::ui::choice::ExportForm;
use crate::ui::ui_state::UiState;

/// The cluster whose details are shown: the one that the user chose, or else the first.
pub(super) fn shown<'a>(session: &'a SessionView, ui_state: &UiState) -> Option<&'a ClusterView> {
    let chosen = ui_state.list.shown.as_ref();
    let clusters = || session.clusters.iter();
    let chosen = clusters().find(|cluster| Some(&cluster.id) == chosen);
    chosen.or_else(|| clusters().next()).map(Rc::as_ref)
}

/// The selected clusters, or else the one that is shown.
#[must_use]
pub fn selected_clusters<'a>(session: &'a SessionView, ui_state: &UiState) -> Vec<&'a ClusterView> {
    let selected = |cluster: &&Rc<ClusterView>| ui_state.list.is_selected(&cluster.id);
    let clusters = session.clusters.iter().filter(selected);
    let mut selected: Vec<&ClusterView> = clusters.map(AsRef::as_ref).collect();
    if selected.is_empty() {
        selected.extend(shown(session, ui_state));
    }
    selected
}

/// Those of the `selected` clusters that this form can export.
#[must_use]
pub fn exportable<'a>(selected: &[&'a ClusterView], form: ExportForm) -> Vec<&'a ClusterView> {
    let fits = |cluster: &&&ClusterView| match form {
        ExportForm::Once | ExportForm::Shell => cluster.credential.is_some(),
        ExportForm::PinnipedCli => cluster.has_pinniped_cli,
        ExportForm::Folder | ExportForm::Haulout => true,
    };
    selected.iter().filter(fits).copied().collect()
}

/// The name of the file for these clusters, in a portal with this title. It needs no quoting in any shell.
#[must_use]
pub fn file_name(clusters: &[&ClusterView], title: Option<&str>) -> String {
    let stem = match (clusters, title) {
        ([one], _) => slug(&one.id),
        (_, Some(title)) => slug(title),
        (_, None) => "haulout".to_owned(),
    };
    format!("{stem}.kubeconfig.yaml")
}
