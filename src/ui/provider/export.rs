//! Performs the user's actions on kubeconfigs.

use gloo_timers::callback::Timeout;
use haulout_protocol::kubeconfig::{Form, Kubeconfig};
use haulout_protocol::live_folder::Location;
use haulout_protocol::secret::Secret;
use haulout_protocol::snapshot::Situation;
use yew::prelude::*;

use super::{MountTarget, Msg, SessionProvider};
use crate::browser::driver::Driver;
use crate::browser::export;
use crate::ui::choice::ExportForm;
use crate::ui::component::{BY_HAND, tab_id};
use crate::ui::dispatch::{Action, ExportAction};
use crate::ui::live_folder::FolderState;
use crate::ui::ui_state::UiState;
use crate::ui::view_model::{Preview, exportable, file_name, selected_clusters};

/// The text that is copied to the clipboard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClipboardContent {
    /// A credential in this form.
    Secret(ExportForm),
    /// A kubeconfig without secrets in this form.
    Open(ExportForm),
    /// A command.
    Line,
    /// The report for the operator.
    Report,
    /// Nothing: the clipboard is cleared.
    Empty,
}

/// What to do after the next render.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AfterRender {
    /// Focus the selected tab.
    FocusTab,
    /// Fill the field for manual copying.
    FillField,
}

/// The document without its secrets.
pub(super) fn preview(
    driver: &Driver,
    ids: &[&str],
    name: ExportForm,
    ui_state: &UiState,
) -> Option<Preview> {
    let document = driver.kubeconfig(ids, &form_of(name, ui_state)?).ok()?;
    let text = match name {
        ExportForm::Shell => document.commands_masked(ui_state.shell()),
        ExportForm::Folder | ExportForm::Once | ExportForm::Haulout | ExportForm::PinnipedCli => {
            document.render_masked()
        }
    };
    Some(Preview {
        text,
        current_context: document.current_context().to_owned(),
    })
}

fn form_of(name: ExportForm, ui_state: &UiState) -> Option<Form> {
    match (name, &ui_state.folder) {
        (ExportForm::Once | ExportForm::Shell, _) => Some(Form::Inline),
        (ExportForm::Haulout, _) => Some(Form::HauloutCredential {
            command: "haulout".to_owned(),
        }),
        (ExportForm::PinnipedCli, _) => Some(Form::PinnipedCli),
        (ExportForm::Folder, FolderState::Chosen(folder)) => {
            Some(Form::LiveFolder(Location::parse(&folder.location).ok()?))
        }
        (
            ExportForm::Folder,
            FolderState::Unknown | FolderState::Unsupported | FolderState::Unchosen(_),
        ) => None,
    }
}

/// A document to export.
struct Document {
    kubeconfig: Kubeconfig,
    file_name: String,
    form: ExportForm,
}

impl<P: MountTarget> SessionProvider<P> {
    pub(super) fn export(&mut self, context: &Context<Self>, action: ExportAction) {
        match action {
            ExportAction::Copy(form) => {
                // The view offers this only with a credential. If it has expired meanwhile, the next view shows that.
                if let Some(document) = self.document(form) {
                    let content = document.content();
                    copy(context, self.text(&document), content);
                }
            }
            ExportAction::Download(form) => self.download(context, form),
            ExportAction::CopyLine(line) => {
                copy(context, Secret::new(line), ClipboardContent::Line)
            }
            ExportAction::ClearClipboard => {
                context.link().send_future(async {
                    Msg::Copied(
                        ClipboardContent::Empty,
                        export::clear_clipboard().await.is_ok(),
                    )
                });
            }
            ExportAction::Step(_) => self.after_render_task = Some(AfterRender::FocusTab),
            ExportAction::Form(_) | ExportAction::HideCopyField => {}
        }
    }

