//! The measurements: memory, throughput, latency at half load, and service during stalling connections.

use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use crate::error::{CommandError, CommandResult, Context};
use crate::process;

use super::children::{self, Running};
use super::gateway::Plan;
use super::load::{self, ConstantRate, Figures, LoadRequest};
use super::report::{Row, median};
use super::servers::{BenchSetup, CLIENT, HOST, Server, write};

/// Resident memory without load, and the memory of an idle connection.
pub(super) fn memory(setup: &BenchSetup<'_>, plan: &Plan) -> CommandResult<Vec<Row>> {
    let upstream = setup.upstream()?;
    let ours = setup.ours(&upstream)?;
    let nginx = setup.nginx(&upstream)?;
    sleep(SETTLING);
    let at_rest = |server: &Server| server.running.resident_mib();
    let rest = Row {
        bench: "memory at rest, MiB".to_owned(),
        ours: at_rest(&ours),
        peer: nginx.as_ref().and_then(at_rest),
        rss_mib: at_rest(&ours),
        note: without_nginx(nginx.is_some()),
        ..Row::default()
    };
    let per_connection = |server: &Server| -> CommandResult<Option<f64>> {
        let before = server.running.resident_mib();
        let mut command = children::command(setup.workspace, &setup.tools);
        command.args(["slow", "--manner", "idle", "--seconds", "1"]);
        command.args(["--sockets", &plan.idle.to_string()]);
        command.args(["--address", &format!("127.0.0.1:{}", server.port)]);
        let mut idle = Running::tool(command, "idle connections")?;
        idle.answer()?;
        sleep(Duration::from_millis(500));
        let after = server.running.resident_mib();
        let open = plan.idle as f64;
        Ok(before
            .zip(after)
            .map(|(before, after)| (after - before) * 1024.0 / open))
    };
    let idle = Row {
        bench: "memory per idle connection, KiB".to_owned(),
        ours: per_connection(&ours)?,
        peer: nginx.as_ref().map(per_connection).transpose()?.flatten(),
        rss_mib: ours.running.resident_mib(),
        note: format!("{} connections after one request each", plan.idle),
        ..Row::default()
    };
    Ok(vec![rest, idle])
}

/// The maximum requests per second of one worker.
pub(super) fn throughput(setup: &BenchSetup<'_>, plan: &Plan) -> CommandResult<Vec<Row>> {
    let Some(wrk) = process::on_path(&["wrk"]) else {
        eprintln!("bench: wrk is not installed, so throughput is not measured");
        return Ok(Vec::new());
    };
    let upstream = setup.upstream()?;
    let ours = setup.ours(&upstream)?;
    let nginx = setup.nginx(&upstream)?;
    let request = load_requests(setup)?;
    let run = |server: &Server, request: &LoadRequest| {
        load::full(setup.workspace, &wrk, server.port, request, plan.seconds)
    };
    let mut measured: Vec<(Vec<Figures>, Vec<Figures>)> = Vec::new();
    measured.resize_with(request.len(), Default::default);
    for round in 0..plan.rounds {
        for ((_, request), (of_ours, of_peer)) in request.iter().zip(&mut measured) {
            // The order alternates, because the second one may find a warmer machine.
            if round % 2 == 0 {
                of_ours.push(run(&ours, request)?);
            }
            if let Some(nginx) = &nginx {
                of_peer.push(run(nginx, request)?);
            }
            if round % 2 == 1 {
                of_ours.push(run(&ours, request)?);
            }
        }
    }
    let rss_mib = ours.running.resident_mib();
    let rows = request.iter().zip(&measured);
    Ok(rows
        .map(|((name, _), (of_ours, of_peer))| Row {
            bench: format!("{name}, requests/s"),
            ours: of(of_ours, |figures| figures.per_second),
            peer: of(of_peer, |figures| figures.per_second),
            p50_ms: of(of_ours, |figures| figures.p50_ms),
            p99_ms: of(of_ours, |figures| figures.p99_ms),
            rss_mib,
            note: without_nginx(nginx.is_some()),
        })
        .collect())
}

