//! Gives every file a content-hashed name, and replaces the tokens in other files by these names.
//!
//! `{{asset:NAME}}` becomes the URL of a file, relative to the file with the token. `{{later:NAME}}` does, too, and
//! marks a file that is loaded on demand. `{{integrity:NAME}}` becomes its digest for subresource integrity.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{CommandError, CommandResult};

use super::digest::{hex_sha256, integrity};

/// The length of the digest in a file's name, long enough to distinguish versions.
const HASH_DIGITS: usize = 8;

/// A file with its final name.
#[derive(Debug)]
pub(super) struct Asset {
    /// The name without folder, such as `style-0123abcd.css`.
    pub(super) file_name: String,
    pub(super) bytes: Vec<u8>,
    /// Every other file that it loads immediately, directly or through another one.
    pub(super) reaches: BTreeSet<String>,
    integrity: String,
}

/// A transformation of a text after its tokens are replaced and before it is hashed.
pub(super) type Finish<'a> = &'a dyn Fn(&str, String) -> CommandResult<String>;

/// Files by their names in tokens.
pub(super) struct Assets<'a> {
    sources: BTreeMap<String, Vec<u8>>,
    done: BTreeMap<String, Asset>,
    finish: Finish<'a>,
}

impl<'a> Assets<'a> {
    pub(super) fn new(sources: BTreeMap<String, Vec<u8>>, finish: Finish<'a>) -> Self {
        Self {
            sources,
            done: BTreeMap::new(),
            finish,
        }
    }

    /// Names every file; dependencies come first.
    pub(super) fn resolve_all(&mut self) -> CommandResult {
        let names: Vec<String> = self.sources.keys().cloned().collect();
        for name in names {
            self.resolve(&name, &mut Vec::new())?;
        }
        Ok(())
    }

    /// Replaces the tokens of a document, which is one folder above the assets and keeps its name.
    pub(super) fn fill_document(
        &self,
        name: &str,
        text: &str,
    ) -> CommandResult<(String, BTreeSet<String>)> {
        self.fill(name, text, "assets/")
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Asset)> {
        self.done.iter()
    }

    fn resolve(&mut self, name: &str, waiting: &mut Vec<String>) -> CommandResult {
        if self.done.contains_key(name) {
            return Ok(());
        }
        if waiting.iter().any(|other| other == name) {
            return Err(CommandError::new(format!(
                "files refer to each other in a cycle: {} → {name}",
                waiting.join(" → ")
            )));
        }
        let Some(bytes) = self.sources.get(name).cloned() else {
            let place = waiting.last().map_or("a document", String::as_str);
            return Err(CommandError::new(format!(
                "{place} names `{name}`, which does not exist"
            )));
        };
        let asset = if is_text(name) {
            let text = String::from_utf8(bytes)
                .map_err(|_| CommandError::new(format!("{name} is not UTF-8")))?;
            waiting.push(name.to_owned());
            for token in tokens(name, &text)? {
                self.resolve(token.target, waiting)?;
            }
            waiting.pop();
            let (text, reaches) = self.fill(name, &text, "./")?;
            Asset::new(name, (self.finish)(name, text)?.into_bytes(), reaches)
        } else {
            Asset::new(name, bytes, BTreeSet::new())
        };
        self.done.insert(name.to_owned(), asset);
        Ok(())
    }

    fn fill(
        &self,
        name: &str,
        text: &str,
        folder: &str,
    ) -> CommandResult<(String, BTreeSet<String>)> {
        let mut filled = text.to_owned();
        let mut reaches = BTreeSet::new();
        for token in tokens(name, text)? {
            let target = self.done.get(token.target).ok_or_else(|| {
                CommandError::new(format!(
                    "{name} names `{}`, which does not exist",
                    token.target
                ))
            })?;
            let value = match token.kind {
                Kind::Asset | Kind::Later => format!("{folder}{}", target.file_name),
                Kind::Integrity => target.integrity.clone(),
            };
            filled = filled.replace(token.text, &value);
            if matches!(token.kind, Kind::Asset) {
                reaches.insert(token.target.to_owned());
                reaches.extend(target.reaches.iter().cloned());
            }
        }
        Ok((filled, reaches))
    }
}

impl Asset {
    fn new(name: &str, bytes: Vec<u8>, reaches: BTreeSet<String>) -> Self {
        let hash = hex_sha256(&bytes);
        let file = name.rsplit('/').next().unwrap_or(name);
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, "bin"));
        Self {
            file_name: format!("{stem}-{}.{extension}", &hash[..HASH_DIGITS]),
            integrity: integrity(&bytes),
            bytes,
            reaches,
        }
    }
}

