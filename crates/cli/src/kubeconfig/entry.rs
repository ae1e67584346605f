//! One entry of a kubeconfig, whose fields are checked when they are used.

use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::{Map, Value};

/// An entry of one of the lists. Not `Debug`, because an entry can contain tokens and keys.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(super) kind: Kind,
    pub(super) body: Value,
    /// The file that the entry is from.
    pub(super) file: Rc<PathBuf>,
    pub(super) line: u64,
}

/// The list that an entry is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Cluster,
    Context,
    User,
}

/// The fields of an entry, or of a map in it. `null` and empty text are absent, as in Go.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    entry: &'a Entry,
    map: Option<&'a Map<String, Value>>,
}

/// A field with another type than it must have.
#[derive(Debug)]
pub(crate) struct FieldError {
    kind: Kind,
    name: String,
    place: String,
    field: String,
    wanted: &'static str,
}

impl Kind {
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Context => "context",
            Self::User => "user",
        }
    }
}

impl Entry {
    pub(crate) fn fields(&self) -> Result<Fields<'_>, FieldError> {
        Fields {
            entry: self,
            map: None,
        }
        .fields_of(self.kind.noun(), Some(&self.body))
    }

    /// The file and the line, for messages.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.file.display(), self.line)
    }

    /// A path in this entry, which is relative to the kubeconfig.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.file.parent().unwrap_or(Path::new("")).join(path)
    }
}

impl<'a> Fields<'a> {
    pub(crate) fn text(self, field: &str) -> Result<Option<&'a str>, FieldError> {
        match self.get(field) {
            None => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.error(field, "text; put it in quotes")),
        }
    }

    pub(crate) fn owned(self, field: &str) -> Result<Option<String>, FieldError> {
        Ok(self.text(field)?.map(str::to_owned))
    }

    pub(crate) fn flag(self, field: &str) -> Result<bool, FieldError> {
        match self.get(field) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.error(field, "`true` or `false`")),
        }
    }

    pub(crate) fn list(self, field: &str) -> Result<&'a [Value], FieldError> {
        match self.get(field) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(self.error(field, "a list")),
        }
    }

    pub(crate) fn texts(self, field: &str) -> Result<Vec<String>, FieldError> {
        let text = |item: &Value| item.as_str().map(str::to_owned);
        let texts: Option<Vec<String>> = self.list(field)?.iter().map(text).collect();
        texts.ok_or_else(|| self.error(field, "a list of text; put its items in quotes"))
    }

    /// The fields of a map; `None` if it is absent.
    pub(crate) fn map(self, field: &str) -> Result<Option<Self>, FieldError> {
        match self.get(field) {
            None => Ok(None),
            value => self.fields_of(field, value).map(Some),
        }
    }

    pub(crate) fn get(self, field: &str) -> Option<&'a Value> {
        self.map?.get(field).filter(|value| !value.is_null())
    }

    fn fields_of(self, field: &str, value: Option<&'a Value>) -> Result<Self, FieldError> {
        let map = match value {
            None | Some(Value::Null) => None,
            Some(Value::Object(map)) => Some(map),
            Some(_) => return Err(self.error(field, "a map")),
        };
        Ok(Self { map, ..self })
    }

    fn error(self, field: &str, wanted: &'static str) -> FieldError {
        FieldError {
            kind: self.entry.kind,
            name: self.entry.name.clone(),
            place: self.entry.place(),
            field: field.to_owned(),
            wanted,
        }
    }
}

impl fmt::Display for FieldError {
    /// The second half of a sentence that starts with the name of the context.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            name,
            place,
            field,
            wanted,
        } = self;
        let kind = kind.noun();
        write!(
            f,
            "needs the {kind} `{name}` at {place}, whose `{field}` must be {wanted}"
        )
    }
}
