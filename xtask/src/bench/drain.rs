//! Restarts two gateways on one port alternately under load, then replaces their certificates under load.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;

use super::children::{self, Running};
use super::gateway::Plan;
use super::load::LoadRequest;
use super::report::Row;
use super::rows::relayed;
use super::servers::{BenchSetup, CLIENT, HOST, Upstream, write};

/// Lost requests and sessions during restarts and during certificate reloads.
pub(super) fn drain(setup: &BenchSetup<'_>, plan: &Plan) -> CommandResult<Vec<Row>> {
    let times = plan.replacements;
    let upstream = setup.upstream()?;
    let mut pair = Pair::start(setup, &upstream, times)?;
    let mut request = relayed(setup)?;
    request
        .headers
        .push(format!("Cookie: {}", pair.signed_in()?));
    let visitors = pair.visitors(&request)?;
    for _ in 0..times {
        pair.replace_older()?;
    }
    let drains = visitors.leave()?;
    let visitors = pair.visitors(&request)?;
    for time in 0..times {
        pair.renew(time + 2)?;
    }
    let reloads = visitors.leave()?;
    pair.shows_only(&request, times + 1)?;
    let shown = reloads.serials;
    let mut of_drains = drains.row("drains, requests lost");
    of_drains.note = format!("{times} drains; {}", of_drains.note);
    let mut of_reloads = reloads.row("certificate reloads, requests lost");
    of_reloads.note = format!("{times} reloads, {shown} seen; {}", of_reloads.note);
    let sessions = Row {
        bench: "drains and reloads, sessions lost".to_owned(),
        ours: Some(drains.unauthorized + reloads.unauthorized),
        note: format!("of {} requests", drains.requests + reloads.requests),
        ..Row::default()
    };
    Ok(vec![of_drains, of_reloads, sessions])
}

/// Two processes that serve one port with one configuration.
struct Pair<'a> {
    setup: &'a BenchSetup<'a>,
    folder: PathBuf,
    port: u16,
    gateways: Vec<Gateway>,
}

struct Gateway {
    running: Running,
    /// The port of this process' metrics.
    metrics_port: u16,
    /// Configuration reloads since the start.
    reloads: usize,
}

/// The load clients, with HTTP/1.1 and HTTP/2: some keep their connections, some open a new one for each request.
struct Visitors(Vec<Running>);

/// The sum of all clients' results.
#[derive(Default)]
struct LoadResults {
    requests: f64,
    failed: f64,
    unauthorized: f64,
    repeated: f64,
    max_ms: f64,
    serials: usize,
}

impl<'a> Pair<'a> {
    fn start(
        setup: &'a BenchSetup<'a>,
        upstream: &Upstream,
        reloads: usize,
    ) -> CommandResult<Self> {
        let folder = setup.folder.join("drain");
        let mut certificates = children::command(setup.workspace, &setup.tools);
        certificates
            .args(["certificates", "--name", HOST])
            .args(["--count", &(reloads + 1).to_string()])
            .arg("--folder")
            .arg(folder.join("pairs"));
        process::output(&mut certificates)?;
        write(&folder.join("seal-keys"), &BASE64_STANDARD.encode(SEAL_KEY))?;
        let more = "tokens: sealed\nsealKeysFile: seal-keys\n\
                    tls: {certificateFile: tls/tls.crt, keyFile: tls/tls.key}";
        let text = setup.configuration(upstream, more);
        write(&folder.join("haulout.yaml"), &text)?;
        let mut pair = Self {
            setup,
            folder,
            port: children::free_port()?,
            gateways: Vec::new(),
        };
        pair.put(1)?;
        for _ in 0..2 {
            let gateway = pair.gateway(children::free_port()?)?;
            pair.gateways.push(gateway);
        }
        Ok(pair)
    }

    /// Starts a process and waits until it serves.
    fn gateway(&self, metrics_port: u16) -> CommandResult<Gateway> {
        let mut command = self
            .setup
            .serve(&self.folder.join("haulout.yaml"), self.port);
        command.args(["--metrics-listen", &format!("127.0.0.1:{metrics_port}")]);
        command.arg("--share-port");
        let log = self.folder.join(format!("haulout-{metrics_port}.log"));
        let mut running = Running::server(command, "haulout serve", &log)?;
        running.until_listening(([127, 0, 0, 1], metrics_port).into())?;
        Ok(Gateway {
            running,
            metrics_port,
            reloads: 0,
        })
    }

    /// Stops the older process as an operator does, and starts it again.
    fn replace_older(&mut self) -> CommandResult {
        let gateway = self.gateways.remove(0);
        gateway.running.signal(self.setup.workspace, "TERM")?;
        gateway.running.until_ended()?;
        let next = self.gateway(gateway.metrics_port)?;
        self.gateways.push(next);
        sleep(BETWEEN_REPLACEMENTS);
        Ok(())
    }

    /// Gives both processes another certificate, and waits until they have loaded it.
    fn renew(&mut self, serial: usize) -> CommandResult {
        self.put(serial)?;
        for gateway in &self.gateways {
            gateway.running.signal(self.setup.workspace, "HUP")?;
        }
        for gateway in &mut self.gateways {
            gateway.until_reloaded()?;
        }
        Ok(())
    }

    /// Replaces certificate and key atomically, as Kubernetes does with a Secret.
    fn put(&self, serial: usize) -> CommandResult {
        let (next, link) = (self.folder.join("tls.next"), self.folder.join("tls"));
        // An aborted bench may have left one.
        drop(fs::remove_file(&next));
        let context = "put a certificate in place";
        symlink(&Path::new("pairs").join(serial.to_string()), &next).context(context)?;
        fs::rename(&next, &link).context(context)
    }

