//! Messages as fixed parts with free text around them, and finding them in a line.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use crate::Say;
use crate::logs::KINDS;

/// A byte that stands for text that a tracer cut off. It never occurs in text that was really written: the
/// readers drop it there.
pub(crate) const HOLE: u8 = 0;
/// Bytes of a fixed part that must be seen before a hole may stand for the rest.
const SEEN: usize = 12;
/// Bytes of fixed parts that must be seen before the next may be lost in a hole altogether.
const ENOUGH: usize = 16;
/// Free texts that are kept, in bytes each.
const LONGEST: usize = 200;

/// One wording of a message.
#[derive(Clone, Copy, Debug)]
pub struct Phrase {
    /// What it means.
    pub say: Say,
    /// The parts that never change, in order; free text stands before, between and behind them.
    pub fixed: &'static [&'static str],
    /// Whether the message begins a line, apart from the prefixes of log collectors.
    pub start: bool,
    /// Whether the line says nothing else once this was found.
    pub whole: bool,
}

impl Phrase {
    /// A message anywhere in a line.
    #[must_use]
    pub const fn new(say: Say, fixed: &'static [&'static str]) -> Self {
        Self {
            say,
            fixed,
            start: false,
            whole: false,
        }
    }

    /// The same at the start of a line.
    #[must_use]
    pub const fn at_start(self) -> Self {
        Self {
            start: true,
            ..self
        }
    }

    /// The same, and nothing else is looked for in the line.
    #[must_use]
    pub const fn whole(self) -> Self {
        Self {
            whole: true,
            ..self
        }
    }

    /// The longest fixed part: what is searched for first.
    fn anchor(&self) -> &'static str {
        let longest = self.fixed.iter().max_by_key(|part| part.len());
        longest.copied().unwrap_or_default()
    }

    /// The free texts: before, between and behind the fixed parts. `None` if the line does not say this.
    fn free(&self, line: &[u8]) -> Option<Vec<String>> {
        let mut texts = Vec::with_capacity(self.fixed.len() + 1);
        let (mut from, mut seen) = (0, 0);
        for (n, part) in self.fixed.iter().enumerate() {
            let (start, end) = place(line, part.as_bytes(), from, seen >= ENOUGH)?;
            let begins = start == 0 || line.get(start - 1) == Some(&HOLE);
            if n == 0 && self.start && !begins {
                return None;
            }
            seen += part.len();
            texts.push(text(line.get(from..start)?));
            from = end;
        }
        texts.push(text(line.get(from..)?));
        Some(texts)
    }
}

/// Where a fixed part stands. Where the line has holes, a part may reach into one; a later part may be lost in
/// one altogether.
fn place(line: &[u8], part: &[u8], from: usize, may_be_lost: bool) -> Option<(usize, usize)> {
    let rest = line.get(from..)?;
    if let Some(at) = memmem::find(rest, part) {
        return Some((from + at, from + at + part.len()));
    }
    for hole in memchr::memchr_iter(HOLE, rest) {
        let before = rest.get(..hole)?;
        let longest = part.len().min(before.len());
        let seen = (SEEN.min(part.len())..=longest).rev();
        let cut = seen
            .filter_map(|n| part.get(..n))
            .find(|seen| before.ends_with(seen));
        if let Some(seen) = cut {
            return Some((from + hole - seen.len(), from + hole + 1));
        }
    }
    if !may_be_lost {
        return None;
    }
    if let Some(hole) = memchr::memchr(HOLE, rest) {
        return Some((from + hole, from + hole + 1));
    }
    // The hole that swallowed the part before may have swallowed this one too.
    let is_behind = rest.is_empty() && line.ends_with(&[HOLE]);
    is_behind.then_some((from, from))
}

fn text(bytes: &[u8]) -> String {
    let cut = bytes.get(..LONGEST).unwrap_or(bytes);
    String::from_utf8_lossy(cut).replace('\0', "…")
}

/// Every phrase, with a search for all their anchors at once.
struct Table {
    phrases: Vec<Phrase>,
    search: Option<AhoCorasick>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let kinds = KINDS.iter().flat_map(|kind| kind.phrases);
        let phrases: Vec<Phrase> = kinds.copied().collect();
        let anchors = phrases.iter().map(Phrase::anchor);
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(anchors)
            .ok();
        Table { phrases, search }
    })
}

/// Everything that a line says, each meaning once: its name and its free texts.
pub(crate) fn find(line: &[u8]) -> Vec<(Say, Vec<String>)> {
    let table = table();
    let Some(search) = &table.search else {
        return Vec::new();
    };
    let mut candidates: Vec<usize> = search
        .find_overlapping_iter(line)
        .map(|found| found.pattern().as_usize())
        .collect();
    if memchr::memchr(HOLE, line).is_some() {
        candidates = (0..table.phrases.len()).collect();
    }
    if candidates.is_empty() {
        return Vec::new();
    }
    candidates.sort_unstable();
    candidates.dedup();
    let mut found: Vec<(Say, Vec<String>)> = Vec::new();
    for phrase in candidates.iter().filter_map(|n| table.phrases.get(*n)) {
        if found.iter().any(|(say, _)| *say == phrase.say) {
            continue;
        }
        if let Some(free) = phrase.free(line) {
            found.push((phrase.say, free));
            if phrase.whole {
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &[u8], expect: &[Say]) {
        let found: Vec<Say> = find(line).into_iter().map(|(say, _)| say).collect();
        assert_eq!(found, expect, "{}", String::from_utf8_lossy(line));
    }

    #[test]
    fn fixed_parts_are_found_with_what_stands_around_them() {
        let line = b"./app: /lib/libc.so.6: version `GLIBC_2.34' not found (required by ./app)";
        let found = find(line);
        let expect = vec![
            "./app: /lib/libc.so.6".to_owned(),
            "GLIBC_2.34".to_owned(),
            "./app)".to_owned(),
        ];
        assert_eq!(found, [(Say::VersionNotFound, expect)]);
    }

    #[test]
    fn a_hole_stands_for_what_a_tracer_cut_off() {
        check(
            b"runtime/cgo: pthread_create fail\0",
            &[Say::PthreadCreateFailed],
        );
        check(b"runtime/cgo\0", &[]);
        check(b"\0", &[]);
    }

    #[test]
    fn a_message_at_the_start_is_no_message_in_the_middle() {
        check(b"panic: boom", &[Say::Panic]);
        check(b"recovered: no panic: boom", &[]);
    }

    #[test]
    fn every_phrase_can_be_found() {
        for phrase in &table().phrases {
            let line = phrase.fixed.join("x");
            let found = find(line.as_bytes());
            assert!(!found.is_empty(), "{line}");
        }
    }
}
