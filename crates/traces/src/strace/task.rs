//! What one thread has not finished: a call, and lines of its output.

use super::output::Written;

/// Bytes of an unfinished line that are kept.
const LONGEST: usize = 4096;

/// A thread of the trace.
#[derive(Debug, Default)]
pub(super) struct Task {
    /// The line of its last write.
    pub(super) wrote_at: u64,
    /// The call that it is in.
    pub(super) unfinished: Vec<u8>,
    output: Vec<u8>,
    error: Vec<u8>,
}

impl Task {
    /// Takes what was written, and gives the lines that it ends.
    pub(super) fn lines(&mut self, written: &Written) -> Vec<Vec<u8>> {
        let pending = if written.to_error {
            &mut self.error
        } else {
            &mut self.output
        };
        let room = LONGEST.saturating_sub(pending.len());
        pending.extend(written.bytes.iter().take(room));
        let mut lines: Vec<Vec<u8>> = pending.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
        let last = lines.pop().unwrap_or_default();
        if last.len() >= LONGEST {
            lines.push(last);
            pending.clear();
        } else {
            *pending = last;
        }
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// What was written without a line's end.
    pub(super) fn rest(&mut self) -> Vec<Vec<u8>> {
        let both = [
            std::mem::take(&mut self.output),
            std::mem::take(&mut self.error),
        ];
        both.into_iter().filter(|line| !line.is_empty()).collect()
    }
}
