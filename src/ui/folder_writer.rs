//! Writes the live folder, one file after the other, and reports the result.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use haulout_protocol::event::Event;
use haulout_protocol::snapshot::Snapshot;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::dispatch::FolderAction;
use super::live_folder::{ChosenFolder, FolderError, FolderSession, FolderState, WriteStatus};
use crate::browser::driver::Driver;
use crate::browser::folder::{DomErrorName, Folder, FolderCommand, KeptFolder, Permission};
use crate::browser::leader::Leader;

mod jobs;

use jobs::Job;

/// The writer of one page. It stops when this is dropped.
pub(super) struct FolderWriter(Rc<Inner>);

struct Inner {
    folder: Option<Folder>,
    driver: Driver,
    state: RefCell<FolderState>,
    session: RefCell<FolderSession>,
    /// Jobs to do, and jobs that failed.
    jobs: RefCell<Vec<Job>>,
    working: Cell<bool>,
    /// This page's place in the queue of writers, while there is something to write.
    leader: RefCell<Option<Leader>>,
    changed: Box<dyn Fn(FolderState)>,
}

impl FolderWriter {
    /// `act` is the function that loads `www/folder.js`. `changed` is called when the state changes.
    pub(super) fn new(
        act: &JsValue,
        driver: Driver,
        changed: impl Fn(FolderState) + 'static,
    ) -> Self {
        let writer = Rc::new(Inner {
            folder: Folder::new(act),
            driver,
            state: RefCell::default(),
            session: RefCell::new(FolderSession::Unknown),
            jobs: RefCell::default(),
            working: Cell::new(false),
            leader: RefCell::default(),
            changed: Box::new(changed),
        });
        writer.perform(FolderCommand::Read, String::new());
        Self(writer)
    }

    /// Applies the state of the session.
    pub(super) fn on_snapshot(&self, snapshot: &Snapshot) {
        self.0.set_session(FolderSession::new(snapshot));
    }

    /// Writes the files that an event has outdated.
    pub(super) fn on_event(&self, event: Event) {
        match event {
            Event::Credential { cluster }
            | Event::EndMoved { cluster }
            | Event::Expired { cluster } => {
                self.0.queue_if_writing(Job::Cluster(cluster));
            }
            Event::ClockSet { .. } => self.0.rewrite(),
            // The file of a cluster that does not respond may contain an expired credential.
            Event::Failed { .. } => self.0.queue_if_writing(Job::Sweep),
            // What follows may fail, as when the issuer is down, and the files must be cleared all the same.
            Event::SignedOut => self.0.set_session(FolderSession::Ended),
            Event::SignedIn
            | Event::SignInNeeded { .. }
            | Event::Slept { .. }
            | Event::Activity(_) => {}
        }
    }

    /// Performs the user's action.
    pub(super) fn on_action(&self, action: FolderAction) {
        match action {
            FolderAction::Choose => self.0.perform(FolderCommand::Choose, String::new()),
            FolderAction::Allow => self
                .0
                .perform(FolderCommand::RequestPermission, String::new()),
            FolderAction::Locate(location) => self.0.perform(FolderCommand::SetLocation, location),
            FolderAction::Retry => self.0.rewrite(),
            FolderAction::Forget => self.0.queue(Job::Stop),
        }
    }
}

impl Inner {
    /// Applies the state of the session. One that has ended does not come back.
    fn set_session(self: &Rc<Self>, session: FolderSession) {
        let before = self.session.borrow().clone();
        let stays_ended = before == FolderSession::Ended && session == FolderSession::Unknown;
        if before != session && !stays_ended {
            self.session.replace(session);
            self.request_leadership();
            self.rewrite();
        }
    }

    /// Performs a command, and applies the resulting state.
    fn perform(self: &Rc<Self>, command: FolderCommand, argument: String) {
        let writer = self.clone();
        spawn_local(async move {
            let Some(folder) = &writer.folder else {
                return writer.show(FolderState::Unsupported);
            };
            match folder.perform(command, &argument).await {
                Ok(kept) => {
                    writer.apply_stored_folder(kept);
                    if command != FolderCommand::Read {
                        writer.rewrite();
                    }
                }
                // The user closed the dialog.
                Err(refusal) if refusal == "AbortError" => {}
                Err(refusal) => writer.fail(refusal, ""),
            }
        });
    }

