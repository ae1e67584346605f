//! The folder agent of `haulout open`: renews credentials and writes them to the live folder until it is stopped.

use std::path::{Path, PathBuf};

use haulout_gateway::clock;
use haulout_protocol::event::Event;
use haulout_protocol::live_folder::{self, File, Location};
use haulout_protocol::snapshot::ActivityView;
use haulout_protocol::time::{Span, Tick};

use super::error::EndReason;
use super::folder::{Folder, LiveFolderError};
use super::message::CredentialRequest;
use super::session::{Session, SessionEvent, sign_in_needed};
use super::terminal::{self, Terminal};
use crate::merge::{self, ConflictPolicy, Policy};

mod credential_requests;

use credential_requests::answer_if_settled;
pub(super) use credential_requests::is_final;

/// Writes the credentials of a session to files and serves credential requests.
pub(super) struct FolderAgent<'a> {
    session: Session,
    folder: &'a Folder,
    form: LiveForm,
    terminal: Terminal,
    /// Credential requests that wait for a credential or a final error.
    pending_requests: Vec<CredentialRequest>,
    /// Files that could not be written, and when to retry.
    failed_writes: Vec<FailedWrite>,
    /// Clusters for which a clock deviation has been reported.
    deviating_clusters: Vec<String>,
    has_printed_instructions: bool,
    /// The kubeconfig to merge the live folder's kubeconfig into; `None` once that is done.
    merge_into: Option<PathBuf>,
}

/// A write that failed.
struct FailedWrite {
    file_kind: AgentFile,
    error: String,
    retry_at: Tick,
}

/// How clients get the credentials.
pub(super) enum LiveForm {
    /// A kubeconfig whose plugin reads a file for each cluster, at this location.
    Plugin(Location),
    /// A kubeconfig that contains the credentials.
    Inline,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum AgentFile {
    Credential(String),
    Kubeconfig,
}

impl<'a> FolderAgent<'a> {
    pub(super) fn new(
        session: Session,
        folder: &'a Folder,
        form: LiveForm,
        merge_into: Option<PathBuf>,
        terminal: Terminal,
    ) -> Self {
        Self {
            session,
            folder,
            form,
            merge_into,
            terminal,
            pending_requests: Vec::new(),
            failed_writes: Vec::new(),
            deviating_clusters: Vec::new(),
            has_printed_instructions: false,
        }
    }

    /// Runs until a signal stops it.
    ///
    /// # Errors
    /// The session failed, or the folder was removed.
    pub(super) async fn run(mut self) -> Result<(), EndReason> {
        // Placeholders for readers before the first sign-in.
        self.write_credentials()?;
        loop {
            for event in self.session.next().await {
                match event {
                    SessionEvent::Event(event) => self.handle_event(&event)?,
                    SessionEvent::CredentialRequested(request) => {
                        self.pending_requests.push(request);
                    }
                    SessionEvent::Ended(reason) => return Err(reason),
                    SessionEvent::Stop => return Ok(()),
                }
            }
            self.retry_failed_writes()?;
            self.answer();
            self.update_status();
        }
    }

    fn handle_event(&mut self, event: &Event) -> Result<(), EndReason> {
        let now = self.session.now().wall;
        match event {
            Event::SignedIn => {
                let view = self.session.view();
                let user = view.map_or_else(String::new, |view| view.username);
                let line = format!("signed in as {}", terminal::one_line(&user));
                self.terminal.print_event(now, &line);
                self.write(&AgentFile::Kubeconfig)?;
            }
            Event::Credential { cluster } => {
                self.write_credential(cluster)?;
                if let Some(view) = self.session.cluster(cluster) {
                    self.terminal.print_event(now, &terminal::renewed(&view));
                }
            }
            Event::Expired { cluster } => {
                self.terminal
                    .print_event(now, &format!("{cluster}: the credential has expired"));
                self.write_credential(cluster)?;
            }
            Event::EndMoved { cluster } => self.write_credential(cluster)?,
            Event::SignInNeeded { by } => self.terminal.print_event(now, &sign_in_needed(*by)),
            Event::ClockSet { millis } => {
                let seconds = millis / 1000;
                self.terminal.print_event(
                    now,
                    &format!("this computer's clock was set by {seconds:+} s"),
                );
                self.write_credentials()?;
            }
            Event::Slept { span } => {
                self.terminal.print_event(
                    now,
                    &format!("this computer was suspended for {} s", span.as_secs()),
                );
            }
            Event::SignedOut => self.terminal.print_event(now, "signed out"),
            Event::Failed { code, cluster } => {
                let view = cluster.as_ref().and_then(|id| self.session.cluster(id));
                let session = self.session.view().and_then(|view| view.trouble);
                let reason = match (view.map(|view| view.activity.clone()), session) {
                    (Some(ActivityView::Failed(error)), _) | (_, Some(error)) => error.to_string(),
                    (Some(ActivityView::Resting | ActivityView::Requesting) | None, None) => {
                        code.to_string()
                    }
                };
                let subject = cluster.as_deref().unwrap_or("session");
                self.terminal
                    .print_event(now, &format!("{subject}: {reason}"));
            }
            Event::Activity(_) => {}
        }
        Ok(())
    }

    /// Merges the kubeconfig, which has been written, and prints how to use it, once.
    fn print_instructions(&mut self) {
        if !std::mem::replace(&mut self.has_printed_instructions, true) {
            let path = self.folder.path().join(live_folder::KUBECONFIG);
            if let Some(into) = self.merge_into.take() {
                self.terminal.print(&merge_kubeconfig(&path, &into));
            }
            self.terminal.print(&export_command(&path));
        }
    }