/// The latency that relaying adds to a request at half of the maximum load.
pub(super) fn latency(setup: &BenchSetup<'_>, plan: &Plan) -> CommandResult<Vec<Row>> {
    let upstream = setup.upstream()?;
    let ours = setup.ours(&upstream)?;
    let nginx = setup.nginx(&upstream)?;
    let request = relayed(setup)?;
    let direct = LoadRequest {
        path: UPSTREAM_PATH.to_owned(),
        headers: request.headers.clone(),
        body: request.body.clone(),
    };
    let rate = match process::on_path(&["wrk"]) {
        Some(wrk) => {
            let full = load::full(setup.workspace, &wrk, ours.port, &request, plan.seconds)?;
            // At most the rate that our own client can reach.
            (full.per_second / 2.0).clamp(1.0, 20_000.0) as u32
        }
        None => RATE_WITHOUT_WRK,
    };
    let how = ConstantRate {
        rate,
        connections: 16,
        seconds: plan.seconds,
        fresh: false,
    };
    let steady = |port: u16, request: &LoadRequest| {
        load::steady(setup.workspace, &setup.tools, port, request, &how)
    };
    let (mut of_ours, mut of_peer, mut of_none) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        of_none.push(steady(upstream.plain_port, &direct)?);
        of_ours.push(steady(ours.port, &request)?);
        if let Some(nginx) = &nginx {
            of_peer.push(steady(nginx.port, &request)?);
        }
    }
    let p50 = |all: &[Figures]| of(all, |figures| figures.p50_ms);
    let none = p50(&of_none).unwrap_or_default();
    Ok(vec![Row {
        bench: "credential relay at half load, added p50 ms".to_owned(),
        ours: p50(&of_ours).map(|ours| ours - none),
        peer: p50(&of_peer).map(|peer| peer - none),
        p50_ms: p50(&of_ours),
        p99_ms: of(&of_ours, |figures| figures.p99_ms),
        rss_mib: ours.running.resident_mib(),
        note: format!("{rate} requests/s; the upstream alone, without TLS, takes {none:.3} ms"),
    }])
}

/// New connections while thousands of sockets stall.
pub(super) fn slow(setup: &BenchSetup<'_>, plan: &Plan) -> CommandResult<Vec<Row>> {
    let upstream = setup.upstream()?;
    let ours = setup.ours(&upstream)?;
    let nginx = setup.nginx(&upstream)?;
    let sockets = plan
        .sockets
        .min(children::open_files_max().saturating_sub(SPARE_FILES));
    let beside = |server: &Server| -> CommandResult<(Figures, f64, String)> {
        let mut command = children::command(setup.workspace, &setup.tools);
        command.args(["slow", "--manner", "stalling"]);
        command.args(["--seconds", &plan.slow_seconds.to_string()]);
        command.args(["--sockets", &sockets.to_string()]);
        command.args(["--address", &format!("127.0.0.1:{}", server.port)]);
        let mut stalling = Running::tool(command, "slow sockets")?;
        stalling.answer()?;
        let how = ConstantRate {
            rate: 200,
            connections: 20,
            seconds: plan.slow_seconds - 1,
            fresh: true,
        };
        let request = LoadRequest {
            path: "/".to_owned(),
            headers: headers(&[]),
            body: None,
        };
        let figures = load::steady(setup.workspace, &setup.tools, server.port, &request, &how)?;
        let memory = server.running.resident_mib().unwrap_or(f64::NAN);
        let end = stalling.answer()?;
        let note = format!(
            "{sockets} sockets, {} open at most, {} closed by the server",
            end["open_at_most"], end["closed_by_server"]
        );
        Ok((figures, memory, note))
    };
    let succeeded = |figures: &Figures| 100.0 * (1.0 - figures.failed / figures.requests);
    let (figures, memory, note) = beside(&ours)?;
    let peer = nginx.as_ref().map(beside).transpose()?;
    let of_peer = peer.as_ref().map_or(String::new(), |(figures, memory, _)| {
        format!("; nginx p99 {:.2} ms, {memory:.0} MiB", figures.p99_ms)
    });
    Ok(vec![Row {
        bench: "new visitors beside slow sockets, % served".to_owned(),
        ours: Some(succeeded(&figures)),
        peer: peer.as_ref().map(|(figures, _, _)| succeeded(figures)),
        p50_ms: Some(figures.p50_ms),
        p99_ms: Some(figures.p99_ms),
        rss_mib: Some(memory),
        note: format!("{note}{of_peer}"),
    }])
}

