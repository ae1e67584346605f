//! The Unix socket in the live folder through which `haulout credential` requests credentials from `haulout open`.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use haulout_protocol::secret::Secret;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream as Connection};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::error::{DesktopError, EndReason, SetupReason};
use super::folder::{LiveFolderError, PRIVATE_FILE};
use super::message::{CredentialRequest, Message, Outbox};
use super::ownership;

/// A listening socket, which is removed when this is dropped.
pub(super) struct Socket {
    path: PathBuf,
    task: JoinHandle<()>,
}

impl Socket {
    /// Listens in `folder`, which this process has locked; an existing socket belongs to a process that crashed.
    ///
    /// # Errors
    /// The path is too long for a socket, or the file system fails.
    pub(super) fn listen(folder: &Path, outbox: Outbox) -> Result<Self, LiveFolderError> {
        let path = folder.join(NAME);
        let failed = |error| LiveFolderError::file(&path, error);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(&path).map_err(failed)?;
        fs::set_permissions(&path, Permissions::from_mode(PRIVATE_FILE)).map_err(failed)?;
        let task = tokio::spawn(serve(listener, outbox));
        Ok(Self { path, task })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
        // Fails if the folder has been removed, which is harmless.
        let _gone = fs::remove_file(&self.path);
    }
}

async fn serve(listener: UnixListener, outbox: Outbox) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((connection, _)) = accepted {
                let outbox = outbox.clone();
                // A client that disconnects early, or that belongs to another user, gets no answer.
                connections.spawn(async move { drop(answer(connection, &outbox).await) });
            },
            Some(_ended) = connections.join_next() => {}
        }
    }
}

async fn answer(connection: Connection, outbox: &Outbox) -> io::Result<()> {
    let client = connection.peer_cred()?;
    ownership::check_owner(client.uid()).map_err(|_| io::ErrorKind::PermissionDenied)?;
    let (reading, mut writing) = connection.into_split();
    let mut line = String::new();
    let mut reading = BufReader::new(reading.take(LINE_MAX));
    reading.read_line(&mut line).await?;
    let request: SocketRequest = serde_json::from_str(&line)?;
    let (answer, answered) = oneshot::channel();
    let cluster = request.cluster;
    let request = Message::CredentialRequested(CredentialRequest { cluster, answer });
    if outbox.send(request).is_err() {
        return Ok(());
    }
    let answer = match answered.await {
        Ok(Ok(credential)) => SocketResponse::Credential(credential.secret().clone()),
        Ok(Err(error)) => SocketResponse::Refusal(error.to_string()),
        Err(_) => SocketResponse::Refusal("`haulout open` is shutting down".to_owned()),
    };
    let mut text = Secret::new(serde_json::to_string(&answer)?);
    text = Secret::new(format!("{}\n", text.secret()));
    writing.write_all(text.secret().as_bytes()).await
}

/// Requests a credential from the process that has locked this folder; `None` if there is none.
///
/// # Errors
/// The process belongs to another user, has no credential, or does not respond.
pub(super) async fn fetch_credential(
    folder: &Path,
    cluster: &str,
) -> Result<Option<Secret<String>>, DesktopError> {
    let path = folder.join(NAME);
    let Ok(connection) = Connection::connect(&path).await else {
        return Ok(None);
    };
    let listener = connection.peer_cred().map_err(EndReason::NoAnswer)?;
    ownership::check_owner(listener.uid())
        .map_err(|reason| SetupReason::Folder(LiveFolderError::NotPrivate(path, reason)))?;
    let exchanged = timeout(READ_TIMEOUT, exchange(connection, cluster)).await;
    match exchanged.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
        Ok(SocketResponse::Credential(credential)) => Ok(Some(Secret::new(credential))),
        Ok(SocketResponse::Refusal(reason)) => Err(EndReason::Refused(reason).into()),
        Err(error) => Err(EndReason::NoAnswer(error).into()),
    }
}

async fn exchange(connection: Connection, cluster: &str) -> io::Result<SocketResponse> {
    let (reading, mut writing) = connection.into_split();
    let cluster = cluster.to_owned();
    let request = serde_json::to_string(&SocketRequest { cluster })?;
    writing.write_all(format!("{request}\n").as_bytes()).await?;
    let mut line = String::new();
    BufReader::new(reading.take(ANSWER_MAX))
        .read_line(&mut line)
        .await?;
    let line = Secret::new(line);
    Ok(serde_json::from_str(line.secret())?)
}

#[derive(Serialize, Deserialize)]
struct SocketRequest {
    cluster: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SocketResponse {
    Credential(String),
    Refusal(String),
}

const NAME: &str = "haulout.sock";
/// In bytes; a request contains one cluster id.
const LINE_MAX: u64 = 4096;
/// In bytes; a certificate with a thousand groups fits.
const ANSWER_MAX: u64 = 1024 * 1024;
/// How long kubectl waits for a user who is signing in.
const READ_TIMEOUT: Duration = Duration::from_secs(5 * 60);
