//! The log of `haulout serve` on standard error: JSON lines, or text for people on a terminal.

mod json_lines;

use std::io::{self, IsTerminal as _};

use clap::{Args, ValueEnum};
use haulout_gateway::panics;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt, registry};

use self::json_lines::JsonLines;

/// The options for the log.
#[derive(Args, Debug)]
pub(crate) struct LogOptions {
    /// The format of the log: JSON lines, text, or text only on a terminal.
    #[arg(
        long,
        env = "HAULOUT_LOG_FORMAT",
        value_enum,
        default_value_t = LogFormat::Auto,
        value_name = "FORMAT"
    )]
    log_format: LogFormat,
    /// The least severe level that is logged. Audit lines are always logged.
    #[arg(
        long,
        env = "HAULOUT_LOG_LEVEL",
        value_enum,
        default_value_t = LogLevel::Info,
        value_name = "LEVEL"
    )]
    log_level: LogLevel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Auto,
    Json,
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
}

/// Logs to standard error from now on, also panics.
pub(crate) fn start(options: &LogOptions) {
    let is_terminal = io::stderr().is_terminal();
    let is_text = match options.log_format {
        LogFormat::Auto => is_terminal,
        LogFormat::Json => false,
        LogFormat::Text => true,
    };
    // Internal errors would be written to the same stderr, and panic if that is closed.
    let layer = fmt::layer()
        .with_writer(io::stderr)
        .log_internal_errors(false);
    let layer = if is_text {
        let is_colored = is_terminal && std::env::var_os("NO_COLOR").is_none();
        layer.compact().with_ansi(is_colored).boxed()
    } else {
        let layer = layer.fmt_fields(JsonFields::new());
        layer.event_format(JsonLines).boxed()
    };
    registry()
        .with(layer.with_filter(targets(options.log_level)))
        .init();
    panics::log();
}

/// Libraries report less than the program itself: their debug lines are for their authors.
fn targets(level: LogLevel) -> Targets {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    Targets::new()
        .with_default(level.min(LevelFilter::INFO))
        .with_target("haulout", level)
        .with_target("audit", LevelFilter::INFO)
}
