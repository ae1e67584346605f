//! Reads kubeconfigs and combines several by kubectl's rules.

use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use haulout_gateway::file_error;
use haulout_gateway::yaml::{self, YamlError};
use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::entry::{Entry, Kind};

/// The entries of one kubeconfig, or of several that kubectl combines.
#[derive(Default)]
pub(crate) struct Kubeconfig {
    pub(super) clusters: Vec<Entry>,
    pub(super) contexts: Vec<Entry>,
    pub(super) users: Vec<Entry>,
    pub(super) current_context: String,
}

/// Why a file cannot be read as a kubeconfig. Quotes no content, because that can be keys.
#[derive(Debug)]
pub(crate) struct KubeconfigError {
    file: PathBuf,
    reason: KubeconfigReason,
}

#[derive(Debug)]
enum KubeconfigReason {
    Unreadable(io::Error),
    NotUtf8,
    Yaml(YamlError),
    OtherKind(String),
}

impl Kubeconfig {
    /// Reads one file.
    ///
    /// # Errors
    /// The file cannot be read, or is not a kubeconfig.
    pub(crate) fn read(file: &Path) -> Result<Self, KubeconfigError> {
        let failed = |reason| KubeconfigError {
            file: file.to_owned(),
            reason,
        };
        let bytes = fs::read(file).map_err(|error| failed(KubeconfigReason::Unreadable(error)))?;
        let text = yaml::decode(&bytes).ok_or_else(|| failed(KubeconfigReason::NotUtf8))?;
        Self::parse(&text, file).map_err(failed)
    }

    /// Reads the files that kubectl uses without options: those in `KUBECONFIG`, or `~/.kube/config`. Missing files are
    /// skipped, and the first file that sets a name or the current context wins.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) fn read_default() -> Result<Self, KubeconfigError> {
        let mut all = Self::default();
        for file in default_files() {
            match Self::read(&file) {
                Ok(next) => all.add(next),
                Err(error) if error.is_missing() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    fn parse(text: &str, file: &Path) -> Result<Self, KubeconfigReason> {
        let raw: Option<RawKubeconfig> = yaml::parse_first(text).map_err(without_spans)?;
        let raw = raw.unwrap_or_default();
        if let Some(kind) = raw.kind.filter(|kind| !matches!(&**kind, "" | "Config")) {
            return Err(KubeconfigReason::OtherKind(kind));
        }
        let file = Rc::new(file.to_owned());
        let entries = |kind: Kind, list: Option<Vec<Spanned<Option<RawEntry>>>>| {
            let list = list.unwrap_or_default().into_iter();
            list.filter_map(|spanned| entry(kind, spanned, &file))
                .collect()
        };
        Ok(Self {
            clusters: entries(Kind::Cluster, raw.clusters),
            contexts: entries(Kind::Context, raw.contexts),
            users: entries(Kind::User, raw.users),
            current_context: raw.current_context.unwrap_or_default(),
        })
    }

    fn add(&mut self, next: Self) {
        for (mine, others) in [
            (&mut self.clusters, next.clusters),
            (&mut self.contexts, next.contexts),
            (&mut self.users, next.users),
        ] {
            let (known, mut new) = (mine.clone(), others);
            new.retain(|entry| known.iter().all(|it| it.name != entry.name));
            mine.append(&mut new);
        }
        if self.current_context.is_empty() {
            self.current_context = next.current_context;
        }
    }
}

/// The parser's wrapper for an entry with its line appears in the path of a field.
fn without_spans(mut error: YamlError) -> KubeconfigReason {
    error.field = error.field.map(|field| field.replace("].value", "]"));
    KubeconfigReason::Yaml(error)
}

/// The files that kubectl uses without options.
pub(crate) fn default_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    let listed = env::var_os("KUBECONFIG").unwrap_or_default();
    for file in env::split_paths(&listed) {
        if !file.as_os_str().is_empty() && !files.contains(&file) {
            files.push(file);
        }
    }
    if listed.is_empty() {
        files.extend(crate::merge::kubectl_default());
    }
    files
}

fn entry(kind: Kind, spanned: Spanned<Option<RawEntry>>, file: &Rc<PathBuf>) -> Option<Entry> {
    let line = spanned.referenced.line();
    let raw = spanned.value?;
    let body = match kind {
        Kind::Cluster => raw.cluster,
        Kind::Context => raw.context,
        Kind::User => raw.user,
    };
    // An entry whose name is not text cannot be referred to.
    let name = raw.name.as_str()?.to_owned();
    Some(Entry {
        name,
        kind,
        body,
        file: Rc::clone(file),
        line,
    })
}

impl KubeconfigError {
    fn is_missing(&self) -> bool {
        matches!(&self.reason, KubeconfigReason::Unreadable(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

impl fmt::Display for KubeconfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.reason {
            KubeconfigReason::Unreadable(error) => {
                write!(f, "{file} {}", file_error::reason(error))
            }
            KubeconfigReason::NotUtf8 => {
                write!(f, "{file} is not a kubeconfig: it is not text in UTF-8")
            }
            KubeconfigReason::Yaml(error) => write!(f, "{file}{error}"),
            KubeconfigReason::OtherKind(kind) => {
                write!(f, "{file} is not a kubeconfig: its kind is `{kind}`")
            }
        }
    }
}

#[derive(Default, Deserialize)]
struct RawKubeconfig {
    kind: Option<String>,
    clusters: Option<Vec<Spanned<Option<RawEntry>>>>,
    contexts: Option<Vec<Spanned<Option<RawEntry>>>>,
    users: Option<Vec<Spanned<Option<RawEntry>>>>,
    #[serde(rename = "current-context")]
    current_context: Option<String>,
}

/// One of the three bodies is present, depending on the list.
#[derive(Deserialize)]
struct RawEntry {
    #[serde(default)]
    name: Value,
    #[serde(default)]
    cluster: Value,
    #[serde(default)]
    context: Value,
    #[serde(default)]
    user: Value,
}
