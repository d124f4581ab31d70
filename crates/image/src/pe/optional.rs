//! The optional header: preferred base, entry, and how the loader is to treat the file.

use diagnostic::{Fact, Located};

use super::coff::Coff;
use super::imports::Directories;
use crate::Image;
use crate::part::Part;
use crate::words::Words;

const PE32: u16 = 0x10b;
const PE32_PLUS: u16 = 0x20b;
const DYNAMIC_BASE: u16 = 0x40;
const NX_COMPAT: u16 = 0x100;

/// Numbers of data directories.
const IMPORT: u64 = 1;
const TLS: u64 = 9;
const DELAY_IMPORT: u64 = 13;

/// What the sections and imports need of it.
#[derive(Debug, Default)]
pub(super) struct Optional {
    /// Preferred base address.
    pub(super) base: u64,
    pub(super) directories: Directories,
}

/// Reads what the file holds of the optional header.
pub(super) fn read(
    part: &Part<'_>,
    words: Words<'_>,
    coff: &Coff,
    image: &mut Image<'_>,
) -> Optional {
    let at = coff.optional();
    let header = words.part(at, coff.optional_size);
    let wide = match header.u16(0) {
        Some(PE32) => false,
        Some(PE32_PLUS) => true,
        magic => {
            let message = format!("no optional header: its magic is {magic:04x?}");
            image.problems.push(part.problem(at, message));
            return Optional::default();
        }
    };
    image.pointer_size = if wide { 8 } else { 4 };
    let base = if wide {
        header.u64(24)
    } else {
        header.word(28)
    };
    let Some(base) = base else {
        let message = "the optional header is cut off";
        image.problems.push(part.problem(at, message));
        return Optional::default();
    };
    let entry = header.word(16).filter(|&rva| rva != 0);
    image.entry = entry.map(|rva| base.wrapping_add(rva));
    take_flags(part, header, at, image);
    Optional {
        base,
        directories: directories(header, at, wide, base, image),
    }
}

fn take_flags(part: &Part<'_>, header: Words<'_>, at: u64, image: &mut Image<'_>) {
    if let (Some(major), Some(minor)) = (header.u16(48), header.u16(50)) {
        let place = part.place("optional header", at + 48);
        let place = place.name("SubsystemVersion");
        let version = format!("{major}.{minor}");
        image.loading.minimum_system = Some(Located::new(version, place));
    }
    if let Some(flags) = header.u16(70) {
        let place = part.place("optional header", at + 70);
        let place = place.name("DllCharacteristics");
        let evidence = || vec![place.clone().value(format!("{flags:#x}"))];
        image.loading.pie = Fact::known(flags & DYNAMIC_BASE != 0, evidence());
        image.loading.nx = Fact::known(flags & NX_COMPAT != 0, evidence());
    }
}

fn directories(
    header: Words<'_>,
    at: u64,
    wide: bool,
    base: u64,
    image: &mut Image<'_>,
) -> Directories {
    let first = if wide { 112 } else { 96 };
    let count = header.word(first - 4).unwrap_or(0);
    let address = |number: u64| {
        let rva = header.word(first + number * 8)?;
        (number < count && rva != 0).then_some(rva)
    };
    let imports = address(IMPORT);
    let delayed = address(DELAY_IMPORT);
    image.loading.tls = address(TLS).is_some();
    image.loading.dynamic = imports.is_some() || delayed.is_some();
    Directories {
        base,
        wide,
        table: at + first,
        imports,
        delayed,
    }
}
