//! Runs `haulout open`: validates the options, then starts the session and the folder agent.

use std::path::{Path, PathBuf};

use clap::Args;
use haulout_protocol::live_folder::{FOLDER, KUBECONFIG, Location, LocationError};
use tokio::sync::mpsc;

use super::browser::Browser;
use super::clock::Clock;
use super::engine::EngineContext;
use super::error::{DesktopError, EndReason, LocationReason, SetupReason};
use super::folder::{Folder, LiveFolderError};
use super::folder_agent::{FolderAgent, LiveForm};
use super::http_client::HttpClients;
use super::loopback::{self, Loopback};
use super::message::Outbox;
use super::session::Session;
use super::signals;
use super::source::{self, SignInSource};
use super::terminal::Terminal;
use crate::kuberc::PluginPolicy;
use crate::merge;

/// The options that `haulout open` and `haulout credential` share.
#[derive(Args, Debug)]
pub(crate) struct SignInOptions {
    /// The live folder, for credentials and the kubeconfig [default: ~/.kube/haulout].
    #[arg(long, env = "HAULOUT_FOLDER", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The port of 127.0.0.1 for the redirect URI; 0 selects a free port.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    listen_port: u16,
    /// Do not open a browser or serve a status page; print the link, and also accept the response on standard input.
    #[arg(long, alias = "skip-browser")]
    no_page: bool,
    /// Also merge the clusters into this kubeconfig, with a backup next to it; without FILE, into ~/.kube/config.
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    merge: Option<Option<PathBuf>>,
    /// The program to open links with, instead of the system default.
    #[arg(long, env = "HAULOUT_BROWSER", value_name = "PROGRAM")]
    browser: Option<String>,
}

/// The files of the live folder.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct FileOptions {
    /// Keep the files on exit; each credential stays valid for a few minutes.
    #[arg(long)]
    keep: bool,
    /// Write the credentials into the kubeconfig, for clients that may run no credential plugin. A program that reads
    /// it only at its start does not see a renewal.
    #[arg(long, conflicts_with = "merge")]
    inline: bool,
}

impl SignInOptions {
    /// The absolute path of the live folder.
    pub(super) fn folder(&self) -> Result<PathBuf, SetupReason> {
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => std::env::home_dir()
                .ok_or(SetupReason::NoHomeForFolder)?
                .join(".kube")
                .join(FOLDER),
        };
        std::path::absolute(&folder).map_err(|error| SetupReason::NoFolder(folder, error))
    }

    /// The kubeconfig to merge into, if `--merge` is set.
    fn merge_into(&self) -> Result<Option<PathBuf>, SetupReason> {
        match &self.merge {
            None => Ok(None),
            Some(Some(file)) => Ok(Some(file.clone())),
            Some(None) => merge::kubectl_default()
                .map(Some)
                .ok_or(SetupReason::NoHomeForMerge),
        }
    }

    /// Creates a session; its sign-in starts with the first call of [`Session::next`].
    pub(super) async fn session(
        &self,
        sign_in_source: SignInSource,
        terminal: Terminal,
    ) -> Result<(Session, Outbox), SetupReason> {
        let (outbox, inbox) = mpsc::unbounded_channel();
        signals::listen(outbox.clone()).map_err(SetupReason::Signals)?;
        let token = loopback::token().map_err(SetupReason::NoRandomness)?;
        let issuer = sign_in_source
            .config
            .issuer
            .url
            .origin()
            .ascii_serialization();
        let has_page = !self.no_page;
        let loopback = Loopback::start(self.listen_port, &issuer, token, has_page, outbox.clone())
            .await
            .map_err(|error| SetupReason::Port(self.listen_port, error))?;
        let browser = if self.no_page {
            Browser::Printed
        } else {
            Browser::Opened(self.browser.clone())
        };
        let context = EngineContext {
            clock: Clock::start(),
            http_clients: HttpClients::new(&sign_in_source.config)?,
            outbox: outbox.clone(),
        };
        let session = Session::begin(
            &sign_in_source.config,
            context,
            inbox,
            loopback,
            browser,
            terminal,
            sign_in_source.identity_provider,
        );
        Ok((session, outbox))
    }
}

/// Signs in and keeps the live folder up to date until a signal stops it.
///
/// # Errors
/// [`DesktopError`], whose message says what to do.
pub(crate) fn open(
    source: &source::SourceOptions,
    options: &SignInOptions,
    FileOptions { keep, inline }: FileOptions,
) -> Result<(), DesktopError> {
    let sign_in_source = source.read().map_err(SetupReason::Source)?;
    let path = options.folder()?;
    let location = location(&path)?;
    let merge_into = options.merge_into()?;
    let folder = Folder::open(&path).map_err(|error| match error {
        LiveFolderError::Locked(..) => DesktopError::Locked(error),
        LiveFolderError::Folder(..)
        | LiveFolderError::Gone(_)
        | LiveFolderError::NotPrivate(..)
        | LiveFolderError::NotAFile(_)
        | LiveFolderError::NotOurs(_)
        | LiveFolderError::File(..) => SetupReason::Folder(error).into(),
    })?;
    let terminal = Terminal::Stdout;
    for note in &sign_in_source.notes {
        terminal.print(note);
    }
    let policy = PluginPolicy::of_kubectl().filter(|_| !inline);
    if let Some(warning) = policy.and_then(|policy| policy.warning(location.plugin())) {
        terminal.print(&warning);
    }
    // Remove the files of a crashed process. A kubeconfig without a secret stays until there is a new one.
    let kept: &[&str] = if inline || folder.has_inline_kubeconfig() {
        &[]
    } else {
        &[KUBECONFIG]
    };
    let cleared = folder.clear(kept);
    let remembered = cleared.and_then(|()| folder.write(&source::settings_file(&sign_in_source)));
    remembered.map_err(SetupReason::Folder)?;
    let ended = runtime()?.block_on(async {
        let (session, outbox) = options.session(sign_in_source, terminal).await?;
        if !options.no_page {
            terminal.print(&format!("Status: {}", session.page_url()));
        }
        #[cfg(unix)]
        let _socket = match super::socket::Socket::listen(&path, outbox) {
            Ok(socket) => Some(socket),
            Err(error) => {
                terminal.print(&format!(
                    "`haulout credential` cannot reach this process: {error}"
                ));
                None
            }
        };
        #[cfg(not(unix))]
        drop(outbox);
        let form = if inline {
            LiveForm::Inline
        } else {
            LiveForm::Plugin(location)
        };
        let folder_agent = FolderAgent::new(session, &folder, form, merge_into, terminal);
        folder_agent.run().await.map_err(DesktopError::Ended)
    });
    if !keep && let Err(error) = folder.clear(&[]) {
        terminal.print(&error.to_string());
    }
    ended
}

/// The async runtime for requests, servers and signals.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, EndReason> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(EndReason::NoThreads)
}

fn location(folder: &Path) -> Result<Location, SetupReason> {
    let refused = |reason| SetupReason::Location(folder.to_owned(), reason);
    let text = folder
        .to_str()
        .ok_or_else(|| refused(LocationReason::NotUtf8))?;
    Location::parse(text).map_err(|error| match error {
        LocationError::Relative => refused(LocationReason::Relative),
        LocationError::Unsafe => refused(LocationReason::Unsafe),
    })
}
