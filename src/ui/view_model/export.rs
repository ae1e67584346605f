//! The kubeconfig export in the chosen form.

use haulout_protocol::kubeconfig::Shell;
use haulout_protocol::snapshot::{ClusterView, SessionView};
use haulout_protocol::time::UnixTime;

use super::document::DocumentPart;
use super::forms::{FormView, ShellView};
use super::live_folder::LiveFolderView;
use super::selection::{exportable, file_name, selected_clusters};
use super::view_context::{Preview, ViewContext};
use crate::ui::choice::ExportForm;
use crate::ui::live_folder::FolderState;
use crate::ui::locale::Plural;

/// The kubeconfig export of one cluster, or of several in one file.
#[derive(Debug, PartialEq)]
pub struct ExportView {
    /// The forms to choose from; empty if there is no choice.
    pub forms: Vec<FormView>,
    /// The form that is shown.
    pub form: ExportForm,
    /// Names the clusters, if they were selected.
    pub heading: Option<String>,
    /// What the form does, and until when it works.
    pub lead: Option<String>,
    /// The selected clusters that are not included.
    pub left_out: Option<String>,
    /// Why live folders are not available.
    pub unsupported: Option<&'static str>,
    /// The live folder, if that is the form.
    pub folder: Option<LiveFolderView>,
    /// The kubeconfig, if there is one.
    pub kubeconfig: Option<KubeconfigView>,
}