/// Whether tokens are replaced in a file of this name.
fn is_text(name: &str) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    matches!(
        extension,
        "js" | "mjs" | "css" | "svg" | "json" | "html" | "webmanifest"
    )
}

struct Token<'t> {
    text: &'t str,
    kind: Kind,
    target: &'t str,
}

#[derive(Clone, Copy)]
enum Kind {
    Asset,
    Later,
    Integrity,
}

fn tokens<'t>(name: &str, text: &'t str) -> CommandResult<Vec<Token<'t>>> {
    let mut found = Vec::new();
    for (opening, kind) in [
        ("{{asset:", Kind::Asset),
        ("{{later:", Kind::Later),
        ("{{integrity:", Kind::Integrity),
    ] {
        for (start, _) in text.match_indices(opening) {
            let rest = &text[start + opening.len()..];
            let end = rest
                .find("}}")
                .ok_or_else(|| CommandError::new(format!("{name}: `{opening}` is never closed")))?;
            found.push(Token {
                text: &text[start..start + opening.len() + end + "}}".len()],
                kind,
                target: &rest[..end],
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets(files: &[(&str, &str)]) -> Assets<'static> {
        let sources = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect();
        Assets::new(sources, &|_, text| Ok(text))
    }

    #[test]
    fn a_change_of_the_wasm_changes_the_names_of_all_files_that_refer_to_it() {
        let names = |wasm: &str| {
            let mut assets = assets(&[
                ("a.wasm", wasm),
                ("glue.js", "load('{{asset:a.wasm}}')"),
                ("init.js", "import '{{asset:glue.js}}'"),
                ("style.css", "p {}"),
            ]);
            assets.resolve_all().expect("all references are valid");
            let text = "{{asset:init.js}} {{asset:style.css}}";
            assets
                .fill_document("index.html", text)
                .expect("known names")
                .0
        };
        let (one, two) = (names("one"), names("two"));
        let (one, two) = (one.split_once(' ').unwrap(), two.split_once(' ').unwrap());
        assert_ne!(one.0, two.0);
        assert_eq!(one.1, two.1);
        assert!(
            one.0.starts_with("assets/init-") && one.0.ends_with(".js"),
            "{}",
            one.0
        );
    }

    #[test]
    fn files_in_the_same_folder_are_named_without_folder() {
        let mut assets = assets(&[("a.wasm", "x"), ("glue.js", "{{asset:a.wasm}}")]);
        assets.resolve_all().expect("all references are valid");
        let glue = &assets.done["glue.js"];
        assert!(glue.bytes.starts_with(b"./a-"), "{glue:?}");
    }

    #[test]
    fn integrity_is_that_of_the_finished_bytes() {
        let sources = BTreeMap::from([("a.js".to_owned(), b"long".to_vec())]);
        let mut assets = Assets::new(sources, &|_, _| Ok("short".into()));
        assets.resolve_all().expect("one file");
        let (text, _) = assets
            .fill_document("index.html", "{{integrity:a.js}}")
            .expect("known");
        assert_eq!(text, integrity(b"short"));
    }

    #[test]
    fn a_document_loads_only_the_files_that_its_files_name() {
        let mut assets = assets(&[
            ("a.wasm", "x"),
            ("glue.js", "{{asset:a.wasm}}"),
            ("unused.js", ""),
            ("rare.js", "{{asset:part.js}}"),
            ("part.js", ""),
        ]);
        assets.resolve_all().expect("all references are valid");
        let text = "{{asset:glue.js}} {{later:rare.js}} {{integrity:rare.js}}";
        let (filled, reached) = assets.fill_document("index.html", text).expect("known");
        assert!(filled.contains(" assets/rare-"), "{filled}");
        assert_eq!(
            reached,
            BTreeSet::from(["a.wasm".to_owned(), "glue.js".to_owned()])
        );
    }

    #[test]
    fn cycles_unknown_names_and_unclosed_tokens_are_refused() {
        for (text, part) in [
            ("{{asset:a.js}}", "cycle"),
            ("{{asset:b.js}}", "does not exist"),
            ("{{asset:b.js", "never closed"),
        ] {
            let error = assets(&[("a.js", text)]).resolve_all().expect_err(text);
            assert!(error.to_string().contains(part), "{error}");
        }
        let error = assets(&[])
            .fill_document("index.html", "{{asset:b.js}}")
            .expect_err("b");
        assert!(error.to_string().contains("does not exist"), "{error}");
    }
}