/// The request of each row of throughput, by its name.
fn load_requests(setup: &BenchSetup<'_>) -> CommandResult<Vec<(&'static str, LoadRequest)>> {
    let file = |path: String| LoadRequest {
        path,
        headers: headers(&["Accept-Encoding: gzip, deflate, br"]),
        body: None,
    };
    let form = setup.folder.join("form");
    write(
        &form,
        &format!(
            "grant_type=refresh_token&client_id={CLIENT}&refresh_token={}",
            "r".repeat(86)
        ),
    )?;
    let token = LoadRequest {
        path: "/issuer/token".to_owned(),
        headers: headers(&[OURS, "Content-Type: application/x-www-form-urlencoded"]),
        body: Some(form),
    };
    Ok(vec![
        ("index.html", file("/".to_owned())),
        (
            "script",
            file(format!("/assets/{}", asset(setup, "haulout-", ".js")?)),
        ),
        (
            "wasm",
            file(format!("/assets/{}", asset(setup, "haulout_bg-", ".wasm")?)),
        ),
        ("token relay", token),
        ("credential relay", relayed(setup)?),
    ])
}

/// A credential request with a token of usual length.
pub(super) fn relayed(setup: &BenchSetup<'_>) -> CommandResult<LoadRequest> {
    let body = setup.folder.join("request.json");
    let token = format!("{}.{}.{}", "a".repeat(50), "b".repeat(1100), "c".repeat(86));
    write(&body, &format!("{{\"spec\":{{\"token\":\"{token}\"}}}}"))?;
    Ok(LoadRequest {
        path: "/clusters/bench/tokencredentialrequests".to_owned(),
        headers: headers(&[OURS, "Content-Type: application/json"]),
        body: Some(body),
    })
}

fn headers(more: &[&str]) -> Vec<String> {
    let mut headers = vec![format!("Host: {HOST}")];
    headers.extend(more.iter().map(|header| (*header).to_owned()));
    headers
}

fn asset(setup: &BenchSetup<'_>, start: &str, end: &str) -> CommandResult<String> {
    let folder: PathBuf = setup.portal.join("assets");
    let entries = std::fs::read_dir(&folder).context(format_args!("read {}", folder.display()))?;
    let mut names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names
        .find(|name| name.starts_with(start) && name.ends_with(end))
        .ok_or_else(|| CommandError::new(format!("the portal has no {start}…{end}")))
}

pub(super) fn of(all: &[Figures], figure: impl Fn(&Figures) -> f64) -> Option<f64> {
    median(all.iter().map(figure))
}

fn without_nginx(there: bool) -> String {
    if there {
        String::new()
    } else {
        "nginx is not installed".to_owned()
    }
}

/// The header that the page adds to each POST.
const OURS: &str = "Haulout-Request: 1";
pub(super) const UPSTREAM_PATH: &str =
    "/apis/login.concierge.pinniped.dev/v1alpha1/tokencredentialrequests";
/// A delay after which the process has completed its start.
const SETTLING: Duration = Duration::from_secs(1);
/// Requests per second that every build can handle.
const RATE_WITHOUT_WRK: u32 = 50;
/// File descriptors of a process besides sockets.
const SPARE_FILES: usize = 500;
