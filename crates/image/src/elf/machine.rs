//! What each machine's dynamic relocations mean (processor supplements of the ELF ABI).

/// What a relocation leaves at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The load bias plus the addend.
    Relative,
    /// A symbol's address plus the addend, as wide as a pointer.
    Absolute,
    /// A symbol's address, in the GOT.
    Got,
    /// A symbol's address, in the PLT's table: may be filled in at the first call.
    JumpSlot,
    /// The module number of a TLS block, or a TLS descriptor.
    TlsDynamic,
    /// A fixed offset from the thread pointer.
    TlsStatic,
    /// A variable of a library, copied into the program.
    Copy,
    /// Nothing that the file alone tells: `IRELATIVE`, an offset in a TLS block, an unknown type.
    Other,
}

const EM_386: u16 = 3;
const EM_MIPS: u16 = 8;
const EM_PPC64: u16 = 21;
const EM_S390: u16 = 22;
const EM_ARM: u16 = 40;
const EM_X86_64: u16 = 62;
const EM_AARCH64: u16 = 183;
const EM_RISCV: u16 = 243;
const EM_LOONGARCH: u16 = 258;

/// MIPS has relocation types of its own shape.
pub(crate) const fn is_mips(machine: u16) -> bool {
    machine == EM_MIPS
}

/// 64-bit S/390 writes the words of `DT_HASH` in 8 bytes.
pub(crate) const fn has_wide_hash(machine: u16, wide: bool) -> bool {
    machine == EM_S390 && wide
}

/// The meaning of a relocation type in a linked file.
pub(crate) const fn meaning(machine: u16, wide: bool, kind: u32) -> Meaning {
    use Meaning::{Absolute, Copy, Got, JumpSlot, Other, Relative, TlsDynamic, TlsStatic};
    match (machine, kind) {
        (EM_X86_64 | EM_386, 6) | (EM_AARCH64, 1025) | (EM_ARM, 21) | (EM_PPC64, 20) => Got,
        (EM_S390, 10) | (EM_MIPS, 51) => Got,
        (EM_X86_64 | EM_386, 7) | (EM_AARCH64, 1026) | (EM_ARM, 22) | (EM_PPC64, 21) => JumpSlot,
        (EM_S390, 11) | (EM_RISCV | EM_LOONGARCH, 5) | (EM_MIPS, 127) => JumpSlot,
        (EM_X86_64, 16 | 36) | (EM_386, 35 | 41) | (EM_AARCH64, 1028 | 1031) => TlsDynamic,
        (EM_ARM, 17 | 13) | (EM_PPC64, 68) | (EM_S390, 54) | (EM_MIPS, 38 | 40) => TlsDynamic,
        (EM_RISCV, 6 | 7 | 12) | (EM_LOONGARCH, 6 | 7 | 13 | 14) => TlsDynamic,
        (EM_X86_64, 18) | (EM_386, 14 | 37) | (EM_AARCH64, 1030) | (EM_ARM, 19) => TlsStatic,
        (EM_PPC64, 73) | (EM_S390, 56) | (EM_MIPS, 47 | 48) => TlsStatic,
        (EM_RISCV | EM_LOONGARCH, 10 | 11) => TlsStatic,
        (EM_X86_64 | EM_386, 5) | (EM_AARCH64, 1024) | (EM_ARM, 20) | (EM_PPC64, 19) => Copy,
        (EM_S390, 9) | (EM_RISCV | EM_LOONGARCH, 4) | (EM_MIPS, 126) => Copy,
        // R_MIPS_REL32 is relative without a symbol, absolute with one: the addend stands in place.
        (EM_MIPS, 3) => Absolute,
        _ if is_relative(machine, kind) => Relative,
        _ if is_absolute(machine, wide, kind) => Absolute,
        _ => Other,
    }
}

/// The type that adds the load bias; `None` for MIPS, which has none of its own.
pub(crate) const fn relative(machine: u16) -> Option<u32> {
    match machine {
        EM_X86_64 | EM_386 => Some(8),
        EM_AARCH64 => Some(1027),
        EM_ARM => Some(23),
        EM_PPC64 => Some(22),
        EM_S390 => Some(12),
        EM_RISCV | EM_LOONGARCH => Some(3),
        _ => None,
    }
}

const fn is_relative(machine: u16, kind: u32) -> bool {
    matches!(relative(machine), Some(relative) if relative == kind)
}

/// The type that stores a symbol's address as wide as a pointer, in linked files and in objects.
const fn is_absolute(machine: u16, wide: bool, kind: u32) -> bool {
    match machine {
        EM_X86_64 | EM_386 => kind == 1,
        EM_AARCH64 => kind == 257,
        EM_ARM => matches!(kind, 2 | 38),
        EM_PPC64 => kind == 38,
        EM_S390 => kind == if wide { 22 } else { 4 },
        EM_MIPS => kind == if wide { 18 } else { 2 },
        EM_RISCV | EM_LOONGARCH => kind == if wide { 2 } else { 1 },
        _ => false,
    }
}