    /// Applies the stored folder and its permission.
    fn apply_stored_folder(self: &Rc<Self>, kept: Option<KeptFolder>) {
        let Some(kept) = kept else {
            self.leader.take();
            return self.show(FolderState::Unchosen(None));
        };
        let before = self.chosen().filter(|_| self.writes());
        let write_status = match kept.permission {
            Permission::Prompt => WriteStatus::PermissionNeeded,
            Permission::Denied => WriteStatus::PermissionDenied,
            Permission::Granted => match &before {
                None => WriteStatus::OtherTab,
                Some(before) if before.location == kept.location => before.write_status,
                Some(_) => WriteStatus::Starting,
            },
        };
        if kept.permission != Permission::Granted {
            self.leader.take();
        }
        self.show(FolderState::Chosen(ChosenFolder {
            label: kept.label,
            location: kept.location,
            write_status,
            error: before
                .filter(|_| kept.permission == Permission::Granted)
                .and_then(|before| before.error),
        }));
        self.request_leadership();
    }

    /// Queues this page as a writer, if there is a session to write for or to clean up after.
    fn request_leadership(self: &Rc<Self>) {
        let allowed = self.write_status() == Some(WriteStatus::OtherTab);
        let settled = *self.session.borrow() != FolderSession::Unknown;
        if !allowed || !settled || self.leader.borrow().is_some() {
            return;
        }
        let writer = Rc::downgrade(self);
        let leader = Leader::campaign(move || {
            if let Some(writer) = writer.upgrade() {
                spawn_local(writer.on_leader());
            }
        });
        self.leader.replace(Some(leader));
    }

    /// This page is the writer now. The previous writer may have stored another path.
    async fn on_leader(self: Rc<Self>) {
        let Some(folder) = &self.folder else { return };
        let kept = folder.perform(FolderCommand::Read, "").await;
        self.update(&|chosen| chosen.write_status = WriteStatus::Starting);
        match kept {
            Ok(kept) => self.apply_stored_folder(kept),
            Err(refusal) => self.fail(refusal, ""),
        }
        self.rewrite();
    }

    /// Queues every file.
    fn rewrite(self: &Rc<Self>) {
        self.queue_if_writing(Job::Sweep);
        let session = self.session.borrow().clone();
        if let FolderSession::Active(clusters) = session {
            for cluster in clusters {
                if self.driver.live_credential(&cluster).is_ok() {
                    self.queue_if_writing(Job::Cluster(cluster));
                }
            }
            self.queue_if_writing(Job::Kubeconfig);
        }
    }

    fn fail(self: &Rc<Self>, refusal: DomErrorName, file: &str) {
        if refusal == "NotAllowedError" {
            // The permission may have been revoked, which is shown as a state of its own.
            self.perform(FolderCommand::Read, String::new());
        }
        let error = FolderError::new(&refusal, file);
        if self.chosen().is_some() {
            self.update(&|chosen| chosen.error = Some(error.clone()));
        } else {
            self.show(FolderState::Unchosen(Some(error)));
        }
    }

    fn writes(&self) -> bool {
        matches!(
            self.write_status(),
            Some(WriteStatus::Starting | WriteStatus::Writing)
        )
    }

    fn write_status(&self) -> Option<WriteStatus> {
        Some(self.chosen()?.write_status)
    }

    fn chosen(&self) -> Option<ChosenFolder> {
        if let FolderState::Chosen(chosen) = &*self.state.borrow() {
            Some(chosen.clone())
        } else {
            None
        }
    }

    fn update(&self, change: &dyn Fn(&mut ChosenFolder)) {
        if let Some(mut chosen) = self.chosen() {
            change(&mut chosen);
            self.show(FolderState::Chosen(chosen));
        }
    }

    fn show(&self, state: FolderState) {
        if *self.state.borrow() != state {
            self.state.replace(state.clone());
            (self.changed)(state);
        }
    }
}
