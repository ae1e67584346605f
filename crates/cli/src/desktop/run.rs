//! Puts the parts together, in the order in which they can be refused.

use std::path::{Path, PathBuf};

use clap::Args;
use haulout_gateway::random;
use haulout_protocol::live_folder::{FOLDER, KUBECONFIG, Location, LocationFault};
use haulout_protocol::secret::Secret;
use tokio::sync::mpsc;

use super::browser::Browser;
use super::clock::Clock;
use super::desk::Desk;
use super::engine::Edge;
use super::folder::{Fault, Folder};
use super::loopback::Loopback;
use super::message::{Message, Outbox};
use super::peers::Peers;
use super::report::Report;
use super::session::Session;
use super::source::{self, Known};
use super::stop;
use crate::merge;

/// How the person is reached.
#[derive(Args, Debug)]
pub(crate) struct OpenOptions {
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

/// Why there is no session, or none any more.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Somebody has to edit a file, or the command line.
    Unusable(String),
    /// Another process has the folder.
    Taken(String),
    /// It did not work out.
    Ended(String),
}

impl OpenOptions {
    /// The folder, from the root on.
    pub(super) fn folder(&self) -> Result<PathBuf, String> {
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => std::env::home_dir()
                .ok_or("there is no home folder; name a folder with --folder")?
                .join(".kube")
                .join(FOLDER),
        };
        std::path::absolute(&folder)
            .map_err(|error| format!("{} is no folder: {error}", folder.display()))
    }

    /// The kubeconfig to merge into, if one is wanted.
    fn merge_into(&self) -> Result<Option<PathBuf>, String> {
        match &self.merge {
            None => Ok(None),
            Some(Some(file)) => Ok(Some(file.clone())),
            Some(None) => merge::kubectl_default()
                .map(Some)
                .ok_or_else(|| "there is no home folder; name a file with --merge".to_owned()),
        }
    }

    /// A session, whose sign-in begins when it is asked for news.
    pub(super) async fn session(
        &self,
        known: Known,
        report: Report,
    ) -> Result<(Session, Outbox), String> {
        let (outbox, inbox) = mpsc::unbounded_channel();
        stop::listen(outbox.clone())
            .map_err(|error| format!("signals cannot be listened for: {error}"))?;
        let token = random::bytes::<TOKEN_BYTES>()
            .map_err(|error| format!("no random bytes can be had: {error}"))?;
        let token = token.iter().map(|byte| format!("{byte:02x}")).collect();
        let issuer = known.config.issuer.url.origin().ascii_serialization();
        let has_page = !self.no_page;
        let loopback = Loopback::start(self.listen_port, &issuer, token, has_page, outbox.clone())
            .await
            .map_err(|error| {
                format!(
                    "port {} of 127.0.0.1 cannot be listened on: {error}; name another one with --listen-port",
                    self.listen_port
                )
            })?;
        let browser = if self.no_page {
            read_lines(outbox.clone());
            Browser::Printed
        } else {
            Browser::Opened(self.browser.clone())
        };
        let edge = Edge {
            clock: Clock::start(),
            peers: Peers::new(&known.config).map_err(|error| error.to_string())?,
            outbox: outbox.clone(),
        };
        let session = Session::begin(
            &known.config,
            edge,
            inbox,
            loopback,
            browser,
            report,
            known.identity_provider,
        );
        Ok((session, outbox))
    }
}

/// Keeps the live folder fresh until somebody stops it.
///
/// # Errors
/// [`Trouble`], in a sentence with the next step.
pub(crate) fn open(
    source: &source::Options,
    options: &OpenOptions,
    keep: bool,
) -> Result<(), Trouble> {
    let known = source.read().map_err(Trouble::Unusable)?;
    let path = options.folder().map_err(Trouble::Unusable)?;
    let location = location(&path).map_err(Trouble::Unusable)?;
    let merge_into = options.merge_into().map_err(Trouble::Unusable)?;
    let folder = Folder::take(&path).map_err(|fault| match fault {
        Fault::Taken(..) => Trouble::Taken(fault.to_string()),
        Fault::Folder(..)
        | Fault::Gone(_)
        | Fault::NotAFile(_)
        | Fault::NotOurs(_)
        | Fault::File(..) => Trouble::Unusable(fault.to_string()),
    })?;
    let report = Report::Stdout;
    for note in &known.notes {
        report.say(note);
    }
    // What a process left that could not clean up. The kubeconfig has no secret in it and stays until there is a new one.
    let cleared = folder.clear(&[KUBECONFIG]);
    let remembered = cleared.and_then(|()| folder.write(&source::remember(&known)));
    remembered.map_err(|fault| Trouble::Unusable(fault.to_string()))?;
    let ended = runtime()?.block_on(async {
        let (session, outbox) = options
            .session(known, report)
            .await
            .map_err(Trouble::Unusable)?;
        if !options.no_page {
            report.say(&format!("Status: {}", session.page_url()));
        }
        #[cfg(unix)]
        let _socket = match super::socket::Socket::listen(&path, outbox) {
            Ok(socket) => Some(socket),
            Err(fault) => {
                report.say(&format!(
                    "`haulout credential` will not find this process: {fault}"
                ));
                None
            }
        };
        #[cfg(not(unix))]
        drop(outbox);
        let desk = Desk::new(session, &folder, location, merge_into, report);
        desk.run().await.map_err(Trouble::Ended)
    });
    if !keep && let Err(fault) = folder.clear(&[]) {
        report.say(&fault.to_string());
    }
    ended
}

/// The threads that requests, servers and signals run on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Trouble> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Trouble::Ended(format!("no threads can be started: {error}")))
}

fn location(folder: &Path) -> Result<Location, String> {
    let complain = |reason| {
        format!(
            "{} {reason}; name another folder with --folder",
            folder.display()
        )
    };
    let text = folder
        .to_str()
        .ok_or_else(|| complain("is not UTF-8, which a kubeconfig has to be"))?;
    Location::parse(text).map_err(|fault| match fault {
        LocationFault::Relative => complain("is not absolute"),
        LocationFault::Unsafe => complain("has a character that kubectl's commands cannot pass on"),
    })
}

/// Lines that somebody types or pastes. The thread ends with the process: nothing can wake it before.
fn read_lines(outbox: Outbox) {
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if outbox.send(Message::Typed(Secret::new(line))).is_err() {
                break;
            }
        }
    });
}

/// Of the token that the status page is opened with: more than anybody on this computer can try.
const TOKEN_BYTES: usize = 32;