/// A kubeconfig to export.
#[derive(Debug, PartialEq)]
pub struct KubeconfigView {
    /// Its form.
    pub form: ExportForm,
    /// Label of the copy button; `None` if there is nothing to copy.
    pub copy: Option<&'static str>,
    /// The name of the file, if it can be downloaded as one.
    pub file_name: Option<String>,
    /// Whether the field for manual copying is shown.
    pub by_hand: bool,
    /// The commands that use it, each with its label.
    pub lines: Vec<(&'static str, String)>,
    /// The entry that allows its credential plugin in `kuberc`, with its label.
    pub plugin: Option<(&'static str, String)>,
    /// The shells to choose from.
    pub shells: Vec<ShellView>,
    /// The beginning of the document, with every key masked and long values folded.
    pub document: Vec<DocumentPart>,
    /// How many clusters it omits.
    pub more: Option<String>,
}

impl ExportView {
    /// The one-time kubeconfig; `None` if there is no credential to export.
    pub(super) fn once(
        session: &SessionView,
        title: Option<&str>,
        context: ViewContext<'_>,
    ) -> Option<Self> {
        let clusters = selected_clusters(session, context.ui_state);
        let view = Self::of_form(ExportForm::Once, &clusters, title, context);
        view.kubeconfig.is_some().then_some(view)
    }

    /// The forms that keep working; `None` if there is neither a credential to export nor a live folder.
    pub(super) fn new(
        session: &SessionView,
        title: Option<&str>,
        folder: Option<LiveFolderView>,
        context: ViewContext<'_>,
    ) -> Option<Self> {
        let ViewContext {
            ui_state, words, ..
        } = context;
        let clusters = selected_clusters(session, ui_state);
        let chosen = matches!(ui_state.folder, FolderState::Chosen(_));
        if !chosen && clusters.iter().all(|it| it.credential.is_none()) {
            return None;
        }
        let forms = FormView::all(folder.as_ref(), ui_state, words);
        let form = ui_state.form();
        if form == ExportForm::Folder {
            let kept = session.clusters.iter().filter(|it| it.active);
            let kept: Vec<&ClusterView> = kept.map(AsRef::as_ref).collect();
            let works = folder.as_ref().is_some_and(|it| it.mood == "good");
            let place = folder.as_ref().and_then(|it| it.location.as_ref());
            let line = place.and_then(|place| place.line.clone());
            let line = line.map(|line| (words.folder.use_it, line));
            let plugin = place.and_then(|place| place.plugin);
            let kubeconfig = works.then(|| KubeconfigView::new(&kept, form, line, plugin, context));
            return Some(Self {
                forms,
                form,
                heading: None,
                lead: (kept.len() > 1).then(|| words.folder.holds_all.to_owned()),
                left_out: None,
                unsupported: None,
                folder,
                kubeconfig: kubeconfig.flatten(),
            });
        }
        let is_first = form == ui_state.forms()[0];
        Some(Self {
            forms,
            unsupported: (is_first && ui_state.folder == FolderState::Unsupported)
                .then_some(words.folder.unsupported),
            ..Self::of_form(form, &clusters, title, context)
        })
    }

    /// The clusters in this form, without a choice of another one.
    fn of_form(
        form: ExportForm,
        clusters: &[&ClusterView],
        title: Option<&str>,
        context: ViewContext<'_>,
    ) -> Self {
        let ViewContext {
            ui_state, words, ..
        } = context;
        let fitting = exportable(clusters, form);
        let file = is_file(form).then(|| file_name(&fitting, title));
        let line = file.as_ref().map(|file| {
            let line = use_file(file, ui_state.shell());
            (words.export.use_file, line)
        });
        let plugin = match form {
            ExportForm::Haulout => Some("haulout"),
            ExportForm::PinnipedCli => Some("pinniped"),
            ExportForm::Once | ExportForm::Shell | ExportForm::Folder => None,
        };
        let kubeconfig = KubeconfigView::new(&fitting, form, line, plugin, context);
        let kubeconfig = kubeconfig.map(|view| KubeconfigView {
            file_name: file,
            ..view
        });
        let lead = if kubeconfig.is_some() {
            let until = first_end(&fitting).map(|end| context.locale.time_with_seconds(end));
            (words.export.lead)(form, &until.unwrap_or_default())
        } else if form == ExportForm::PinnipedCli {
            words.export.no_cli_client.to_owned()
        } else {
            words.export.nothing_yet.to_owned()
        };
        let selected = !ui_state.list.selected.is_empty() && kubeconfig.is_some();
        let missing = || clusters.iter().filter(|it| it.credential.is_none());
        let left_out = kubeconfig.is_some() && fitting.len() < clusters.len();
        Self {
            forms: Vec::new(),
            form,
            heading: selected.then(|| heading(form, &fitting, context)),
            lead: Some(lead),
            left_out: left_out.then(|| (words.export.left_out)(&names(missing(), context))),
            unsupported: None,
            folder: None,
            kubeconfig,
        }
    }
}

impl KubeconfigView {
    fn new(
        clusters: &[&ClusterView],
        form: ExportForm,
        use_it: Option<(&'static str, String)>,
        plugin: Option<&'static str>,
        context: ViewContext<'_>,
    ) -> Option<Self> {
        let ViewContext {
            ui_state, words, ..
        } = context;
        let words = &words.export;
        let plugin = plugin.map(|command| {
            let label = match command {
                "sh" | "cmd" => words.plugin_is_a_shell,
                _ => words.plugin,
            };
            (label, format!("- name: {command}"))
        });
        let ids = clusters.iter().take(PREVIEWED_AT_MOST);
        let ids: Vec<&str> = ids.map(|it| it.id.as_str()).collect();
        if ids.is_empty() {
            return None;
        }
        let Preview {
            text,
            current_context,
        } = (context.preview)(&ids, form)?;
        let shell = ui_state.shell();
        let first = format!(
            "kubectl --context {} get pods",
            shell.word(&current_context)
        );
        let lines = use_it.into_iter().chain([(words.try_it, first)]);
        let hidden = clusters.len() - ids.len();
        Some(Self {
            form,
            file_name: None,
            copy: match form {
                ExportForm::Folder => None,
                ExportForm::Shell => Some(words.copy_commands),
                ExportForm::Once | ExportForm::Haulout | ExportForm::PinnipedCli => {
                    Some(words.copy)
                }
            },
            by_hand: ui_state.by_hand == Some(form),
            lines: lines.collect(),
            plugin,
            shells: ShellView::all(shell),
            document: DocumentPart::all(&text, context),
            more: (hidden > 0).then(|| more(hidden, context)),
        })
    }
}

/// Whether the form can be downloaded as a file.
const fn is_file(form: ExportForm) -> bool {
    match form {
        ExportForm::Once | ExportForm::Haulout | ExportForm::PinnipedCli => true,
        ExportForm::Folder | ExportForm::Shell => false,
    }
}

/// The command that makes kubectl read a file in the downloads folder. The name needs no quoting.
fn use_file(name: &str, shell: Shell) -> String {
    match shell {
        Shell::Bash => format!("export KUBECONFIG=~/Downloads/{name}"),
        Shell::Fish => format!("set -gx KUBECONFIG ~/Downloads/{name}"),
        Shell::PowerShell => format!("$env:KUBECONFIG=\"$HOME/Downloads/{name}\""),
    }
}

fn heading(form: ExportForm, clusters: &[&ClusterView], context: ViewContext<'_>) -> String {
    let words = &context.words.export;
    match clusters {
        [one] => (words.for_one)(&one.name),
        several => {
            let (count, plural) = counted(several.len(), context);
            (words.for_several)(form, &count, plural)
        }
    }
}

fn names<'a>(
    clusters: impl Iterator<Item = &'a &'a ClusterView> + Clone,
    context: ViewContext<'_>,
) -> String {
    let mut names = String::new();
    for cluster in clusters.clone().take(NAMED_AT_MOST) {
        if !names.is_empty() {
            names.push_str(", ");
        }
        names.push_str(&cluster.name);
    }
    let hidden = clusters.count().saturating_sub(NAMED_AT_MOST);
    if hidden > 0 {
        names.push(' ');
        names.push_str(&more(hidden, context));
    }
    names
}

fn more(hidden: usize, context: ViewContext<'_>) -> String {
    let (count, plural) = counted(hidden, context);
    (context.words.export.more)(&count, plural)
}

fn counted(count: usize, context: ViewContext<'_>) -> (String, Plural) {
    let thousandths = i64::try_from(count)
        .unwrap_or(i64::MAX)
        .saturating_mul(1000);
    let plural = context.locale.plural(count as u64);
    (context.locale.number(thousandths, 0), plural)
}

/// When the first of the credentials expires, on this computer's clock.
fn first_end(clusters: &[&ClusterView]) -> Option<UnixTime> {
    let credentials = clusters.iter().filter_map(|it| it.credential.as_ref());
    let ends = credentials.map(|it| it.verifier.unwrap_or_default().to_ours(it.not_after));
    ends.min()
}

/// More would fill the page, and a thousand would take a second to render.
const PREVIEWED_AT_MOST: usize = 3;
/// More names would not fit into a sentence.
const NAMED_AT_MOST: usize = 3;
