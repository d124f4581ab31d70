//! The ELF header.

use crate::{Arch, Format, Kind, OpenError};

use super::reader::Reader;

/// `ET_REL`.
pub(crate) const ET_REL: u16 = 1;
/// `ET_EXEC`.
pub(crate) const ET_EXEC: u16 = 2;
/// `ET_DYN`.
pub(crate) const ET_DYN: u16 = 3;
/// `ET_CORE`.
pub(crate) const ET_CORE: u16 = 4;

/// `EF_MIPS_ABI2`: the n32 ABI, which Go does not target.
const EF_MIPS_ABI2: u32 = 0x20;

/// The fields of `Elf32_Ehdr` and `Elf64_Ehdr` (gABI chapter 4), as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) osabi: u8,
    pub(crate) file_type: u16,
    pub(crate) machine: u16,
    pub(crate) entry: u64,
    pub(crate) program_offset: u64,
    pub(crate) section_offset: u64,
    pub(crate) flags: u32,
    pub(crate) program_size: u16,
    pub(crate) program_count: u16,
    pub(crate) section_size: u16,
    pub(crate) section_count: u16,
    pub(crate) section_names: u16,
}

/// Offset of `e_type`, for evidence.
pub(crate) const TYPE_OFFSET: u64 = 16;
/// Offset of `e_ident[EI_OSABI]`, for evidence.
pub(crate) const OSABI_OFFSET: u64 = 7;

/// Byte order and width from `e_ident`, then the header.
pub(crate) fn parse<'d>(
    data: &'d [u8],
    base: u64,
    container: Option<String>,
) -> Result<(Reader<'d>, Header), OpenError> {
    let broken = |offset: u64, message: String| OpenError::Broken {
        format: Format::Elf,
        offset: base.saturating_add(offset),
        message,
    };
    let wide = match data.get(4) {
        Some(1) => false,
        Some(2) => true,
        class => {
            return Err(broken(
                4,
                format!("the class must be 1 or 2, found {class:?}"),
            ));
        }
    };
    let little_endian = match data.get(5) {
        Some(1) => true,
        Some(2) => false,
        order => {
            return Err(broken(
                5,
                format!("the byte order must be 1 or 2, found {order:?}"),
            ));
        }
    };
    let reader = Reader {
        data,
        base,
        container,
        little_endian,
        wide,
    };
    let header = fields(&reader).ok_or_else(|| {
        let size = if wide { 64 } else { 52 };
        broken(
            0,
            format!("the header needs {size} bytes, the file has {}", data.len()),
        )
    })?;
    Ok((reader, header))
}

fn fields(r: &Reader<'_>) -> Option<Header> {
    let word = r.word_size();
    let after_words = 24 + 3 * word;
    Some(Header {
        osabi: *r.data.get(7)?,
        file_type: r.u16(16)?,
        machine: r.u16(18)?,
        entry: r.word(24)?,
        program_offset: r.word(24 + word)?,
        section_offset: r.word(24 + 2 * word)?,
        flags: r.u32(after_words)?,
        program_size: r.u16(after_words + 6)?,
        program_count: r.u16(after_words + 8)?,
        section_size: r.u16(after_words + 10)?,
        section_count: r.u16(after_words + 12)?,
        section_names: r.u16(after_words + 14)?,
    })
}

/// The machine by Go's name; ABIs that Go does not target (x32, n32, ILP32) keep their number.
pub(crate) fn arch(r: &Reader<'_>, header: &Header) -> Arch {
    let name = match (header.machine, r.wide, r.little_endian) {
        (3, false, true) => "386",
        (62, true, true) => "amd64",
        (40, false, true) => "arm",
        (183, true, true) => "arm64",
        (258, true, true) => "loong64",
        (8, false, false) if header.flags & EF_MIPS_ABI2 == 0 => "mips",
        (8, false, true) if header.flags & EF_MIPS_ABI2 == 0 => "mipsle",
        (8, true, false) => "mips64",
        (8, true, true) => "mips64le",
        (21, true, false) => "ppc64",
        (21, true, true) => "ppc64le",
        (243, true, true) => "riscv64",
        (22, true, false) => "s390x",
        (machine, _, _) => return Arch::Other(u32::from(machine)),
    };
    Arch::Go(name)
}

/// What `e_type` says; `is_program` tells an `ET_DYN` program from a library.
pub(crate) const fn kind(header: &Header, is_program: bool) -> Kind {
    match header.file_type {
        ET_REL => Kind::Object,
        ET_DYN if is_program => Kind::PositionIndependentExecutable,
        ET_DYN => Kind::SharedLibrary,
        ET_CORE => Kind::Core,
        _ => Kind::Executable,
    }
}
