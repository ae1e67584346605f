//! `KubeconfigDocument`: a YAML tree that has been validated as a kubeconfig.

use std::collections::{HashMap, HashSet};

use super::error::{InputError, InputFile, MergeError, Reason};
use super::node::{Node, Value};
use super::parse::{self, Parsed};
use super::report::List;

/// A kubeconfig as text and as a tree.
pub(super) struct KubeconfigDocument {
    /// The text to edit; an empty file becomes an empty kubeconfig.
    pub(super) text: String,
    pub(super) root: Node,
    pub(super) has_comments: bool,
    /// Whether the file was empty or had only comments.
    pub(super) is_new: bool,
}

impl KubeconfigDocument {
    /// The file to merge into; an empty file is a kubeconfig without entries, as for kubectl.
    pub(super) fn of_existing(text: &str) -> Result<Self, MergeError> {
        Self::new(text).map_err(|error| error.of(InputFile::Existing))
    }

    /// The file whose entries are merged. It must be self-contained: among other entries or in another folder, its
    /// references would have another meaning.
    pub(super) fn of_addition(text: &str) -> Result<Self, MergeError> {
        let document = Self::new(text).and_then(|document| {
            if document.is_new {
                return Err(InputError::of_file(Reason::NotAKubeconfig));
            }
            document.stands_alone()?;
            Ok(document)
        });
        document.map_err(|error| error.of(InputFile::Addition))
    }

    fn new(text: &str) -> Result<Self, InputError> {
        let Parsed { root, has_comments } = parse::parse(text)?;
        let Some(root) = root.filter(|root| !root.is_null()) else {
            return Self::empty(text, has_comments);
        };
        let document = Self {
            text: text.to_owned(),
            root,
            has_comments,
            is_new: false,
        };
        document.validate()?;
        Ok(document)
    }

    /// A kubeconfig without entries that keeps the comments of the file.
    fn empty(text: &str, has_comments: bool) -> Result<Self, InputError> {
        let bare = parse::parse(text)?.root.is_none() && !text.contains("---");
        let mut with_skeleton = if bare { text.to_owned() } else { String::new() };
        if !with_skeleton.is_empty() && !with_skeleton.ends_with('\n') {
            with_skeleton.push('\n');
        }
        with_skeleton.push_str(SKELETON);
        let root = parse::parse(&with_skeleton)?
            .root
            .ok_or(InputError::of_file(Reason::NotAKubeconfig))?;
        Ok(Self {
            text: with_skeleton,
            root,
            has_comments,
            is_new: true,
        })
    }

    /// The entries of a list by their names.
    pub(super) fn by_name(&self, list: List) -> HashMap<&str, &Node> {
        self.entries(list)
            .iter()
            .filter_map(|entry| Some((name_of(entry)?, entry)))
            .collect()
    }

    pub(super) fn entries(&self, list: List) -> &[Node] {
        self.root.get(list.key()).map_or(&[], Node::items)
    }

    pub(super) fn current_context(&self) -> Option<&str> {
        let name = self.root.get("current-context").and_then(Node::text);
        name.filter(|name| !name.is_empty())
    }

    fn validate(&self) -> Result<(), InputError> {
        let root = &self.root;
        let not_ours = InputError::at(root.place, Reason::NotAKubeconfig);
        // clientcmd accepts a file without `apiVersion` and `kind`; then one of the lists must exist.
        let known = ["apiVersion", "kind", "clusters", "contexts", "users"];
        if !known.iter().any(|key| root.get(key).is_some()) {
            return Err(not_ours);
        }
        for (key, wanted) in [("apiVersion", "v1"), ("kind", "Config")] {
            if let Some(node) = root.get(key)
                && node.text() != Some(wanted)
            {
                return Err(InputError::at(node.place, Reason::NotAKubeconfig));
            }
        }
        if let Some(current) = root.get("current-context")
            && !current.is_null()
            && current.text().is_none()
        {
            return Err(shape(current, "current-context", "text"));
        }
        List::ALL
            .into_iter()
            .try_for_each(|list| self.validate_list(list))
    }

