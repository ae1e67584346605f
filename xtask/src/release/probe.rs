//! Starts the program of the image in a root folder with nothing else, and waits until it is ready.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::image::{AUTHORITIES, PROGRAM, Root, USER};
use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::workspace::Workspace;

/// Prints the time until `/readyz` succeeds, and fails if a probe does; an architecture of another machine is skipped.
pub(super) fn run(workspace: &Workspace, architecture: &str, root: &Root) -> CommandResult {
    if architecture != OURS {
        println!(
            "image {architecture}: not started, because this machine has another architecture"
        );
        return Ok(());
    }
    let folder = unpack(workspace, root)?;
    let address = free_address()?;
    let mut best = Duration::MAX;
    for _ in 0..STARTS {
        best = best.min(start(&folder, address)?);
    }
    println!(
        "image {architecture}: ready in {} ms, the fastest of {STARTS} starts",
        best.as_millis()
    );
    Ok(())
}

/// Starts the program, probes it and ends it; returns the time until it was ready.
fn start(folder: &Path, address: SocketAddr) -> CommandResult<Duration> {
    let started = Instant::now();
    let mut command = confined(folder);
    command.args(["--listen", &address.to_string()]);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    let mut child = Running(command.spawn().context("start the program of the image")?);
    while !get(address, "/readyz").is_some_and(|answer| answer.starts_with(OK)) {
        let ended = child.0.try_wait().context("wait for the program")?;
        if let Some(status) = ended {
            return Err(CommandError::new(format!(
                "the program of the image ended with {status}"
            )));
        }
        if started.elapsed() > PATIENCE {
            return Err(CommandError::new("the program of the image is not ready"));
        }
        // Without a pause, the probes would take the processor from the program.
        std::thread::sleep(PAUSE);
    }
    let ready = started.elapsed();
    let page = get(address, "/").unwrap_or_default();
    if !page.starts_with(OK) || !page.contains(TITLE) {
        return Err(CommandError::new("the image does not serve the portal"));
    }
    Ok(ready)
}

/// As root, the program sees only its folder and is the image's user without any privilege. Otherwise it runs as the
/// user of this process.
fn confined(folder: &Path) -> Command {
    let tools = ["setpriv", "chroot"].map(|name| process::on_path(&[name]));
    let [Some(setpriv), Some(chroot)] = tools else {
        return plain(folder);
    };
    // Only root can make this folder its user's.
    if !Command::new(&chroot)
        .args(["/", "/bin/true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
    {
        return plain(folder);
    }
    let mut command = Command::new(setpriv);
    command
        .args(["--no-new-privs", "--inh-caps=-all"])
        .arg(chroot)
        .arg(format!("--userspec={USER}"))
        .args(["--groups="])
        .arg(folder)
        .arg(format!("/{PROGRAM}"))
        .args(["serve", "--config", &format!("/{CONFIGURATION}")])
        .env_clear();
    command
}

fn plain(folder: &Path) -> Command {
    println!("note: the image's program runs without a root folder of its own, which needs root");
    let mut command = Command::new(folder.join(PROGRAM));
    command
        .args(["serve", "--config"])
        .arg(folder.join(CONFIGURATION))
        .env_clear();
    command
}

/// The files of the image, and a configuration where a volume would be mounted.
fn unpack(workspace: &Workspace, root: &Root) -> CommandResult<PathBuf> {
    let folder = workspace.scratch()?.join("image-root");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("remove the last root folder")?;
    }
    let files = [
        (AUTHORITIES, root.authorities.as_bytes()),
        (CONFIGURATION, SAMPLE.as_bytes()),
        (PROGRAM, &root.program),
    ];
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&folder)).context("make a root folder")?;
        fs::write(&path, bytes).context(format_args!("write {}", path.display()))?;
    }
    make_executable(&folder.join(PROGRAM))?;
    Ok(folder)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> CommandResult {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o555)).context("make it executable")
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> CommandResult {
    Ok(())
}

fn free_address() -> CommandResult<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("find a free port")?;
    listener.local_addr().context("find a free port")
}

fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

/// Ends the process on drop.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ended = self.0.kill();
        let _status = self.0.wait();
    }
}

/// The architecture of this machine, in OCI's words.
const OURS: &str = if cfg!(target_arch = "aarch64") {
    "arm64"
} else {
    "amd64"
};
/// Other processes of this machine make single starts slower.
const STARTS: usize = 5;
/// A start that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two probes; the measured time is this much too long.
const PAUSE: Duration = Duration::from_millis(1);
const OK: &str = "HTTP/1.1 200";
const TITLE: &str = "Probed clusters";
const CONFIGURATION: &str = "etc/haulout/haulout.yaml";
const SAMPLE: &str = "title: Probed clusters
publicUrl: https://portal.example
issuer:
  url: https://issuer.invalid
  clientId: portal
  scopes: [openid]
clusters:
  - id: prod
    name: Production
    server: https://cluster.invalid
    concierge:
      authenticator: {type: jwt, name: supervisor}
";
