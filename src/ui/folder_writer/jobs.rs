//! The jobs of the folder writer, which run one after the other, so that no two write the same file.

use std::rc::Rc;

use haulout_protocol::live_folder::{File, Location, blank, file_name};
use wasm_bindgen_futures::spawn_local;

use super::Inner;
use crate::browser::folder::{DomErrorName, Folder, FolderCommand, SweepExceptions};
use crate::ui::live_folder::{FolderSession, FolderState, WriteStatus};

/// Something to write. The content is looked up when the job runs, because it may have changed by then.
#[derive(PartialEq, Eq)]
pub(super) enum Job {
    /// The credential of a cluster, or a file without one.
    Cluster(String),
    /// The kubeconfig that refers to the other files.
    Kubeconfig,
    /// Clears files that are not renewed any more.
    Sweep,
    /// Clears all files, and forgets the folder.
    Stop,
}

/// Why a job failed, and the name of the file.
type JobError = (DomErrorName, String);

impl Inner {
    /// Queues `job`, if this page is the writer.
    pub(super) fn queue_if_writing(self: &Rc<Self>, job: Job) {
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

    /// Runs the queued jobs. Failed jobs stay in the queue, and are retried when a job is added.
    async fn work(self: Rc<Self>) {
        let Some(folder) = &self.folder else { return };
        let (mut failed, mut last_error) = (Vec::new(), None);
        while let Some(job) = self.next() {
            if let Err(error) = self.write(folder, &job).await {
                last_error = Some(error);
                // The folder is forgotten even if it could not be cleared.
                if job != Job::Stop {
                    failed.push(job);
                }
            }
        }
        self.jobs.replace(failed);
        self.working.set(false);
        match last_error {
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

    /// Runs one job; an error has the name of the file.
    async fn write(&self, folder: &Folder, job: &Job) -> Result<(), JobError> {
        let file = match job {
            Job::Cluster(id) => {
                let file = self.driver.live_credential(id);
                Some(file.unwrap_or_else(|_| blank(id)))
            }
            Job::Kubeconfig => self.kubeconfig(),
            Job::Sweep | Job::Stop => None,
        };
        if let Some(file) = file {
            let location = self.chosen().map(|chosen| chosen.location);
            let replaced = folder.replace(&file).await;
            if replaced.is_ok() && *job == Job::Kubeconfig {
                self.on_kubeconfig_written(location.as_deref());
            }
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

    /// Now kubectl can use the folder, unless its path has changed meanwhile.
    fn on_kubeconfig_written(&self, location: Option<&str>) {
        self.update(&|chosen| {
            if chosen.write_status == WriteStatus::Starting
                && Some(chosen.location.as_str()) == location
            {
                chosen.write_status = WriteStatus::Writing;
            }
        });
    }

    /// The files that must not be cleared: those with valid credentials, and those that may still be renewed.
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

    /// `None` until the path of the folder is known.
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