    /// Reports a clock deviation once, and again only after the clock was correct in between.
    fn report_clock_deviations(&mut self, view: &haulout_protocol::snapshot::ClusterView) {
        let known = self.deviating_clusters.iter().position(|id| *id == view.id);
        match (terminal::clocks(view), known) {
            (Some(line), None) => {
                self.deviating_clusters.push(view.id.clone());
                self.terminal.print_event(self.session.now().wall, &line);
            }
            (None, Some(at)) => {
                self.deviating_clusters.remove(at);
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    fn contents(&self, file_kind: &AgentFile) -> Option<File> {
        match file_kind {
            AgentFile::Credential(cluster) => {
                let live = self.session.live_credential(cluster).and_then(Result::ok);
                Some(live.unwrap_or_else(|| live_folder::blank(cluster)))
            }
            AgentFile::Kubeconfig => match &self.form {
                LiveForm::Plugin(location) => self.session.live_kubeconfig(location)?.ok(),
                LiveForm::Inline => self.session.inline_live_kubeconfig()?.ok(),
            },
        }
    }

    fn write_credentials(&mut self) -> Result<(), EndReason> {
        let clusters = self.session.clusters().to_vec();
        clusters
            .iter()
            .try_for_each(|cluster| self.write_credential(cluster))
    }

    /// Writes the file that has the credential of this cluster.
    fn write_credential(&mut self, cluster: &str) -> Result<(), EndReason> {
        self.write(&match self.form {
            LiveForm::Plugin(_) => AgentFile::Credential(cluster.to_owned()),
            LiveForm::Inline => AgentFile::Kubeconfig,
        })
    }

    fn write(&mut self, file_kind: &AgentFile) -> Result<(), EndReason> {
        let Some(file) = self.contents(file_kind) else {
            return Ok(());
        };
        let known = self
            .failed_writes
            .iter()
            .position(|it| it.file_kind == *file_kind);
        let known = known.map(|at| self.failed_writes.swap_remove(at).error);
        match self.folder.write(&file) {
            Ok(()) => {
                if known.is_some() {
                    let line = format!("{} has been written", file.name);
                    self.terminal.print_event(self.session.now().wall, &line);
                }
                if *file_kind == AgentFile::Kubeconfig {
                    self.print_instructions();
                }
                Ok(())
            }
            // The lock file is gone, too, so another process may have locked a new folder with the same name.
            Err(error @ LiveFolderError::Gone(_)) => Err(EndReason::Folder(error)),
            Err(error) => {
                let error = error.to_string();
                let now = self.session.now();
                if known.as_ref() != Some(&error) {
                    self.terminal.print_event(now.wall, &error);
                }
                let retry_at = now.tick.plus(WRITE_RETRY_DELAY);
                let file_kind = file_kind.clone();
                self.failed_writes.push(FailedWrite {
                    file_kind,
                    error,
                    retry_at,
                });
                Ok(())
            }
        }
    }

    fn retry_failed_writes(&mut self) -> Result<(), EndReason> {
        let tick = self.session.now().tick;
        let due = self.failed_writes.iter().filter(|it| it.retry_at <= tick);
        let due: Vec<AgentFile> = due.map(|it| it.file_kind.clone()).collect();
        due.iter().try_for_each(|file_kind| self.write(file_kind))
    }

    /// Responds to requests for which there is a credential or a final error.
    fn answer(&mut self) {
        let session = &self.session;
        let waiting = std::mem::take(&mut self.pending_requests).into_iter();
        self.pending_requests = waiting
            .filter_map(|request| answer_if_settled(session, request))
            .collect();
    }

    fn update_status(&mut self) {
        let view = self.session.view();
        for cluster in view.iter().flat_map(|view| view.clusters.iter()) {
            self.report_clock_deviations(cluster);
        }
        let title = self.session.title();
        let folder = self.folder.path().display().to_string();
        self.session
            .show(terminal::status(title.as_deref(), view.as_ref(), &folder));
    }
}

/// The shell command that makes kubectl use the folder.
fn export_command(path: &Path) -> String {
    let path = path.display().to_string();
    if cfg!(windows) {
        format!("$env:KUBECONFIG = '{}'", path.replace('\'', "''"))
    } else {
        format!("export KUBECONFIG='{}'", path.replace('\'', "'\\''"))
    }
}

/// The delay before a failed write is retried.
const WRITE_RETRY_DELAY: Span = Span::from_secs(5);

/// Merges the live folder's kubeconfig into another one and returns a message about the result. A failure is not fatal,
/// because the live folder's own kubeconfig still works.
fn merge_kubeconfig(kubeconfig: &Path, into: &Path) -> String {
    let policy = Policy {
        conflict: ConflictPolicy::Fail,
        set_current: false,
    };
    let (now, into_shown) = (clock::now().0, into.display());
    let outcome = merge::read_addition(kubeconfig)
        .and_then(|addition| merge::into_file(into, &addition, policy, now));
    match outcome {
        Ok(outcome) => match outcome.backup {
            Some(backup) => format!("merged into {into_shown}; backup: {}", backup.display()),
            None => format!("{into_shown} contains these clusters"),
        },
        Err(error) => format!(
            "not merged into {into_shown}: {error}\nRun `haulout merge {}` to resolve this.",
            kubeconfig.display(),
        ),
    }
}