    /// Handles the result of copying.
    pub(super) fn copied(&mut self, context: &Context<Self>, what: ClipboardContent, good: bool) {
        let words = &self.words().export;
        let text = match (what, good) {
            (ClipboardContent::Secret(_), true) => words.copied,
            (ClipboardContent::Open(_), true) => words.copied_open,
            (ClipboardContent::Secret(form) | ClipboardContent::Open(form), false) => {
                self.show_copy_field(context, form);
                words.copy_denied
            }
            (ClipboardContent::Line, true) => words.line_copied,
            (ClipboardContent::Line, false) => words.line_not_copied,
            (ClipboardContent::Report, true) => self.words().errors.report_copied,
            (ClipboardContent::Report, false) => self.words().errors.report_not_copied,
            (ClipboardContent::Empty, true) => words.cleared,
            (ClipboardContent::Empty, false) => words.not_cleared,
        };
        self.notice(
            context,
            text,
            good,
            matches!(what, ClipboardContent::Secret(_)) && good,
        );
    }

    /// Runs the task that waited for the render.
    pub(super) fn run_after_render(&mut self) {
        match self.after_render_task.take() {
            Some(AfterRender::FocusTab) => {
                let _always_there =
                    export::focus(&self.target.root(), tab_id(self.ui_state.form()));
            }
            Some(AfterRender::FillField) => {
                let document = self.ui_state.by_hand.and_then(|form| self.document(form));
                if let Some(document) = document {
                    let _gone_again = export::fill_and_select(
                        &self.target.root(),
                        BY_HAND,
                        &self.text(&document),
                    );
                }
            }
            None => {}
        }
    }

    /// Shows the field for manual copying, for a limited time.
    fn show_copy_field(&mut self, context: &Context<Self>, form: ExportForm) {
        self.ui_state.by_hand = Some(form);
        self.after_render_task = Some(AfterRender::FillField);
        let link = context.link().clone();
        self._copy_field_timer = Some(Timeout::new(BY_HAND_MILLIS, move || {
            link.send_message(Msg::Act(Action::Export(ExportAction::HideCopyField)));
        }));
    }

    fn download(&mut self, context: &Context<Self>, form: ExportForm) {
        let Some(document) = self.document(form) else {
            return;
        };
        let words = &self.words().export;
        let good = export::download(&document.file_name, &self.text(&document)).is_ok();
        let text = match document.content() {
            _ if !good => words.download_denied,
            ClipboardContent::Secret(_) => words.downloaded,
            ClipboardContent::Open(_)
            | ClipboardContent::Line
            | ClipboardContent::Report
            | ClipboardContent::Empty => words.downloaded_open,
        };
        self.notice(context, text, good, false);
    }

    /// The whole document in this form, of which the view shows the beginning.
    fn document(&self, form: ExportForm) -> Option<Document> {
        let snapshot = self.snapshot();
        let Situation::SignedIn(session) = &snapshot.situation else {
            return None;
        };
        let clusters = exportable(&selected_clusters(session, &self.ui_state), form);
        let ids: Vec<&str> = clusters.iter().map(|it| it.id.as_str()).collect();
        let kubeconfig = self
            .driver
            .kubeconfig(&ids, &form_of(form, &self.ui_state)?);
        Some(Document {
            kubeconfig: kubeconfig.ok()?,
            file_name: file_name(&clusters, snapshot.title.as_deref()),
            form,
        })
    }

    pub(super) fn copy_report(&self, context: &Context<Self>) {
        copy(
            context,
            Secret::new(self.driver.report()),
            ClipboardContent::Report,
        );
    }

    fn text(&self, document: &Document) -> Secret<String> {
        match document.form {
            ExportForm::Shell => document.kubeconfig.commands(self.ui_state.shell()),
            ExportForm::Folder
            | ExportForm::Once
            | ExportForm::Haulout
            | ExportForm::PinnipedCli => document.kubeconfig.render(),
        }
    }
}

impl Document {
    const fn content(&self) -> ClipboardContent {
        match self.form {
            form @ (ExportForm::Once | ExportForm::Shell) => ClipboardContent::Secret(form),
            form @ (ExportForm::Folder | ExportForm::Haulout | ExportForm::PinnipedCli) => {
                ClipboardContent::Open(form)
            }
        }
    }
}

fn copy<P: MountTarget>(
    context: &Context<SessionProvider<P>>,
    text: Secret<String>,
    what: ClipboardContent,
) {
    context.link().send_future(async move {
        let good = export::copy(&text).await.is_ok();
        Msg::Copied(what, good)
    });
}

/// Enough time to press two keys. After that the secret is removed from the page.
const BY_HAND_MILLIS: u32 = 60_000;
