//! Searches this process's own heap, as a core dump would show it.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

/// A text to look for, kept inverted so that it does not find itself.
pub(crate) struct Pattern {
    kind: &'static str,
    inverted: Vec<u8>,
}

impl Pattern {
    pub(crate) fn new(kind: &'static str, text: &str) -> Self {
        assert!(text.len() >= SHORTEST, "{kind} is too short to be unique");
        Self {
            kind,
            inverted: text.bytes().map(|byte| !byte).collect(),
        }
    }

    fn is_in(&self, memory: &[u8]) -> bool {
        let (Some(first), len) = (self.inverted.first(), self.inverted.len()) else {
            return false;
        };
        memory.windows(len).any(|window| {
            window[0] == !*first
                && window
                    .iter()
                    .zip(&self.inverted)
                    .all(|(is, not)| *is == !not)
        })
    }
}

/// The kinds of the patterns that occur in the heap, freed or not.
pub(crate) fn find(patterns: &[Pattern]) -> impl Iterator<Item = &'static str> {
    let regions: Vec<Vec<u8>> = heap();
    patterns
        .iter()
        .filter(move |pattern| regions.iter().any(|region| pattern.is_in(region)))
        .map(|pattern| pattern.kind)
}

/// Copies of all writable memory that belongs to no file and to no stack.
fn heap() -> Vec<Vec<u8>> {
    let maps = fs::read_to_string("/proc/self/maps").expect("Linux lists the mappings");
    let memory = File::open("/proc/self/mem").expect("our own memory can be read");
    let on_this_stack = 0_u8;
    let stack = (&raw const on_this_stack).addr() as u64;
    let mut regions = Vec::new();
    for line in maps.lines() {
        let mut words = line.split_ascii_whitespace();
        let (Some(range), Some(access)) = (words.next(), words.next()) else {
            continue;
        };
        let name = words.nth(3).unwrap_or_default();
        let (start, end) = range.split_once('-').expect("a range has two ends");
        let address = |text| u64::from_str_radix(text, 16).expect("an address is hexadecimal");
        let (start, end) = (address(start), address(end));
        if access.starts_with("rw")
            && ["", "[heap]"].contains(&name)
            && !(start..end).contains(&stack)
        {
            let mut region = vec![0; usize::try_from(end - start).expect("it is mapped")];
            memory
                .read_exact_at(&mut region, start)
                .expect("it is mapped");
            regions.extend(written(&region));
        }
    }
    regions
}

/// The parts of a region without its empty pages, which are most of it.
fn written(region: &[u8]) -> Vec<Vec<u8>> {
    let pages: Vec<&[u8]> = region.chunks(PAGE).collect();
    let is_empty = |page: &&[u8]| page.iter().all(|byte| *byte == 0);
    pages.split(is_empty).map(|run| run.concat()).collect()
}

/// Bytes; the smallest page size of Linux.
const PAGE: usize = 4096;
/// Bytes; anything shorter may occur by chance.
const SHORTEST: usize = 16;