    fn validate_list(&self, list: List) -> Result<(), InputError> {
        let Some(node) = self.root.get(list.key()) else {
            return Ok(());
        };
        match &node.value {
            Value::List { .. } => {}
            Value::Scalar(_) if node.is_null() => {}
            Value::Scalar(_) | Value::Map(_) => return Err(shape(node, list.key(), "a list")),
        }
        let mut seen = HashSet::new();
        for entry in node.items() {
            let Value::Map(_) = entry.value else {
                return Err(shape(entry, list.key(), "a list of maps"));
            };
            let Some(name) = name_of(entry) else {
                let place = entry.get("name").unwrap_or(entry);
                return Err(shape(place, "name", "text that is not empty"));
            };
            if !seen.insert(name) {
                let place = entry.get("name").unwrap_or(entry).place;
                return Err(InputError::at(
                    place,
                    Reason::DuplicateName(list, name.to_owned()),
                ));
            }
            validate_content(list, entry)?;
        }
        Ok(())
    }

    fn stands_alone(&self) -> Result<(), InputError> {
        for list in [List::Clusters, List::Users] {
            let defined = self.by_name(list);
            for context in self.entries(List::Contexts) {
                let Some(node) = context.get("context").and_then(|it| it.get(list.noun())) else {
                    continue;
                };
                let name = node.text().unwrap_or_default();
                if !name.is_empty() && !defined.contains_key(name) {
                    let reason = Reason::Dangling(list, name.to_owned());
                    return Err(InputError::at(node.place, reason));
                }
            }
        }
        for list in [List::Clusters, List::Users] {
            for content in self
                .entries(list)
                .iter()
                .filter_map(|it| it.get(list.noun()))
            {
                refuse_relative_paths(content)?;
            }
        }
        Ok(())
    }
}

/// The name of an entry.
pub(super) fn name_of(entry: &Node) -> Option<&str> {
    let name = entry.get("name").and_then(Node::text);
    name.filter(|name| !name.is_empty())
}

fn validate_content(list: List, entry: &Node) -> Result<(), InputError> {
    let Some(content) = entry.get(list.noun()) else {
        return Ok(());
    };
    match &content.value {
        Value::Map(_) => {}
        Value::Scalar(_) if content.is_null() => {}
        Value::Scalar(_) | Value::List { .. } => return Err(shape(content, list.noun(), "a map")),
    }
    if list == List::Contexts {
        for key in ["cluster", "user"] {
            if let Some(reference) = content.get(key)
                && !reference.is_null()
                && reference.text().is_none()
            {
                return Err(shape(reference, key, "text"));
            }
        }
    }
    Ok(())
}

fn refuse_relative_paths(content: &Node) -> Result<(), InputError> {
    let files = FILE_FIELDS
        .into_iter()
        .filter_map(|field| Some((field, content.get(field)?)))
        .filter(|(_, node)| node.text().is_some_and(|path| !is_absolute(path)));
    // A command without a separator is looked up in PATH, wherever the file is.
    let command = content
        .get("exec")
        .and_then(|exec| exec.get("command"))
        .map(|node| ("command", node))
        .filter(|(_, node)| {
            node.text()
                .is_some_and(|path| path.contains(['/', '\\']) && !is_absolute(path))
        });
    match files.chain(command).next() {
        Some((field, node)) => Err(InputError::at(
            node.place,
            Reason::RelativePath(field.to_owned()),
        )),
        None => Ok(()),
    }
}

/// Recognizes absolute paths of Unix and Windows, because the file can be for either.
fn is_absolute(path: &str) -> bool {
    let drive =
        matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    path.is_empty() || path.starts_with(['/', '\\']) || drive
}

fn shape(node: &Node, field: &str, wanted: &'static str) -> InputError {
    InputError::at(node.place, Reason::Shape(field.to_owned(), wanted))
}

/// Fields with paths that clientcmd resolves relative to the kubeconfig.
const FILE_FIELDS: [&str; 4] = [
    "certificate-authority",
    "client-certificate",
    "client-key",
    "tokenFile",
];

/// The text that is added to an empty file.
const SKELETON: &str = "apiVersion: v1\nkind: Config\n";
