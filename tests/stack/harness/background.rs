//! A background program of a test, with its output in a file; it ends with the test.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A running program. Dropping it terminates the program and waits for its exit.
pub(super) struct Background {
    process: Child,
    folder: TempDir,
}

/// The interval of polling the output.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

impl Background {
    /// The output is in a file, because a full pipe would block the program.
    pub(super) fn spawn(mut command: Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let output = File::create(folder.path().join(OUTPUT)).unwrap();
        let process = command
            .stdin(Stdio::null())
            .stderr(output.try_clone().unwrap())
            .stdout(output)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
        Self { process, folder }
    }

    /// Waits until `ready` finds a value in the output. If the program exits before, the error is its output.
    pub(super) async fn wait_for<T>(
        &mut self,
        ready: impl Fn(&str) -> Option<T>,
    ) -> Result<T, String> {
        loop {
            let ended = self.process.try_wait().unwrap();
            let output = self.output();
            if let Some(status) = ended {
                return Err(format!("{status}\n{output}"));
            }
            if let Some(found) = ready(&output) {
                return Ok(found);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// The output so far.
    pub(super) fn output(&self) -> String {
        let bytes = std::fs::read(self.folder.path().join(OUTPUT)).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // After the process was waited for, its ID may belong to another process.
        if !matches!(self.process.try_wait(), Ok(None)) {
            return;
        }
        // A terminated driver closes its browsers; a killed one does not.
        let sent = Command::new("sh")
            .args(["-c", &format!("kill {}", self.process.id())])
            .stderr(Stdio::null())
            .status();
        if !sent.is_ok_and(|status| status.success()) {
            let _gone = self.process.kill();
        }
        let _ended = self.process.wait();
    }
}

const OUTPUT: &str = "output";
