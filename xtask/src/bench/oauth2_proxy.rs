//! The relay beside oauth2-proxy, which also authenticates each request by an encrypted cookie.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;
use crate::setup;

use super::children::{self, Running};
use super::gateway::Plan;
use super::load::{self, Figures, LoadRequest};
use super::report::{self, Row};
use super::rows::{UPSTREAM_PATH, of, relayed};
use super::servers::{BenchSetup, CLIENT, HOST, Server, Upstream, write};

/// The maximum credential requests per second of one worker, in both token modes.
pub(super) fn relay(setup: &BenchSetup<'_>, plan: &Plan) -> CommandResult<Vec<Row>> {
    let Some(wrk) = process::on_path(&["wrk"]) else {
        eprintln!("bench: wrk is not installed, so the relay is not measured beside oauth2-proxy");
        return Ok(Vec::new());
    };
    let upstream = setup.upstream()?;
    let page = setup.ours(&upstream)?;
    let sealed = setup.gateway(&upstream, "sealed")?;
    let with_session = |cookie: String, path: &str| -> CommandResult<LoadRequest> {
        let mut request = relayed(setup)?;
        request.headers.push(format!("Cookie: {cookie}"));
        path.clone_into(&mut request.path);
        Ok(request)
    };
    let ours = relayed(setup)?;
    let ours_sealed = with_session(session(setup, &sealed)?, &ours.path)?;
    let peer = setup::oauth2_proxy(setup.workspace, plan.builds_peers);
    let not_run = peer.as_ref().err().map(report::reason);
    let peer = peer.ok().map(|program| start(setup, &upstream, &program));
    let peer = peer.transpose()?;
    let peer = peer.map(|server| -> CommandResult<_> {
        let request = with_session(cookie(server.port)?, UPSTREAM_PATH)?;
        Ok((server, request))
    });
    let peer = peer.transpose()?;

    let run = |server: &Server, request: &LoadRequest| {
        load::full(setup.workspace, &wrk, server.port, request, plan.seconds)
    };
    let (mut of_page, mut of_sealed, mut of_peer) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        of_page.push(run(&page, &ours)?);
        of_sealed.push(run(&sealed, &ours_sealed)?);
        if let Some((server, request)) = &peer {
            of_peer.push(run(server, request)?);
        }
    }
    let memory = peer
        .as_ref()
        .and_then(|(server, _)| server.running.resident_mib());
    let note = match (not_run, memory) {
        (Some(reason), _) => format!("oauth2-proxy was not run: {reason}"),
        (None, Some(memory)) => format!("oauth2-proxy has {memory:.0} MiB"),
        (None, None) => String::new(),
    };
    let row = |mode: &str, server: &Server, figures: &[Figures]| Row {
        bench: format!("credential relay, `{mode}`, beside oauth2-proxy, requests/s"),
        ours: of(figures, |figures| figures.per_second),
        peer: of(&of_peer, |figures| figures.per_second),
        p50_ms: of(figures, |figures| figures.p50_ms),
        p99_ms: of(figures, |figures| figures.p99_ms),
        rss_mib: server.running.resident_mib(),
        note: note.clone(),
    };
    Ok(vec![
        row("page", &page, &of_page),
        row("sealed", &sealed, &of_sealed),
    ])
}

/// The cookies of a session of our own gateway.
fn session(setup: &BenchSetup<'_>, server: &Server) -> CommandResult<String> {
    let mut command = children::command(setup.workspace, &setup.tools);
    command
        .args(["sign-in", "--host", HOST, "--client", CLIENT])
        .args(["--address", &format!("127.0.0.1:{}", server.port)]);
    let answer: Value = serde_json::from_str(&process::output(&mut command)?)
        .context("read the output of the sign-in")?;
    let cookies = answer["cookies"].as_str().unwrap_or_default();
    if cookies.is_empty() {
        return Err(CommandError::new("the sign-in returned no cookie"));
    }
    Ok(cookies.to_owned())
}

/// oauth2-proxy with one worker in front of the upstream.
///
/// Users are in a file, because its sessions then need no issuer. Their cookie has no tokens, so that it takes less
/// time to decrypt than one of an issuer's user.
fn start(setup: &BenchSetup<'_>, upstream: &Upstream, program: &Path) -> CommandResult<Server> {
    let port = children::free_port()?;
    let users: PathBuf = setup.folder.join("htpasswd");
    write(&users, HTPASSWD)?;
    let mut command = children::command(setup.workspace, program);
    command
        .env("GOMAXPROCS", "1")
        .env("SSL_CERT_FILE", setup.ca())
        .arg(format!("--http-address=127.0.0.1:{port}"))
        .arg(format!("--upstream={}/", upstream.issuer))
        .arg(format!("--htpasswd-file={}", users.display()))
        .arg(format!(
            "--cookie-secret={}",
            "s".repeat(COOKIE_SECRET_BYTES)
        ))
        .args([
            "--provider=github",
            "--client-id=none",
            "--client-secret=none",
        ])
        .args(["--email-domain=*", "--cookie-secure=false"])
        .args(["--pass-host-header=false", "--request-logging=false"])
        .args(["--auth-logging=false", "--standard-logging=false"]);
    let log = setup.folder.join("oauth2-proxy.log");
    let mut running = Running::server(command, "oauth2-proxy", &log)?;
    running.until_listening(([127, 0, 0, 1], port).into())?;
    Ok(Server { running, port })
}

/// Signs in with the password, and returns the session's cookie.
fn cookie(port: u16) -> CommandResult<String> {
    let context = "sign in at oauth2-proxy";
    let mut stream = TcpStream::connect(("127.0.0.1", port)).context(context)?;
    let form = "username=bench&password=bench";
    let request = format!(
        "POST /oauth2/sign_in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).context(context)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).context(context)?;
    session_cookie(&answer)
        .ok_or_else(|| CommandError::new(format!("oauth2-proxy returned no session: {answer}")))
}

fn session_cookie(answer: &str) -> Option<String> {
    let cookies = answer.lines().filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("set-cookie").then_some(value)
    });
    let mut pairs = cookies.filter_map(|cookie| cookie.split(';').next());
    let found = pairs.find(|pair| pair.starts_with("_oauth2_proxy="));
    found.map(str::to_owned)
}

/// The user `bench` with the password `bench`, as SHA-1, which is read only at the sign-in.
const HTPASSWD: &str = "bench:{SHA}5cicUp3MubQnFvTZEY1hB5yIPZ4=\n";
/// An AES-256 key.
const COOKIE_SECRET_BYTES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_among_other_headers() {
        let answer = "HTTP/1.1 302 Found\r\nSet-Cookie: _oauth2_proxy_csrf=; Max-Age=0\r\n\
                      set-cookie: _oauth2_proxy=abc|1|def; Path=/; HttpOnly\r\n\r\n";
        assert_eq!(session_cookie(answer).unwrap(), "_oauth2_proxy=abc|1|def");
        assert_eq!(session_cookie("HTTP/1.1 200 OK\r\n\r\n"), None);
    }
}
