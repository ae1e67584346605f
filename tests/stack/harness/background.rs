//! A program that runs beside a journey, with its output in a file, ended with the journey.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A running program. It is asked to stop on drop, and waited for.
pub(super) struct Background {
    process: Child,
    folder: TempDir,
}

/// Between two looks into the output.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

impl Background {
    /// The output goes into a file, because a full pipe would block the program.
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

    /// Waits until `ready` finds something in the output; the error is the output of a program that ended before.
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

    /// Everything that it printed so far.
    pub(super) fn output(&self) -> String {
        let bytes = std::fs::read(self.folder.path().join(OUTPUT)).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // Once it was waited for, its id may belong to another process.
        if !matches!(self.process.try_wait(), Ok(None)) {
            return;
        }
        // A driver that is asked to stop closes its browsers; a killed one leaves them behind.
        let told = Command::new("sh")
            .args(["-c", &format!("kill {}", self.process.id())])
            .stderr(Stdio::null())
            .status();
        if !told.is_ok_and(|status| status.success()) {
            let _gone = self.process.kill();
        }
        let _ended = self.process.wait();
    }
}

const OUTPUT: &str = "output";
