//! The Unix socket in the live folder through which `haulout credential` requests credentials from `haulout open`.

use std::fs::{self, Permissions};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use haulout_protocol::secret::Secret;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream as Connection};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::error::EndReason;
use super::folder::{LiveFolderError, PRIVATE_FILE};
use super::message::{CredentialRequest, Message, Outbox};

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
                // The only error is a client that disconnects early.
                connections.spawn(async move { drop(answer(connection, &outbox).await) });
            },
            Some(_ended) = connections.join_next() => {}
        }
    }
}

async fn answer(connection: Connection, outbox: &Outbox) -> io::Result<()> {
    let (reading, mut writing) = connection.into_split();
    let mut line = String::new();
    let mut reading = tokio::io::BufReader::new(reading.take(LINE_MAX));
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
/// The process has no credential, or does not respond.
pub(super) fn fetch_credential(
    folder: &Path,
    cluster: &str,
) -> Option<Result<Secret<String>, EndReason>> {
    let mut stream = UnixStream::connect(folder.join(NAME)).ok()?;
    let mut exchange = || -> io::Result<SocketResponse> {
        stream.set_read_timeout(Some(READ_TIMEOUT))?;
        let cluster = cluster.to_owned();
        let request = serde_json::to_string(&SocketRequest { cluster })?;
        writeln!(stream, "{request}")?;
        let mut line = String::new();
        BufReader::new((&stream).take(ANSWER_MAX)).read_line(&mut line)?;
        let line = Secret::new(line);
        Ok(serde_json::from_str(line.secret())?)
    };
    Some(match exchange() {
        Ok(SocketResponse::Credential(credential)) => Ok(Secret::new(credential)),
        Ok(SocketResponse::Refusal(reason)) => Err(EndReason::Refused(reason)),
        Err(error) => Err(EndReason::NoAnswer(error)),
    })
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
