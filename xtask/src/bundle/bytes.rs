//! `cargo xtask bytes`: which crates and modules the bytes of the program with the interface belong to.

use std::collections::BTreeMap;

use wasmparser::{
    BinaryReaderError, KnownCustom, Name, NameSectionReader, Naming, Parser, Payload, TypeRef,
};

use crate::error::{CommandError, CommandResult, Context};
use crate::workspace::Workspace;

use super::{compress, wasm};

/// `cargo xtask bytes`.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> CommandResult {
    if let Some(argument) = arguments.first() {
        return Err(CommandError::usage(format!(
            "`bytes` takes no argument `{argument}`"
        )));
    }
    super::ensure(workspace)?;
    let named = wasm::with_names(workspace)?;
    let sizes = sizes(&named).context("read the program with its names")?;
    print!("{}", table(&sizes));
    let compressed = compress::sizes(wasm::WASM, &wasm::built(workspace)?)?;
    println!(
        "\nThe program has {} bytes, {} as brotli.",
        compressed.raw, compressed.brotli
    );
    Ok(())
}

/// Bytes by owner.
type Sizes = BTreeMap<String, usize>;

/// Functions by index.
type Names<'a> = BTreeMap<u32, &'a str>;

/// The sizes of the functions by owner, of the data, and of everything else. The names themselves are left out, because
/// the shipped program has none.
fn sizes(program: &[u8]) -> Result<Sizes, BinaryReaderError> {
    let mut names = Names::new();
    let mut functions = Vec::new();
    let mut imported = 0;
    let mut sizes = Sizes::new();
    let mut rest = program.len();
    for payload in Parser::new(0).parse_all(program) {
        let payload = payload?;
        if let Payload::ImportSection(section) = payload {
            rest -= section.range().len();
            sizes.insert(IMPORTS.to_owned(), section.range().len());
            for import in section.into_imports() {
                imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
            }
        } else if let Payload::CodeSectionEntry(body) = payload {
            functions.push(body.range().len());
        } else if let Payload::DataSection(section) = payload {
            rest -= section.range().len();
            sizes.insert(DATA.to_owned(), section.range().len());
        } else if let Payload::CustomSection(section) = payload {
            rest -= section.range().len();
            if let KnownCustom::Name(section) = section.as_known() {
                names = function_names(section)?;
            }
        }
    }
    for (index, size) in (imported..).zip(functions) {
        rest -= size;
        let owner = names.get(&index).map_or(OTHER.to_owned(), |it| owner(it));
        *sizes.entry(owner).or_default() += size;
    }
    *sizes.entry(OTHER.to_owned()).or_default() += rest;
    Ok(sizes)
}

fn function_names(section: NameSectionReader<'_>) -> Result<Names<'_>, BinaryReaderError> {
    let mut names = Names::new();
    for name in section {
        if let Name::Function(functions) = name? {
            for function in functions {
                let Naming { index, name } = function?;
                names.insert(index, name);
            }
        }
    }
    Ok(names)
}

/// The crate in which a function is defined, with its module if the crate is one of this workspace. Of a trait's
/// function it is the implementing type's, or the trait's if the type has no path.
fn owner(name: &str) -> String {
    let name = without_brackets(name);
    let owner = name.split(" as ").find_map(owner_of_path);
    owner.unwrap_or_else(|| OTHER.to_owned())
}

fn owner_of_path(text: &str) -> Option<String> {
    let path = text.trim_start_matches(['<', '&', '*', '(', '_']);
    let path = ["mut ", "const ", "dyn ", "impl "]
        .iter()
        .fold(path, |path, word| path.strip_prefix(word).unwrap_or(path));
    let end = path.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
    let mut parts = path[..end.unwrap_or(path.len())].split("::");
    let (first, second) = (parts.next()?, parts.next()?);
    if first.starts_with(OWN) && parts.next().is_some() {
        Some(format!("{first}::{second}"))
    } else {
        Some(first.to_owned()).filter(|first| !first.is_empty())
    }
}

/// Without the hashes of crates, which are in brackets, as the elements of slices are.
fn without_brackets(name: &str) -> String {
    let mut depth = 0_usize;
    let mut is_outside = |c: char| match c {
        '[' => {
            depth += 1;
            false
        }
        ']' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    name.chars().filter(|c| is_outside(*c)).collect()
}

/// A table in Markdown, the largest first; small ones share one row.
fn table(sizes: &Sizes) -> String {
    let all: usize = sizes.values().sum();
    let share = |size: usize| format!("{:.1} %", 100.0 * size as f64 / all as f64);
    let (small, mut large): (Vec<_>, Vec<_>) = sizes
        .iter()
        .partition(|(_, size)| **size * SMALLEST_PART < all);
    large.sort_by_key(|(_, size)| std::cmp::Reverse(**size));
    let mut text = String::from("| owner | bytes | share |\n| --- | ---: | ---: |\n");
    for (owner, size) in large {
        text.push_str(&format!("| {owner} | {size} | {} |\n", share(*size)));
    }
    let smaller: usize = small.iter().map(|(_, size)| **size).sum();
    let heading = format!("{} owners with less each", small.len());
    text.push_str(&format!("| {heading} | {smaller} | {} |\n", share(smaller)));
    text
}

/// The prefix of this workspace's crates.
const OWN: &str = "haulout";
const DATA: &str = "data: texts and tables";
const IMPORTS: &str = "names of imports from JavaScript";
const OTHER: &str = "exports, tables, and functions without a path";
/// Owners below a two-hundredth of the program are not listed one by one.
const SMALLEST_PART: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_implements_it() {
        for (name, expected) in [
            ("core::fmt::write::h0123", "core"),
            ("haulout::ui::app::view::h01", "haulout::ui"),
            (
                "<haulout::ui::card::Card as yew::html::Component>::view::h01",
                "haulout::ui",
            ),
            (
                "<&mut haulout_protocol::json::Json as core::fmt::Debug>::fmt::h01",
                "haulout_protocol::json",
            ),
            ("haulout::main", "haulout"),
            ("<core[c5930c85a12de822]::fmt::Formatter>::pad", "core"),
            ("<&T as core::fmt::Display>::fmt::h01", "core"),
            ("<[T] as subtle::ConstantTimeEq>::ct_eq::h01", "subtle"),
            ("memcpy", OTHER),
        ] {
            assert_eq!(owner(name), expected, "{name}");
        }
    }

    #[test]
    fn small_owners_share_a_row() {
        let sizes = [("core", 1), ("yew", 999)].map(|(owner, size)| (owner.to_owned(), size));
        let expected = "| owner | bytes | share |\n| --- | ---: | ---: |\n| yew | 999 | 99.9 % |\n\
                        | 1 owners with less each | 1 | 0.1 % |\n";
        assert_eq!(table(&Sizes::from(sizes)), expected);
    }
}
