//! `haulout check`: what is wrong with a configuration and its peers, line by line.

use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use haulout_gateway::Config;
use haulout_gateway::config::{ConfigError, Overrides, Source};
use url::Url;

use crate::check::{self, CheckParameters, Finding, Item, Status, Token, print};
use crate::exit::Exit;

/// What `haulout check` can be told.
#[derive(Args, Debug)]
pub struct CheckOptions {
    /// The YAML file of the gateway.
    #[arg(long, env = "HAULOUT_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// Sets a field of the configuration, as for `haulout serve`; the variables of its environment count here too.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Lines for people, or an array for programs.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text, value_name = "FORM")]
    output: OutputFormat,
    /// A file with an ID token, to be traded for a credential at each cluster that it is for.
    ///
    /// Says who the clusters see in it. Token and credential are not shown.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The address at which people reach the running portal, to look through whatever stands in front.
    #[arg(long, value_name = "URL")]
    public: Option<Url>,
    /// The origin of a portal on a static host, which needs the CORS of issuer and clusters.
    #[arg(long, value_name = "ORIGIN")]
    cors: Option<Url>,
    /// How long to wait for each answer.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout: u64,
}

/// How the report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    Text,
    Json,
}

/// Checks; exits 0 when nothing failed, 1 when something did, 2 when there is nothing to begin with.
#[must_use]
pub fn run(options: &CheckOptions) -> ExitCode {
    let name = options.config.display().to_string();
    let config = match configuration(options) {
        Ok(config) => config,
        Err(complaint) => return unusable(options, &name, &complaint.to_string()),
    };
    let parameters = match parameters(options) {
        Ok(parameters) => parameters,
        Err(error) => return Exit::Unusable.with_message(error),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let findings = match runtime {
        Ok(runtime) => runtime.block_on(check::run(config, &name, parameters)),
        Err(error) => return Exit::Failed.with_message(format_args!("cannot start: {error}")),
    };
    let is_printed = report(options.output, &findings);
    let failed = |finding: &Finding| finding.status == Status::Fail;
    if is_printed && !findings.iter().any(failed) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What the gateway would serve with.
fn configuration(options: &CheckOptions) -> Result<Config, Complaint> {
    let overrides = Overrides::new(std::env::vars_os(), &options.set)?;
    Source::new(&options.config, overrides).read().config
}

fn parameters(options: &CheckOptions) -> Result<CheckParameters, OptionsError> {
    let token = options.token_file.as_deref().map(read_token).transpose()?;
    if let Some(public) = &options.public
        && !matches!(public.scheme(), "http" | "https")
    {
        return Err(OptionsError::Public);
    }
    let cors = options.cors.as_ref().map(|cors| cors.origin());
    if cors.as_ref().is_some_and(|origin| !origin.is_tuple()) {
        return Err(OptionsError::Cors);
    }
    Ok(CheckParameters {
        timeout: Duration::from_secs(options.timeout),
        token,
        public: options.public.clone(),
        cors: cors.map(|origin| origin.ascii_serialization()),
    })
}

fn read_token(path: &Path) -> Result<Token, OptionsError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| OptionsError::TokenFile(path.to_owned(), error))?;
    if text.trim().is_empty() {
        return Err(OptionsError::NoToken(path.to_owned()));
    }
    Ok(Token::new(&text))
}

/// What is wrong with the command line.
#[derive(Debug)]
enum OptionsError {
    /// The token's file cannot be read.
    TokenFile(PathBuf, io::Error),
    /// There is no token in the file.
    NoToken(PathBuf),
    /// `--public` is not a URL of the web.
    Public,
    /// `--cors` is not an origin.
    Cors,
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TokenFile(path, error) => {
                write!(f, "{} cannot be read: {error}", path.display())
            }
            Self::NoToken(path) => write!(f, "{} is empty", path.display()),
            Self::Public => f.write_str("--public must be an http or https URL"),
            Self::Cors => f.write_str("--cors must be an origin such as https://portal.example"),
        }
    }
}

/// The one finding there is when nothing else can be looked at.
fn unusable(options: &CheckOptions, name: &str, complaint: &str) -> ExitCode {
    let remedy = "Mend what the message names; nothing else was looked at.";
    report(
        options.output,
        &[Finding::fail(Item::Config, name, complaint, remedy)],
    );
    Exit::Unusable.into()
}

fn report(output: OutputFormat, findings: &[Finding]) -> bool {
    let mut stdout = io::stdout();
    let coloured = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = match output {
        OutputFormat::Text => print::text(findings, coloured),
        OutputFormat::Json => match print::json(findings) {
            Ok(text) => text,
            Err(_) => return false,
        },
    };
    stdout.write_all(text.as_bytes()).is_ok()
}
