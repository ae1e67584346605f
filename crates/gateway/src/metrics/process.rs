//! The metrics of the process under the names that Prometheus' own client libraries use.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use crate::clock::{self, UnixSeconds};

/// Reads the metrics whenever they are requested; those that the system does not report are left out.
#[derive(Debug)]
pub(super) struct Process {
    started: UnixSeconds,
}

impl Process {
    /// For a process that starts about now.
    pub(super) fn starting() -> Self {
        Self {
            started: clock::now(),
        }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let started = self.started.0 as f64;
        let mut add = |name, help, metric: &dyn Encode| metric.encode_as(&mut encoder, name, help);
        add(
            "process_start_time_seconds",
            "Start of the process since the Unix epoch",
            &ConstGauge::new(started),
        )?;
        let Some(usage) = usage() else { return Ok(()) };
        add(
            "process_cpu_seconds",
            "Processor time in user and system mode",
            &ConstCounter::new(usage.cpu_seconds),
        )?;
        for (name, help, value) in [
            (
                "process_resident_memory_bytes",
                "Resident memory",
                usage.memory_bytes,
            ),
            (
                "process_open_fds",
                "Open file descriptors",
                usage.descriptors,
            ),
            (
                "process_max_fds",
                "The limit of open file descriptors",
                usage.descriptors_max,
            ),
        ] {
            // A gauge has a signed number; no process has more than 2^63 of these.
            let value = i64::try_from(value).unwrap_or(i64::MAX);
            add(name, help, &ConstGauge::new(value))?;
        }
        Ok(())
    }
}

/// Any metric, with its description.
trait Encode {
    fn encode_as(&self, encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str)
    -> fmt::Result;
}

impl<M: EncodeMetric> Encode for M {
    fn encode_as(
        &self,
        encoder: &mut DescriptorEncoder<'_>,
        name: &str,
        help: &str,
    ) -> fmt::Result {
        self.encode(encoder.encode_descriptor(name, help, None, self.metric_type())?)
    }
}

struct Usage {
    cpu_seconds: f64,
    memory_bytes: u64,
    descriptors: u64,
    descriptors_max: u64,
}

/// From the files of proc(5).
#[cfg(target_os = "linux")]
fn usage() -> Option<Usage> {
    use rustix::param::{clock_ticks_per_second, page_size};
    use rustix::process::{Resource, getrlimit};
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the name in parentheses, which may contain spaces and parentheses.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let field = |number: usize| fields.get(number - FIRST_FIELD)?.parse::<u64>().ok();
    let ticks = field(USER_TIME)? + field(SYSTEM_TIME)?;
    let descriptors = std::fs::read_dir("/proc/self/fd").ok()?.count();
    Some(Usage {
        cpu_seconds: ticks as f64 / clock_ticks_per_second() as f64,
        memory_bytes: field(RESIDENT_PAGES)? * page_size() as u64,
        // One of them is that of the folder itself.
        descriptors: descriptors.saturating_sub(1) as u64,
        descriptors_max: getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX),
    })
}

#[cfg(not(target_os = "linux"))]
fn usage() -> Option<Usage> {
    None
}

/// The numbers of fields in proc_pid_stat(5), which counts from 1; this is the first one after the name.
#[cfg(target_os = "linux")]
const FIRST_FIELD: usize = 3;
#[cfg(target_os = "linux")]
const USER_TIME: usize = 14;
#[cfg(target_os = "linux")]
const SYSTEM_TIME: usize = 15;
#[cfg(target_os = "linux")]
const RESIDENT_PAGES: usize = 24;
