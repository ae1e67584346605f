//! `Overrides`: environment variables override the file, and `--set` overrides both.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use super::error::ConfigError;
use super::field_names;
use super::raw::RawConfig;
use super::settings::{PREFIX, SETTINGS, Setting};

/// Fields that are set outside the file; every name is that of an existing field.
#[derive(Default)]
pub struct Overrides {
    /// Later ones win.
    overrides: Vec<Override>,
}

struct Override {
    /// The variable or flag, as errors name it.
    source: String,
    setting: &'static Setting,
    text: String,
}

impl Overrides {
    /// Reads variables that begin with `HAULOUT_`, and `FIELD=VALUE` arguments of `--set`.
    ///
    /// # Errors
    /// A [`ConfigError`] with the variable or flag that names no field.
    pub fn new(
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        flags: &[String],
    ) -> Result<Self, ConfigError> {
        // The environment has no defined order; sorting makes the errors deterministic.
        let environment: BTreeMap<_, _> = environment.into_iter().collect();
        let variables = environment
            .iter()
            .filter_map(|(name, value)| from_variable(name, value).transpose());
        let flags = flags.iter().map(|flag| from_flag(flag));
        let mut overrides = Vec::new();
        let mut errors = Vec::new();
        for result in variables.chain(flags) {
            match result {
                Ok(it) => overrides.push(it),
                Err(error) => errors.push(error),
            }
        }
        match ConfigError::joined(errors) {
            Some(error) => Err(error),
            None => Ok(Self { overrides }),
        }
    }

    /// Sets the fields in the raw configuration.
    pub(super) fn apply(&self, raw: &mut RawConfig) -> Result<(), ConfigError> {
        for Override {
            source,
            setting,
            text,
        } in &self.overrides
        {
            setting
                .set(raw, text)
                .map_err(|reason| ConfigError::in_field(source, setting.path, reason))?;
        }
        Ok(())
    }

    /// Joins errors, of which there is at least one. Each gets the variable or flag that set its field, or else the
    /// field's line in the file.
    pub(super) fn locate(&self, errors: Vec<ConfigError>, text: &str) -> ConfigError {
        let locate = |error: ConfigError| match error.field().and_then(|it| self.source_of(it)) {
            Some(source) => error.with_source(source),
            None => error.with_line(text),
        };
        let located = errors.into_iter().map(locate).collect();
        ConfigError::joined(located).expect("there is at least one")
    }

    /// The variable or flag that set a field, or the list that the field is an element of.
    fn source_of(&self, field: &str) -> Option<&str> {
        let list = field.split('[').next().unwrap_or(field);
        let mut latest_first = self.overrides.iter().rev();
        let latest = latest_first.find(|it| it.setting.path == list)?;
        Some(&latest.source)
    }
}

fn from_variable(name: &OsStr, value: &OsStr) -> Result<Option<Override>, ConfigError> {
    let name = name.to_string_lossy();
    if !name.starts_with(PREFIX) || FLAGS.contains(&name.as_ref()) {
        return Ok(None);
    }
    let Some(setting) = SETTINGS.iter().find(|setting| setting.variable() == name) else {
        if is_service_link(&name) {
            return Ok(None);
        }
        let names: Vec<_> = SETTINGS.iter().map(Setting::variable).collect();
        let names = names.iter().map(String::as_str).chain(FLAGS);
        // All of them have the prefix, which makes none of them similar.
        let names = names.filter_map(|name| name.strip_prefix(PREFIX));
        let meant = field_names::similar(name.trim_start_matches(PREFIX), names);
        let meant = did_you_mean(meant.map(|meant| format!("{PREFIX}{meant}")).as_deref());
        let reason = format!("is neither a field of the configuration nor a flag{meant}");
        return Err(ConfigError::in_file(&name, reason));
    };
    let text = value
        .to_str()
        .ok_or_else(|| ConfigError::in_field(&name, setting.path, "is not UTF-8"))?;
    Ok(Some(Override {
        source: name.into_owned(),
        setting,
        text: text.to_owned(),
    }))
}

fn from_flag(flag: &str) -> Result<Override, ConfigError> {
    let (path, text) = flag.split_once('=').ok_or_else(|| {
        ConfigError::in_field(SET, flag, "needs a value; write --set FIELD=VALUE")
    })?;
    let setting = SETTINGS
        .iter()
        .find(|setting| setting.path == path)
        .ok_or_else(|| {
            let reason = if path.starts_with("clusters") {
                "cannot be set on the command line; clusters are configured in the file".to_owned()
            } else {
                let paths = SETTINGS.iter().map(|setting| setting.path);
                let meant = did_you_mean(field_names::similar(path, paths));
                format!("is not a field of the configuration{meant}")
            };
            ConfigError::in_field(SET, path, reason)
        })?;
    Ok(Override {
        source: SET.to_owned(),
        setting,
        text: text.to_owned(),
    })
}

fn did_you_mean(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Kubernetes sets variables for every Service of the namespace, and the gateway's Service may be called `haulout`:
/// `HAULOUT_SERVICE_HOST`, `HAULOUT_SERVICE_PORT_HTTP`, `HAULOUT_PORT`, `HAULOUT_PORT_443_TCP_ADDR`.
fn is_service_link(name: &str) -> bool {
    let is_port_of_a_service = || {
        let Some((_, rest)) = name.split_once("_PORT_") else {
            return false;
        };
        let mut parts = rest.split('_');
        let number = parts.next().is_some_and(|part| part.parse::<u16>().is_ok());
        number && matches!(parts.next(), Some("TCP" | "UDP" | "SCTP"))
    };
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || name.ends_with("_PORT")
        || is_port_of_a_service()
}

/// Variables of the subcommands' flags, of the demo and of a build; none of them is a field.
const FLAGS: [&str; 12] = [
    "HAULOUT_ASSETS",
    "HAULOUT_BROWSER",
    "HAULOUT_BUILD_COMMIT",
    "HAULOUT_CONFIG",
    "HAULOUT_FOLDER",
    "HAULOUT_LISTEN",
    "HAULOUT_LOG_FORMAT",
    "HAULOUT_LOG_LEVEL",
    "HAULOUT_METRICS_LISTEN",
    "HAULOUT_PORTAL",
    "HAULOUT_SHARE_PORT",
    "HAULOUT_SHUTDOWN_DELAY",
];
/// The name of the flag in errors.
const SET: &str = "--set";
