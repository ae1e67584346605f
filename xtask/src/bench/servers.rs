//! The servers of the bench: the gateway, nginx for comparison, and the upstream of both.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{CommandError, CommandResult, Context};
use crate::setup;
use crate::workspace::Workspace;

use super::children::{self, Running};

/// The bench's programs and files.
pub(super) struct BenchSetup<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) haulout: PathBuf,
    pub(super) tools: PathBuf,
    pub(super) portal: PathBuf,
    pub(super) folder: PathBuf,
}

/// The upstream that both relay to.
pub(super) struct Upstream {
    _running: Running,
    pub(super) issuer: String,
    tls: String,
    /// The port with the same responses without TLS.
    pub(super) plain_port: u16,
}

/// A server under test.
pub(super) struct Server {
    pub(super) running: Running,
    pub(super) port: u16,
}

impl BenchSetup<'_> {
    pub(super) fn upstream(&self) -> CommandResult<Upstream> {
        let mut command = children::command(self.workspace, &self.tools);
        command.args(["upstream", "--ca"]).arg(self.ca());
        let mut running = Running::tool(command, "the upstream")?;
        let said = running.answer()?;
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        let plain: SocketAddr = text("plain")
            .parse()
            .context("read the upstream's address")?;
        Ok(Upstream {
            _running: running,
            issuer: text("issuer"),
            tls: text("tls"),
            plain_port: plain.port(),
        })
    }

    /// Our gateway with one worker, which relays each request completely, as nginx does.
    pub(super) fn ours(&self, upstream: &Upstream) -> CommandResult<Server> {
        self.gateway(upstream, "page")
    }

    /// Our gateway with one worker in a token mode.
    pub(super) fn gateway(&self, upstream: &Upstream, tokens: &str) -> CommandResult<Server> {
        let port = children::free_port()?;
        let config = self.folder.join(format!("haulout-{tokens}.yaml"));
        write(
            &config,
            &self.configuration(upstream, &format!("tokens: {tokens}")),
        )?;
        let mut command = self.serve(&config, port);
        command.env("TOKIO_WORKER_THREADS", "1");
        // nginx writes no access log; the gateway's is discarded.
        let mut running = Running::server(command, "haulout serve", Path::new("/dev/null"))?;
        running.until_listening(([127, 0, 0, 1], port).into())?;
        Ok(Server { running, port })
    }

    /// Our gateway, not yet running.
    pub(super) fn serve(&self, config: &Path, port: u16) -> Command {
        let mut command = children::command(self.workspace, &self.haulout);
        command
            .arg("serve")
            .arg("--config")
            .arg(config)
            .arg("--assets")
            .arg(&self.portal)
            .args(["--listen", &format!("127.0.0.1:{port}")]);
        command
    }

    /// nginx with one worker and the committed configuration, if it is installed.
    pub(super) fn nginx(&self, upstream: &Upstream) -> CommandResult<Option<Server>> {
        let Some(nginx) = setup::nginx_if_here() else {
            return Ok(None);
        };
        let port = children::free_port()?;
        let template = self.workspace.read("xtask/bench/nginx.conf.template")?;
        let config = template
            .replace("@FOLDER@", &self.folder.to_string_lossy())
            .replace("@PORTAL@", &self.portal.to_string_lossy())
            .replace("@CA@", &self.ca().to_string_lossy())
            .replace("@UPSTREAM@", &upstream.tls)
            .replace("@PORT@", &port.to_string());
        let file = self.folder.join("nginx.conf");
        write(&file, &config)?;
        let mut command = children::command(self.workspace, &nginx);
        command.arg("-c").arg(&file).arg("-p").arg(&self.folder);
        let log = self.folder.join("nginx.log");
        let mut running = Running::server(command, "nginx", &log)?;
        let listening = running.until_listening(([127, 0, 0, 1], port).into());
        listening.map_err(|error| {
            let said = fs::read_to_string(&log).unwrap_or_default();
            CommandError::new(format!("{error}: {}", said.trim()))
        })?;
        Ok(Some(Server { running, port }))
    }

    /// The configuration: a public client, one cluster, and `more` lines.
    pub(super) fn configuration(&self, upstream: &Upstream, more: &str) -> String {
        let (issuer, ca) = (&upstream.issuer, self.ca());
        let ca = ca.to_string_lossy();
        format!(
            "title: Bench
publicUrl: https://{HOST}
{more}
limits: {{addressPerMinute: {UNLIMITED}, sessionPerMinute: {UNLIMITED}}}
issuer:
  url: {issuer}
  clientId: {CLIENT}
  scopes: [openid, offline_access]
  caBundleFile: {ca}
clusters:
  - id: bench
    name: Bench
    server: {issuer}
    caFile: {ca}
    concierge:
      authenticator: {{type: jwt, name: bench}}
"
        )
    }

    pub(super) fn ca(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }
}

pub(super) fn write(path: &Path, text: &str) -> CommandResult {
    fs::write(path, text).context(format_args!("write {}", path.display()))
}

/// The host of the public URL.
pub(super) const HOST: &str = "portal.example";
/// The maximum request budget, because all load comes from one address.
const UNLIMITED: u32 = 1_000_000;
pub(super) const CLIENT: &str = "bench-portal";
