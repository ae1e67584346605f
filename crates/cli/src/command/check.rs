//! `haulout check`: reports problems of a configuration, the issuer and the clusters.

use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use haulout_gateway::config::{ConfigError, Trust};
use haulout_gateway::file_error;
use url::Url;

use super::configuration::ConfigurationOptions;
use crate::check::{self, CheckParameters, Finding, Item, Status, Token, print};
use crate::exit::Exit;

/// The options of `haulout check`.
#[derive(Args, Debug)]
pub struct CheckOptions {
    #[command(flatten)]
    configuration: ConfigurationOptions,
    /// The output format: text, or a JSON array.
    #[arg(long, value_enum, default_value_t = OutputFormat::Text, value_name = "FORM")]
    output: OutputFormat,
    /// A file with an ID token to exchange for a credential at each cluster whose audience it has.
    ///
    /// The report shows username and groups as the clusters see them, but not the token or the credential.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The public URL of the running portal, to check the reverse proxy in front of it.
    #[arg(long, value_name = "URL")]
    public: Option<Url>,
    /// A PEM file with the certificate authorities of the public URL; the system's are used otherwise.
    #[arg(long, value_name = "FILE", requires = "public")]
    public_ca_bundle: Option<PathBuf>,
    /// The origin of a portal on a static host, to check the CORS settings of issuer and clusters.
    #[arg(long, value_name = "ORIGIN")]
    cors: Option<Url>,
    /// The timeout for each request.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout: u64,
}

/// The format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    Text,
    Json,
}

/// Exits with 0 if no check failed, 1 if a check failed, and 2 if the configuration or an option cannot be used.
#[must_use]
pub fn run(options: &CheckOptions) -> ExitCode {
    let name = options.configuration.config.display().to_string();
    let config = match options.configuration.read() {
        Ok(config) => config,
        Err(error) => return unusable(options, &name, &error),
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

fn parameters(options: &CheckOptions) -> Result<CheckParameters, OptionsError> {
    let token = options.token_file.as_deref().map(read_token).transpose()?;
    if let Some(public) = &options.public
        && !matches!(public.scheme(), "http" | "https")
    {
        return Err(OptionsError::Public);
    }
    let public_trust = match &options.public_ca_bundle {
        Some(path) => Trust::from_pem_file(path).map_err(OptionsError::Bundle)?,
        None => Trust::System,
    };
    let cors = options.cors.as_ref().map(|cors| cors.origin());
    if cors.as_ref().is_some_and(|origin| !origin.is_tuple()) {
        return Err(OptionsError::Cors);
    }
    Ok(CheckParameters {
        timeout: Duration::from_secs(options.timeout),
        token,
        public: options.public.clone(),
        public_trust,
        cors: cors.map(|origin| origin.ascii_serialization()),
    })
}

fn read_token(path: &Path) -> Result<Token, OptionsError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| OptionsError::Unreadable(path.to_owned(), error))?;
    if text.trim().is_empty() {
        return Err(OptionsError::NoToken(path.to_owned()));
    }
    Ok(Token::new(&text))
}

/// Why the command line cannot be used.
#[derive(Debug)]
enum OptionsError {
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The token file is empty.
    NoToken(PathBuf),
    /// The CA bundle cannot be used, with the file and the reason.
    Bundle(String),
    /// `--public` is not an HTTP URL.
    Public,
    /// `--cors` is not an origin.
    Cors,
}

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => {
                write!(f, "{} {}", path.display(), file_error::reason(error))
            }
            Self::NoToken(path) => write!(f, "{} is empty", path.display()),
            Self::Bundle(reason) => f.write_str(reason),
            Self::Public => f.write_str("--public must be an http or https URL"),
            Self::Cors => f.write_str("--cors must be an origin such as https://portal.example"),
        }
    }
}

/// Reports each mistake of a configuration that cannot be used; no further check is possible.
fn unusable(options: &CheckOptions, name: &str, error: &ConfigError) -> ExitCode {
    let remedy = "Fix the problem that the message describes; no other check was run.";
    let findings = error
        .lines()
        .map(|line| Finding::fail(Item::Config, name, line, remedy));
    report(options.output, &findings.collect::<Vec<_>>());
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
