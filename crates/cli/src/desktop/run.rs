//! Puts the parts together, in the order in which they can be refused.

use std::path::{Path, PathBuf};

use clap::Args;
use haulout_gateway::random;
use haulout_protocol::live_folder::{FOLDER, KUBECONFIG, Location, LocationFault};
use haulout_protocol::secret::Secret;
use tokio::sync::mpsc;

use super::browser::Browser;
use super::clock::Clock;
use super::engine::EngineContext;
use super::error::{DesktopError, EndReason, LocationReason, SetupReason};
use super::folder::{Folder, LiveFolderError};
use super::folder_agent::FolderAgent;
use super::http_client::HttpClients;
use super::loopback::Loopback;
use super::message::{Message, Outbox};
use super::session::Session;
use super::signals;
use super::source::{self, SignInSource};
use super::terminal::Terminal;
use crate::merge;

/// How the person is reached.
#[derive(Args, Debug)]
pub(crate) struct SignInOptions {
    /// The folder for credentials and kubeconfig; `~/.kube/haulout` when absent.
    #[arg(long, env = "HAULOUT_FOLDER", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The port of 127.0.0.1 that the browser comes back to; any that is free when absent.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    listen_port: u16,
    /// Open no browser and show no page: print the link, and take the answer from the standard input, too.
    #[arg(long, alias = "skip-browser")]
    no_page: bool,
    /// Put the clusters into this kubeconfig, too, with a backup beside it; `~/.kube/config` when no file is named.
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    merge: Option<Option<PathBuf>>,
    /// The program to open links with, instead of the system's.
    #[arg(long, env = "HAULOUT_BROWSER", value_name = "PROGRAM")]
    browser: Option<String>,
}

impl SignInOptions {
    /// The folder, from the root on.
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

    /// The kubeconfig to merge into, if one is wanted.
    fn merge_into(&self) -> Result<Option<PathBuf>, SetupReason> {
        match &self.merge {
            None => Ok(None),
            Some(Some(file)) => Ok(Some(file.clone())),
            Some(None) => merge::kubectl_default()
                .map(Some)
                .ok_or(SetupReason::NoHomeForMerge),
        }
    }

    /// A session, whose sign-in begins when it is asked for news.
    pub(super) async fn session(
        &self,
        sign_in_source: SignInSource,
        terminal: Terminal,
    ) -> Result<(Session, Outbox), SetupReason> {
        let (outbox, inbox) = mpsc::unbounded_channel();
        signals::listen(outbox.clone()).map_err(SetupReason::Signals)?;
        let token = random::bytes::<TOKEN_BYTES>().map_err(SetupReason::NoRandomness)?;
        let token = token.iter().map(|byte| format!("{byte:02x}")).collect();
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
            read_lines(outbox.clone());
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

/// Keeps the live folder fresh until it is told to end.
///
/// # Errors
/// [`DesktopError`], whose text says what to do next.
pub(crate) fn open(
    source: &source::SourceOptions,
    options: &SignInOptions,
    keep: bool,
) -> Result<(), DesktopError> {
    let sign_in_source = source.read().map_err(SetupReason::Source)?;
    let path = options.folder()?;
    let location = location(&path)?;
    let merge_into = options.merge_into()?;
    let folder = Folder::open(&path).map_err(|error| match error {
        LiveFolderError::Locked(..) => DesktopError::Locked(error),
        LiveFolderError::Folder(..)
        | LiveFolderError::Gone(_)
        | LiveFolderError::NotAFile(_)
        | LiveFolderError::NotOurs(_)
        | LiveFolderError::File(..) => SetupReason::Folder(error).into(),
    })?;
    let terminal = Terminal::Stdout;
    for note in &sign_in_source.notes {
        terminal.print(note);
    }
    // What a process left that could not clean up. The kubeconfig has no secret in it and stays until there is a new one.
    let cleared = folder.clear(&[KUBECONFIG]);
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
            Err(fault) => {
                terminal.print(&format!(
                    "`haulout credential` will not find this process: {fault}"
                ));
                None
            }
        };
        #[cfg(not(unix))]
        drop(outbox);
        let folder_agent = FolderAgent::new(session, &folder, location, merge_into, terminal);
        folder_agent.run().await.map_err(DesktopError::Ended)
    });
    if !keep && let Err(fault) = folder.clear(&[]) {
        terminal.print(&fault.to_string());
    }
    ended
}

/// The threads that requests, servers and signals run on.
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
    Location::parse(text).map_err(|fault| match fault {
        LocationFault::Relative => refused(LocationReason::Relative),
        LocationFault::Unsafe => refused(LocationReason::Unsafe),
    })
}

/// Lines that somebody types or pastes. The thread ends with the process: nothing can wake it before.
fn read_lines(outbox: Outbox) {
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if outbox.send(Message::StdinLine(Secret::new(line))).is_err() {
                break;
            }
        }
    });
}

/// Of the token that the status page is opened with: more than anybody on this computer can try.
const TOKEN_BYTES: usize = 32;