    fn signed_in(&self) -> CommandResult<String> {
        let mut command = self.tool("sign-in");
        command.args(["--host", HOST, "--client", CLIENT]);
        let said = understood(&process::output(&mut command)?)?;
        let cookies = said["cookies"].as_str().unwrap_or_default();
        if cookies.is_empty() {
            return Err(CommandError::new("the sign-in returned no cookie"));
        }
        Ok(cookies.to_owned())
    }

    fn visitors(&self, request: &LoadRequest) -> CommandResult<Visitors> {
        let mut all = Vec::new();
        for protocol in [&[][..], &["--http2"]] {
            for (habit, load) in [(&[][..], KEPT), (&["--fresh"], FRESH)] {
                let more = [&["--until-stdin-closes"], protocol, habit].concat();
                let load = self.load(request, load, LOAD_TIME_MAX, &more);
                all.push(Running::tool(load, "visitors")?);
            }
        }
        Ok(Visitors(all))
    }

    /// Fails if a new connection gets another certificate.
    fn shows_only(&self, request: &LoadRequest, serial: usize) -> CommandResult {
        let mut load = self.load(request, FRESH, Duration::from_secs(1), &["--fresh"]);
        let said = understood(&process::output(&mut load)?)?;
        if said["serials"] == serde_json::json!([serial]) && said["failed"] == 0 {
            return Ok(());
        }
        Err(CommandError::new(format!(
            "after the last reload, to certificate {serial}: {said}"
        )))
    }

    fn load(
        &self,
        request: &LoadRequest,
        (connections, rate): (u32, u32),
        time: Duration,
        more: &[&str],
    ) -> Command {
        let mut command = self.tool("load");
        command
            .args(["--path", &request.path])
            .args(["--rate", &rate.to_string()])
            .args(["--connections", &connections.to_string()])
            .args(["--seconds", &time.as_secs().to_string()])
            .args(more);
        for header in &request.headers {
            command.args(["--header", header]);
        }
        if let Some(body) = &request.body {
            command.arg("--body").arg(body);
        }
        command
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = children::command(self.setup.workspace, &self.setup.tools);
        command
            .arg(name)
            .args(["--address", &format!("127.0.0.1:{}", self.port)])
            .arg("--ca")
            .arg(self.folder.join("pairs/ca.pem"));
        command
    }
}

impl Gateway {
    fn until_reloaded(&mut self) -> CommandResult {
        let end = Instant::now() + RELOAD_TIME_MAX;
        while Instant::now() < end {
            let figures = self.figures()?;
            if figure(&figures, "haulout_reloads_total{outcome=\"failed\"}") > 0 {
                return Err(CommandError::new(
                    "a gateway does not load its new certificate",
                ));
            }
            let reloads = figure(&figures, "haulout_reloads_total{outcome=\"ok\"}");
            if reloads > self.reloads {
                self.reloads = reloads;
                return Ok(());
            }
            sleep(BETWEEN_LOOKS);
        }
        Err(CommandError::new("a gateway does not reload"))
    }

    fn figures(&self) -> CommandResult<String> {
        let context = "read the metrics of a gateway";
        let port = self.metrics_port;
        let mut stream = TcpStream::connect(("127.0.0.1", port)).context(context)?;
        let request =
            format!("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).context(context)?;
        let mut text = String::new();
        stream.read_to_string(&mut text).context(context)?;
        Ok(text)
    }
}

impl Visitors {
    fn leave(self) -> CommandResult<LoadResults> {
        let mut all = LoadResults::default();
        for load in self.0 {
            let said = load.last_answer()?;
            if said["failed"] != 0 {
                eprintln!("bench: {said}");
            }
            let number = |name: &str| said[name].as_f64().unwrap_or_default();
            all.requests += number("requests");
            all.failed += number("failed");
            all.unauthorized += number("unauthorized");
            all.repeated += number("repeated");
            all.max_ms = all.max_ms.max(number("max_ms"));
            let serials = said["serials"].as_array().map_or(0, Vec::len);
            all.serials = all.serials.max(serials);
        }
        if all.requests == 0.0 {
            return Err(CommandError::new("no client sent a request"));
        }
        Ok(all)
    }
}

impl LoadResults {
    fn row(&self, bench: &str) -> Row {
        Row {
            bench: bench.to_owned(),
            ours: Some(self.failed),
            note: format!(
                "{} requests, {} safely repeated, slowest {:.0} ms",
                self.requests, self.repeated, self.max_ms
            ),
            ..Row::default()
        }
    }
}

fn understood(said: &str) -> CommandResult<Value> {
    serde_json::from_str(said).context(format_args!("understand `{said}`"))
}

fn figure(text: &str, name: &str) -> usize {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
        .unwrap_or_default()
}

#[cfg(unix)]
fn symlink(to: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Connections, and requests per second over all connections.
const KEPT: (u32, u32) = (16, 100);
const FRESH: (u32, u32) = (16, 50);
/// Arbitrary, because the sealed data is worthless.
const SEAL_KEY: [u8; 32] = [7; 32];
/// A timeout that is sufficient for a hundred replacements on the slowest machine.
const LOAD_TIME_MAX: Duration = Duration::from_secs(900);
const RELOAD_TIME_MAX: Duration = Duration::from_secs(10);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);
/// Clients whose connection to the stopped process failed have connected again by then, which takes a second.
const BETWEEN_REPLACEMENTS: Duration = Duration::from_millis(1200);
