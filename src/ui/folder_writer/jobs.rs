//! The work of the keeper: one job after the other, so that no two writers meet in one file.

use std::rc::Rc;

use haulout_protocol::live_folder::{File, Location, blank, file_name};
use wasm_bindgen_futures::spawn_local;

use super::Inner;
use crate::browser::folder::{Act, Folder, Refusal, Spared};
use crate::ui::live_folder::{FolderSession, FolderState, WriteStatus};

/// Something to be written. What, is looked up when its turn comes, because it may have changed by then.
#[derive(PartialEq, Eq)]
pub(super) enum Job {
    /// The credential of a cluster, or the word that there is none.
    Cluster(String),
    /// The file that names the others.
    Kubeconfig,
    /// Blanks what nobody will replace any more.
    Sweep,
    /// Blanks everything, and forgets the folder.
    Stop,
}

/// Why a job could not be done, and the name of the file.
type Fault = (DomErrorName, String);

impl Inner {
    /// Queues `job`, if it is for this page to do.
    pub(super) fn want(self: &Rc<Self>, job: Job) {
        if self.writes() {
            self.queue(job);
        }
    }

    pub(super) fn queue(self: &Rc<Self>, job: Job) {
        if !self.jobs.borrow().contains(&job) {
            self.jobs.borrow_mut().push(job);
        }
        if !self.working.replace(true) {
            spawn_local(self.clone().work());
        }
    }

    /// Does what is queued. What fails stays in the queue, and is tried again when something is added to it.
    async fn work(self: Rc<Self>) {
        let Some(folder) = &self.folder else { return };
        let (mut failed, mut error) = (Vec::new(), None);
        while let Some(job) = self.next() {
            if let Err(fault) = self.write(folder, &job).await {
                error = Some(fault);
                // A folder that could not be blanked is left all the same.
                if job != Job::Stop {
                    failed.push(job);
                }
            }
        }
        self.jobs.replace(failed);
        self.working.set(false);
        match error {
            Some((refusal, file)) => self.fail(refusal, &file),
            None => self.update(&|chosen| chosen.error = None),
        }
        if *self.session.borrow() == FolderSession::Ended && self.writes() {
            self.jobs.take();
            self.leader.take();
            self.update(&|chosen| chosen.write_status = WriteStatus::OtherTab);
        }
    }

    fn next(&self) -> Option<Job> {
        let mut jobs = self.jobs.borrow_mut();
        (!jobs.is_empty()).then(|| jobs.remove(0))
    }

    /// Does one job; what fails comes with the name of the file.
    async fn write(&self, folder: &Folder, job: &Job) -> Result<(), Fault> {
        let file = match job {
            Job::Cluster(id) => {
                let file = self.driver.live_credential(id);
                Some(file.unwrap_or_else(|_| blank(id)))
            }
            Job::Kubeconfig => self.kubeconfig(),
            Job::Sweep | Job::Stop => None,
        };
        if let Some(file) = file {
            let replaced = folder.replace(&file).await;
            return replaced.map_err(|refusal| (refusal, file.name));
        }
        let mut outcome = Ok(());
        if self.writes() && *job != Job::Kubeconfig {
            let (live, kept) = if *job == Job::Stop {
                Default::default()
            } else {
                self.spared()
            };
            let spared = SweepExceptions {
                live: &live,
                kept: &kept,
            };
            outcome = folder.sweep(spared, self.driver.now().wall).await;
        }
        if *job == Job::Stop {
            let forgotten = folder.perform(FolderCommand::Forget, "").await;
            outcome = outcome.and(forgotten.map(drop));
            self.jobs.take();
            self.leader.take();
            self.show(FolderState::Unchosen(None));
        }
        outcome.map_err(|refusal| (refusal, String::new()))
    }

    /// The files that are not to be swept: what lives, and what may be replaced yet.
    fn spared(&self) -> (String, String) {
        let (mut live, mut kept) = (String::new(), String::new());
        match &*self.session.borrow() {
            FolderSession::Ended => {}
            FolderSession::Unknown => kept.push('*'),
            FolderSession::Active(clusters) => {
                for id in clusters {
                    let name = file_name(id) + ",";
                    kept.push_str(&name);
                    if self.driver.live_credential(id).is_ok() {
                        live.push_str(&name);
                    }
                }
            }
        }
        (live, kept)
    }

    /// Nothing before somebody said where the folder is.
    fn kubeconfig(&self) -> Option<File> {
        let location = Location::parse(&self.chosen()?.location).ok()?;
        let session = self.session.borrow();
        let FolderSession::Active(clusters) = &*session else {
            return None;
        };
        let clusters: Vec<&str> = clusters.iter().map(String::as_str).collect();
        self.driver.live_kubeconfig(&clusters, &location).ok()
    }
}
