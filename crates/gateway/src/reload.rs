//! Reloads the configuration when its files change or on request; an invalid one changes nothing.

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

/// Applies changes of the configuration's files to a gateway.
pub struct Reloader {
    current: Arc<ReloadableGateway>,
    source: Arc<Source>,
    /// The files when they were last read, whether the configuration was valid or not.
    hashes: FileHashes,
}

impl Reloader {
    /// For a gateway whose configuration was read from files with these hashes.
    pub fn new(current: Arc<ReloadableGateway>, source: Source, hashes: FileHashes) -> Self {
        Self {
            current,
            source: Arc::new(source),
            hashes,
        }
    }

    /// Never returns; `asked` triggers a reload immediately.
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

    /// Reloads if a file's content has changed. Kubernetes replaces symbolic links and keeps times, so only content
    /// counts.
    async fn check_files(&mut self) {
        let first = self.hash_files().await;
        if first.is_none_or(|first| first == self.hashes) {
            return;
        }
        self.wait_until_stable().await;
        self.reload().await;
    }

    /// Waits until the files stop changing: a partially written file can be valid and have fewer clusters.
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
                // Each mistake of a configuration is a line of its text, and the log has one line for the event.
                let reason = WithSources(error.as_ref()).to_string().replace('\n', "; ");
                tracing::error!(%reason, "the configuration is invalid; the previous one stays in effect");
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

/// Displays an error with its sources on one line.
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

/// Between two checks of the files. The kubelet itself takes up to a minute to update them.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);
/// How long a changed file must stay unchanged before it is read.
const STABLE_TIME: Duration = Duration::from_millis(200);
/// The maximum of such waits; a file that changes all the time is read anyway.
const STABLE_CHECKS_MAX: u32 = 20;
