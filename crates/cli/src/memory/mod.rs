//! The memory of a running or dumped program: what `runtime.iscgo` and `_cgo_init` really hold.

mod core;
mod process;

use std::path::{Path, PathBuf};

use diagnostic::{Fact, Place};
use gobin::Facts;
use image::{Image, Kind};
use report::Live;

/// Whose memory is read.
#[derive(Clone, Debug)]
pub(crate) enum Memory {
    /// A live process.
    Process(u32),
    /// A core dump.
    Core(PathBuf),
}

/// A part of the program's file in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mapping {
    /// First address.
    start: u64,
    /// One past the last address.
    end: u64,
    /// Offset in the file of the first byte.
    file_offset: u64,
}

impl Memory {
    /// Reads both variables of the program whose image this is.
    ///
    /// # Errors
    /// When the memory cannot be read at all: a clause.
    pub(crate) fn read(
        &self,
        program: &Path,
        image: &Image<'_>,
        facts: &Facts,
    ) -> Result<Live, String> {
        match self {
            Self::Process(pid) => process::read(*pid, image, facts),
            Self::Core(core) => core::read(core, program, image, facts),
        }
    }
}

/// How far the program was moved from its own addresses: lowest mapping against lowest segment.
fn load_bias(image: &Image<'_>, mappings: &[Mapping]) -> Option<u64> {
    if image.kind == Kind::Executable {
        return Some(0);
    }
    let lowest = mappings.iter().min_by_key(|m| m.start)?;
    let length = lowest.end.checked_sub(lowest.start)?;
    let segment = image.segments.iter().find(|s| {
        let into = s.offset.checked_sub(lowest.file_offset);
        s.file_size > 0 && into.is_some_and(|into| into < length)
    })?;
    let first_byte = lowest
        .start
        .wrapping_add(segment.offset - lowest.file_offset);
    Some(first_byte.wrapping_sub(segment.address))
}

/// Both variables, through a function that reads so many bytes at an address.
fn variables(
    source: String,
    image: &Image<'_>,
    facts: &Facts,
    mappings: &[Mapping],
    bytes: impl Fn(u64, usize) -> Option<Vec<u8>>,
) -> Live {
    let bias = load_bias(image, mappings);
    let read = |name: &'static str, address: Option<u64>, size: usize| {
        let Some(address) = address else {
            return Fact::unknown(format!("the address of {name} in the file"));
        };
        let Some(bias) = bias else {
            return Fact::unknown("where the program is mapped");
        };
        let at = address.wrapping_add(bias);
        let value = bytes(at, size).and_then(|bytes| image.uint(&bytes, size));
        match value {
            None => Fact::unknown(format!("the memory at {at:#x}")),
            Some(value) => {
                let place = Place::new("memory").name(name).at(at);
                Fact::known(value, vec![place.value(format!("{value:#x}"))])
            }
        }
    };
    let iscgo = read("runtime.iscgo", facts.cgo.iscgo_address, 1);
    let cgo_init = read(
        "_cgo_init",
        facts.cgo.cgo_init_address,
        usize::from(image.pointer_size),
    );
    Live {
        source,
        load_bias: bias,
        iscgo: Fact {
            value: iscgo.value.map(|byte| byte != 0),
            evidence: iscgo.evidence,
            missing: iscgo.missing,
        },
        cgo_init,
    }
}
