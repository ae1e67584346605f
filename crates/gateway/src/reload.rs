//! Reload: when the configuration's files change, or somebody asks, they are read again; a bad one changes nothing.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::app::ReloadableGateway;
use crate::config::{Config, FileHashes, Reading, Source};

#[cfg(test)]
mod tests;

/// Keeps a gateway at what its configuration's files say.
pub struct Reloader {
    current: Arc<ReloadableGateway>,
    source: Arc<Source>,
    /// The files as they were when they were last read, whatever came of it.
    hashes: FileHashes,
}

impl Reloader {
    /// For a gateway that serves what was read when the files were as in `seen`.
    pub fn new(current: Arc<ReloadableGateway>, source: Source, hashes: FileHashes) -> Self {
        Self {
            current,
            source: Arc::new(source),
            hashes,
        }
    }

    /// Runs for ever; `asked` wakes it between two ticks.
    pub async fn run(mut self, asked: Arc<Notify>) {
        let mut ticks = interval(CHECK_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = asked.notified() => self.reload().await,
                _ = ticks.tick() => self.check_files().await,
            }
        }
    }

    /// Reloader if a file is not what it was. By content, because Kubernetes swaps symbolic links and keeps times.
    async fn check_files(&mut self) {
        let first = self.hash_files().await;
        if first.is_none_or(|first| first == self.hashes) {
            return;
        }
        self.wait_until_stable().await;
        self.reload().await;
    }

    /// Half of a file that somebody is still writing may be a configuration too, one with fewer clusters.
    async fn wait_until_stable(&self) {
        let mut before = self.hash_files().await;
        for _ in 0..STABLE_CHECKS_MAX {
            sleep(STABLE_TIME).await;
            let after = self.hash_files().await;
            if after == before {
                return;
            }
            before = after;
        }
    }

    async fn hash_files(&self) -> Option<FileHashes> {
        let hashes = self.hashes.clone();
        tokio::task::spawn_blocking(move || hashes.reread())
            .await
            .ok()
    }

    async fn reload(&mut self) {
        let source = self.source.clone();
        let current = self.current.clone();
        let done = tokio::task::spawn_blocking(move || {
            let Reading { config, hashes } = source.read();
            (apply(&current, config.map_err(Into::into)), hashes)
        });
        let outcome = match done.await {
            Ok((outcome, hashes)) => {
                self.hashes = hashes;
                outcome
            }
            Err(panicked) => Err(panicked.into()),
        };
        self.current.process().metrics.count_reload(outcome.is_ok());
        match outcome {
            Ok(()) => tracing::info!("the configuration was reloaded"),
            Err(error) => {
                let reason = WithSources(error.as_ref());
                tracing::error!(%reason, "the configuration is unusable; the one before is served on");
            }
        }
    }
}

fn apply(
    current: &ReloadableGateway,
    config: Result<Config, ReloadError>,
) -> Result<(), ReloadError> {
    Ok(current.replace(config?)?)
}

type ReloadError = Box<dyn Error + Send + Sync>;

/// An error with what it came from, on one line.
pub struct WithSources<'a>(pub &'a (dyn Error + 'a));

impl fmt::Display for WithSources<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

/// Between two ticks at the files. The kubelet itself takes up to a minute to bring a change.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);
/// For this long a changed file must stay as it is before it is read.
const STABLE_TIME: Duration = Duration::from_millis(200);
/// How often that is waited for; a file that changes all the time is read all the same.
const STABLE_CHECKS_MAX: u32 = 20;
