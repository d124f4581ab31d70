//! The memory of a traced thread, through `/proc/TID/mem`.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;

use crate::sys::Tid;

/// The memory of one thread, opened at the first read: most stops read none.
#[derive(Debug)]
pub(crate) struct Memory {
    file: Option<File>,
}

impl Memory {
    /// The memory of a thread as it is now; after an exec it is another.
    pub(crate) fn of(tid: Tid) -> Self {
        let path = format!("/proc/{tid}/mem");
        Self {
            file: OpenOptions::new().read(true).open(path).ok(),
        }
    }

    /// As many of the wanted bytes as can be read.
    pub(crate) fn bytes(&self, at: u64, wanted: usize) -> Vec<u8> {
        let mut bytes = vec![0; wanted];
        let count = self.read(at, &mut bytes);
        bytes.truncate(count);
        bytes
    }

    /// Reads what is there, page by page where a whole read fails.
    fn read(&self, at: u64, into: &mut [u8]) -> usize {
        let Some(file) = &self.file else {
            return 0;
        };
        let mut done = 0;
        while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match file.read_at(rest, at.wrapping_add(done as u64)) {
                Ok(count @ 1..) => done += count,
                Ok(_) | Err(_) => break,
            }
        }
        done
    }

    /// Eight bytes as a number.
    pub(crate) fn word(&self, at: u64) -> Option<u64> {
        let mut bytes = [0; 8];
        (self.read(at, &mut bytes) == 8).then(|| u64::from_ne_bytes(bytes))
    }

    /// A text that ends with a zero, and whether its end was found.
    pub(crate) fn text(&self, at: u64, most: usize) -> Option<(Vec<u8>, bool)> {
        const PIECE: usize = 256;
        if at == 0 {
            return None;
        }
        let mut text = Vec::new();
        while text.len() < most {
            // Reads end at a page's end: the next page may not be there.
            let place = at.wrapping_add(text.len() as u64);
            let to_end = 4096 - usize::try_from(place % 4096).unwrap_or(0);
            let wanted = PIECE.min(most - text.len()).min(to_end);
            let piece = self.bytes(place, wanted);
            let end = piece.iter().position(|byte| *byte == 0);
            text.extend(piece.get(..end.unwrap_or(piece.len())).unwrap_or_default());
            if end.is_some() {
                return Some((text, true));
            }
            if piece.len() < wanted {
                break;
            }
        }
        (!text.is_empty()).then_some((text, false))
    }
}
