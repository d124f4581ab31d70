//! Bytes of one source to events, line by line.

use crate::event::Event;
use crate::snapshot::{self, Snapshot};
use crate::strace::{self, Strace};
use crate::{json_log, ld_debug, perf_script, perf_trace};

/// Longest line that is read, in bytes; what is behind it is passed over.
const LONGEST: usize = 64 << 10;

/// A reader of one source: a file, or standard input. Feed it bytes in pieces of any size.
///
/// ```
/// let mut reader = traces::Reader::new("stderr.txt");
/// let mut events = Vec::new();
/// reader.feed(b"fatal error: newosproc\n", &mut |event| events.push(event));
/// assert_eq!(events.len(), 1);
/// ```
#[derive(Debug)]
pub struct Reader {
    snapshot: Option<Snapshot>,
    strace: Strace,
    /// The start of a line whose end has not come.
    pending: Vec<u8>,
    lines: u64,
    calls: u64,
}

impl Reader {
    /// A reader of the source of that path. Files of a snapshot are known by their names; the folder says when
    /// they were read.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self {
            snapshot: Snapshot::of(path),
            strace: Strace::default(),
            pending: Vec::new(),
            lines: 0,
            calls: 0,
        }
    }

    /// Lines that were read.
    #[must_use]
    pub const fn lines(&self) -> u64 {
        self.lines
    }

    /// Lines that were a tracer's.
    #[must_use]
    pub const fn calls(&self) -> u64 {
        self.calls
    }

    /// Takes the next bytes.
    pub fn feed(&mut self, bytes: &[u8], out: &mut dyn FnMut(Event)) {
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes) {
            let line = bytes.get(start..end).unwrap_or_default();
            start = end + 1;
            if self.pending.is_empty() {
                self.line(line, out);
            } else {
                self.hold(line);
                let whole = std::mem::take(&mut self.pending);
                self.line(&whole, out);
            }
        }
        self.hold(bytes.get(start..).unwrap_or_default());
    }

    /// The end of the source.
    pub fn finish(&mut self, out: &mut dyn FnMut(Event)) {
        let last = std::mem::take(&mut self.pending);
        if !last.is_empty() {
            self.line(&last, out);
        }
        self.strace.finish(out);
        if let Some(snapshot) = &self.snapshot {
            snapshot.finish(out);
        }
    }

    fn hold(&mut self, bytes: &[u8]) {
        let room = LONGEST.saturating_sub(self.pending.len());
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.pending.extend_from_slice(taken);
    }

    fn line(&mut self, line: &[u8], out: &mut dyn FnMut(Event)) {
        self.lines += 1;
        if self.snapshot.is_none() && self.strace.can_skip(line) {
            self.calls += 1;
            return;
        }
        let line = line.get(..LONGEST).unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let number = self.lines;
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.line(line, number, out);
        } else if self.traced(line, out) {
            self.calls += 1;
        } else {
            words(line, number, out);
        }
    }

    /// A line of a tracer.
    fn traced(&mut self, line: &[u8], out: &mut dyn FnMut(Event)) -> bool {
        let number = self.lines;
        if line.starts_with(b" > ") {
            return true;
        }
        self.strace.line(line, number, out)
            || ld_debug::line(line, number, out)
            || perf_trace::line(line, number, out)
            || perf_script::line(line, number, out)
    }
}

/// A line in words: a program's, a loader's, a kernel's.
fn words(line: &[u8], number: u64, out: &mut dyn FnMut(Event)) {
    if snapshot::in_log(line, number, out) {
        return;
    }
    match json_log::words(line) {
        Some(inside) => {
            for inner in inside.lines() {
                without_zeros(inner.as_bytes(), number, out);
            }
        }
        None => without_zeros(line, number, out),
    }
}

/// A zero in a program's text would look like text that a tracer cut off.
fn without_zeros(line: &[u8], number: u64, out: &mut dyn FnMut(Event)) {
    if memchr::memchr(0, line).is_none() {
        return strace::said(line, None, number, out);
    }
    let clean: Vec<u8> = line.iter().copied().filter(|byte| *byte != 0).collect();
    strace::said(&clean, None, number, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Say, What};

    fn says(path: &str, pieces: &[&[u8]]) -> Vec<(u64, Say)> {
        let mut reader = Reader::new(path);
        let mut said = Vec::new();
        let mut out = |event: Event| {
            if let What::Said(say, _) = event.what {
                said.push((event.line, say));
            }
        };
        for piece in pieces {
            reader.feed(piece, &mut out);
        }
        reader.finish(&mut out);
        said
    }

    #[test]
    fn pieces_of_any_size_make_the_same_lines() {
        let text = b"x\nfatal error: newosproc\r\nSIGABRT: abort\nKilled";
        let whole = says("log", &[text]);
        let expect = [
            (2, Say::NewOsProc),
            (3, Say::GoSignal(crate::Signal::ABRT)),
            (4, Say::Killed),
        ];
        assert_eq!(whole, expect);
        for size in 1..text.len() {
            let pieces: Vec<&[u8]> = text.chunks(size).collect();
            assert_eq!(says("log", &pieces), whole, "{size}");
        }
    }

    #[test]
    fn a_line_without_end_is_kept_to_its_limit() {
        let mut reader = Reader::new("log");
        for _ in 0..100 {
            reader.feed(&[b'x'; 10_000], &mut |_| {});
        }
        assert_eq!(reader.pending.len(), LONGEST);
    }
}
