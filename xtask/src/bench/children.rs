//! Child processes that end together with the bench, and their figures from `/proc`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// A process that is killed when the value is dropped.
pub(super) struct Running {
    child: Child,
    name: String,
    answers: Option<BufReader<ChildStdout>>,
}

/// A command for a process that is killed when the bench exits, with the maximum limit of open files.
pub(super) fn command(workspace: &Workspace, program: &Path) -> Command {
    let raised = "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\"";
    let mut command = match process::on_path(&["setpriv"]) {
        // A killed bench drops nothing; then the kernel kills the process.
        Some(setpriv) => {
            let mut command = workspace.command(setpriv);
            command.args(["--pdeathsig", "KILL", "sh"]);
            command
        }
        None => workspace.command("sh"),
    };
    command.args(["-c", raised]).arg(program);
    command
}

impl Running {
    /// A server, with its output in a file.
    pub(super) fn server(mut command: Command, name: &str, log: &Path) -> CommandResult<Self> {
        let log = fs::File::create(log).context(format_args!("write {}", log.display()))?;
        let copy = log.try_clone().context("write a log twice")?;
        command.stdin(Stdio::null()).stdout(log).stderr(copy);
        let child = command.spawn().context(format_args!("start {name}"))?;
        Ok(Self {
            child,
            name: name.to_owned(),
            answers: None,
        })
    }

    /// A tool, whose standard output is read line by line; its standard input stays open while the bench runs.
    pub(super) fn tool(mut command: Command, name: &str) -> CommandResult<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context(format_args!("start {name}"))?;
        let answers = child.stdout.take().map(BufReader::new);
        Ok(Self {
            child,
            name: name.to_owned(),
            answers,
        })
    }

    /// The next line of a tool's output.
    pub(super) fn answer(&mut self) -> CommandResult<Value> {
        let answer = self.next_answer()?;
        answer.ok_or_else(|| CommandError::new(format!("{} has printed nothing more", self.name)))
    }

    /// The same, or nothing if the output has ended.
    pub(super) fn next_answer(&mut self) -> CommandResult<Option<Value>> {
        let mut line = String::new();
        if let Some(answers) = &mut self.answers {
            answers
                .read_line(&mut line)
                .context(format_args!("read the output of {}", self.name))?;
        }
        if line.is_empty() {
            return Ok(None);
        }
        let answer = serde_json::from_str(&line);
        Ok(Some(answer.context(format_args!(
            "parse the output of {}",
            self.name
        ))?))
    }

    /// Closes the tool's standard input and returns its last line.
    pub(super) fn last_answer(mut self) -> CommandResult<Value> {
        drop(self.child.stdin.take());
        self.answer()
    }

    /// Sends a signal by its name for `kill`.
    pub(super) fn signal(&self, workspace: &Workspace, name: &str) -> CommandResult {
        let kill = format!("kill -{name} {}", self.child.id());
        process::run(workspace.command("sh").args(["-c", &kill]))
    }

    /// Waits until the process exits successfully.
    pub(super) fn until_ended(mut self) -> CommandResult {
        let end = Instant::now() + END_TIME_MAX;
        while Instant::now() < end {
            match self.child.try_wait().context("wait for a child")? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => {
                    return Err(CommandError::new(format!(
                        "{} ended with {status}",
                        self.name
                    )));
                }
                None => sleep(BETWEEN_LOOKS),
            }
        }
        Err(CommandError::new(format!("{} does not exit", self.name)))
    }

    /// Waits until the process listens on the port.
    pub(super) fn until_listening(&mut self, address: SocketAddr) -> CommandResult {
        let end = Instant::now() + START_TIME_MAX;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().context("wait for a child")? {
                return Err(CommandError::new(format!(
                    "{} ended with {status}",
                    self.name
                )));
            }
            if TcpStream::connect(address).is_ok() {
                return Ok(());
            }
            sleep(BETWEEN_LOOKS);
        }
        Err(CommandError::new(format!("{} does not listen", self.name)))
    }

    /// Resident memory in MiB, shared libraries included.
    pub(super) fn resident_mib(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        Some(resident_kib(&status)? / 1024.0)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Killing fails if the process has exited already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn resident_kib(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A port that is free at the time of the call.
pub(super) fn free_port() -> CommandResult<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("find a free port")?;
    Ok(listener.local_addr().context("find a free port")?.port())
}

/// The hard limit of open files of a process.
pub(super) fn open_files_max() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    hard_limit(&limits).unwrap_or(USUAL_OPEN_FILES)
}

fn hard_limit(limits: &str) -> Option<usize> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

const START_TIME_MAX: Duration = Duration::from_secs(10);
/// More than the gateway's own limit.
const END_TIME_MAX: Duration = Duration::from_secs(15);
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);
/// The soft limit of most systems, if the limit is unknown.
const USUAL_OPEN_FILES: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_limits_are_parsed_in_linux_format() {
        let status = "Name:\thaulout\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\n";
        assert_eq!(resident_kib(status), Some(10240.0));
        let limits = "Limit   Soft Limit   Hard Limit   Units\n\
                      Max open files            1024                 20000                files\n";
        assert_eq!(hard_limit(limits), Some(20000));
        assert_eq!(hard_limit(""), None);
    }
}
