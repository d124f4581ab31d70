//! `runtime.iscgo`, `_cgo_init` and `runtime.buildVersion`, found through the runtime code that reads
//! them: that works when every symbol is gone.
//!
//! `runtime.cgocall` starts with `if !iscgo`, `runtime.rt0_go` with `if _cgo_init != nil`, and
//! `runtime.schedinit` ends with `if buildVersion == ""` (Go 1.19 to 1.27, `runtime/cgocall.go`,
//! `runtime/asm_*.s`, `runtime/proc.go`).

use image::Image;

use crate::code::{Reference, Width, references};

/// Code bytes in which `runtime.cgocall` reads `runtime.iscgo`: at +8 to +14 on amd64, +16 on arm64; on
/// arm its literal stands behind the function.
const CGOCALL_REACH: usize = 512;
/// The read itself is within the first instructions.
const CGOCALL_FIRST: u64 = 48;
/// Code bytes in which `runtime.rt0_go` reads `_cgo_init`: at +110 to +117 on amd64, +64 on arm64.
const RT0_REACH: usize = 512;
/// Code bytes of `runtime.schedinit`, the largest of the three.
const SCHEDINIT_REACH: usize = 4096;

/// The byte that the code at `entry` of `runtime.cgocall` tests first.
pub(crate) fn iscgo(image: &Image<'_>, entry: u64) -> Option<Reference> {
    let found = references(image, entry, CGOCALL_REACH);
    let early = |r: &Reference| r.width == Width::Byte && r.instruction - entry <= CGOCALL_FIRST;
    found.into_iter().find(early)
}

/// The pointer that the code at `entry` of `runtime.rt0_go` loads first.
pub(crate) fn cgo_init(image: &Image<'_>, entry: u64) -> Option<Reference> {
    let found = references(image, entry, RT0_REACH);
    found.into_iter().find(|r| r.width == Width::Pointer)
}

/// The string variables whose length the code at `entry` of `runtime.schedinit` reads.
pub(crate) fn strings_read(image: &Image<'_>, entry: u64) -> Vec<Reference> {
    let header = |r: Reference| {
        let variable = r.variable.checked_sub(u64::from(image.pointer_size))?;
        Some(Reference { variable, ..r })
    };
    references(image, entry, SCHEDINIT_REACH)
        .into_iter()
        .filter(|r| r.width == Width::Pointer)
        .filter_map(header)
        .collect()
}
