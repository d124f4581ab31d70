//! An ELF file as its loader reads it: the header, the program headers, `PT_DYNAMIC` and what that points to.
//!
//! Plain data without a lifetime, so that one reading serves many verdicts; symbols are looked up on demand
//! in the same bytes ([`SymbolIndex`]), through the hash table that the loader uses.

use crate::{Arch, OpenError};

use super::dynamic::{Dynamic, tag};
use super::dynsym::DynamicSymbols;
use super::header::{self, Header};
use super::notes::{self, Note};
use super::reader::{Reader, c_string, text};
use super::sections::SectionTable;
use super::segments::{self, PF_X, PT_GNU_STACK, PT_INTERP, PT_TLS, ProgramHeader};
use super::symbol_index::SymbolIndex;
use super::{verdef, versions};

const DF_BIND_NOW: u64 = 8;
const DF_STATIC_TLS: u64 = 16;
const DF_1_NOW: u64 = 1;
const DF_1_NODEFLIB: u64 = 0x800;
const DF_1_PIE: u64 = 0x0800_0000;
/// `PATH_MAX`: the kernel refuses longer interpreters.
const LONGEST_PATH: u64 = 4096;

/// What the header says the file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The machine by Go's name, or its number.
    pub arch: Arch,
    /// 64 bits.
    pub wide: bool,
    /// Byte order.
    pub little_endian: bool,
    /// `e_machine`.
    pub machine: u16,
    /// `e_flags`: the float ABI of ARM (0x400 hard, 0x200 soft), the ABI of MIPS and RISC-V.
    pub flags: u32,
    /// `e_type`: 2 `ET_EXEC`, 3 `ET_DYN`.
    pub file_type: u16,
    /// `e_ident[EI_OSABI]`.
    pub os_abi: u8,
    /// `e_ident[EI_ABIVERSION]`.
    pub abi_version: u8,
    /// `e_phentsize` is what the class asks for.
    pub program_headers_fit: bool,
}

/// What `DT_FLAGS`, `DT_FLAGS_1` and `DT_BIND_NOW` ask of the loader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent bits of the file"
)]
pub struct LoadFlags {
    /// Everything is bound at start.
    pub bind_now: bool,
    /// `DF_1_NODEFLIB`: default folders are not searched for its libraries.
    pub no_default_folders: bool,
    /// `DF_STATIC_TLS`: its thread-local storage must lie in the static block.
    pub static_tls: bool,
    /// `DF_1_PIE`: a program.
    pub pie: bool,
}

/// A `PT_TLS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tls {
    /// Bytes a thread.
    pub size: u64,
    /// Alignment.
    pub align: u64,
}

/// One version that a library defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryVersion {
    /// `GLIBC_2.34`.
    pub name: String,
    /// The index that `.gnu.version` uses for it.
    pub index: u16,
    /// The entry names the library itself and is no version (`VER_FLG_BASE`).
    pub base: bool,
}

/// One version that a library of the file must define.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeededVersion {
    /// The library (`vn_file`), a name from `DT_NEEDED`.
    pub library: String,
    /// `GLIBC_2.34`.
    pub version: String,
    /// `VER_FLG_WEAK`: its absence only warns.
    pub weak: bool,
}

/// One ELF file as its loader reads it. A profile may build one from data: every field is public.
#[derive(Clone, Debug)]
pub struct Library {
    /// What the header says.
    pub identity: Identity,
    /// `PT_INTERP`.
    pub interpreter: Option<String>,
    /// Has a `PT_DYNAMIC`.
    pub dynamic: bool,
    /// `DT_SONAME`.
    pub soname: Option<String>,
    /// `DT_NEEDED`, in order.
    pub needed: Vec<String>,
    /// `DT_RPATH`, unsplit.
    pub rpath: Option<String>,
    /// `DT_RUNPATH`, unsplit.
    pub runpath: Option<String>,
    /// Flags.
    pub flags: LoadFlags,
    /// `DT_VERNEED`, in order.
    pub version_needs: Vec<NeededVersion>,
    /// `DT_VERDEF`, in order; `None` without one, which no loader holds against a library.
    pub versions: Option<Vec<LibraryVersion>>,
    /// Has `DT_RELR`.
    pub relr: bool,
    /// `PT_TLS`.
    pub tls: Option<Tls>,
    /// `PT_GNU_STACK` has `PF_X`; `None` without one, where the machine's default holds.
    pub executable_stack: Option<bool>,
    /// `GNU_PROPERTY_X86_ISA_1_NEEDED`: bit 0 baseline, 1 v2, 2 v3, 3 v4.
    pub isa_needed: u32,
    /// The Linux release of `NT_GNU_ABI_TAG`: `[3, 2, 0]`.
    pub minimum_kernel: Option<[u32; 3]>,
}

impl Library {
    /// A library of which nothing is known but its header.
    #[must_use]
    pub const fn blank(identity: Identity) -> Self {
        Self {
            identity,
            interpreter: None,
            dynamic: false,
            soname: None,
            needed: Vec::new(),
            rpath: None,
            runpath: None,
            flags: LoadFlags {
                bind_now: false,
                no_default_folders: false,
                static_tls: false,
                pie: false,
            },
            version_needs: Vec::new(),
            versions: None,
            relr: false,
            tls: None,
            executable_stack: None,
            isa_needed: 0,
            minimum_kernel: None,
        }
    }

    /// Reads what the loader reads. What the bytes do not hold is left out, as if it were not there.
    ///
    /// # Errors
    /// When the header cannot be read.
    pub fn parse(data: &[u8]) -> Result<(Self, Option<SymbolIndex>), OpenError> {
        let (r, header) = header::parse(data, 0, None)?;
        let ignored = &mut Vec::new();
        let programs = segments::parse(&r, &header, None, ignored);
        let loaded = segments::loaded(&r, &programs, ignored);
        let dynamic = Dynamic::parse(&r, &programs, &loaded, ignored);
        let notes = notes::parse(&r, &programs, &SectionTable::default(), ignored);
        let needs = versions::needs(&r, &dynamic, &loaded, ignored);
        let sections = SectionTable::default();
        let symbols = DynamicSymbols::parse(&r, &header, &dynamic, &loaded, &sections);
        let string = |tag: u64| {
            let at = dynamic.value(tag)?;
            dynamic.string(&r, at).map(str::to_owned)
        };
        let library = Self {
            interpreter: interpreter(&r, &programs),
            dynamic: dynamic.present,
            soname: string(tag::SONAME),
            needed: needed(&r, &dynamic),
            rpath: string(tag::RPATH),
            runpath: string(tag::RUNPATH),
            flags: flags(&dynamic),
            version_needs: needs.iter().map(owned_need).collect(),
            versions: verdef::definitions(&r, &dynamic, &loaded),
            relr: dynamic.value(tag::RELR).is_some(),
            tls: tls(&programs),
            executable_stack: stack(&programs),
            isa_needed: notes::isa_bits(&r, &notes),
            minimum_kernel: kernel(&r, &notes),
            ..Self::blank(identity(&r, &header))
        };
        let index = symbols.map(|table| SymbolIndex {
            little_endian: r.little_endian,
            wide: r.wide,
            strings: dynamic.string_table_range().unwrap_or_default(),
            table: table.without_strings(),
        });
        Ok((library, index))
    }
}

fn identity(r: &Reader<'_>, header: &Header) -> Identity {
    Identity {
        arch: header::arch(r, header),
        wide: r.wide,
        little_endian: r.little_endian,
        machine: header.machine,
        flags: header.flags,
        file_type: header.file_type,
        os_abi: header.osabi,
        abi_version: r.data.get(8).copied().unwrap_or(0),
        program_headers_fit: header.program_size == if r.wide { 56 } else { 32 },
    }
}

fn interpreter(r: &Reader<'_>, programs: &[ProgramHeader]) -> Option<String> {
    let h = programs.iter().find(|h| h.kind == PT_INTERP)?;
    let bytes = r.clipped(h.offset, h.file_size.min(LONGEST_PATH));
    let path = c_string(bytes, bytes.len()).unwrap_or(bytes);
    Some(text(path).to_owned())
}

/// The names of `DT_NEEDED`; together no longer than the file, however often one string is named.
fn needed(r: &Reader<'_>, dynamic: &Dynamic) -> Vec<String> {
    let mut budget = super::budget::Budget::of(r.data);
    let entries = dynamic.entries.iter().filter(|e| e.tag == tag::NEEDED);
    let names = entries.filter_map(|e| dynamic.string(r, e.value));
    let within = names.take_while(|name| budget.spend(name.len(), 0, &mut Vec::new()));
    within.map(str::to_owned).collect()
}

fn owned_need(need: &versions::Need<'_>) -> NeededVersion {
    NeededVersion {
        library: need.library.to_owned(),
        version: need.version.to_owned(),
        weak: need.weak,
    }
}

fn flags(dynamic: &Dynamic) -> LoadFlags {
    let flags = dynamic.value(tag::FLAGS).unwrap_or(0);
    let more = dynamic.value(tag::FLAGS_1).unwrap_or(0);
    let now = dynamic.value(tag::BIND_NOW).is_some();
    LoadFlags {
        bind_now: now || flags & DF_BIND_NOW != 0 || more & DF_1_NOW != 0,
        no_default_folders: more & DF_1_NODEFLIB != 0,
        static_tls: flags & DF_STATIC_TLS != 0,
        pie: more & DF_1_PIE != 0,
    }
}

fn tls(programs: &[ProgramHeader]) -> Option<Tls> {
    let h = programs.iter().find(|h| h.kind == PT_TLS)?;
    // ld.so leaves an empty segment alone (`_dl_process_pt_…`, dl-load.c).
    (h.memory_size != 0).then_some(Tls {
        size: h.memory_size,
        align: h.align,
    })
}

fn stack(programs: &[ProgramHeader]) -> Option<bool> {
    let h = programs.iter().rev().find(|h| h.kind == PT_GNU_STACK)?;
    Some(h.flags & PF_X != 0)
}

fn kernel(r: &Reader<'_>, notes: &[Note<'_>]) -> Option<[u32; 3]> {
    let version = notes::minimum_system(r, notes)?.value;
    let mut parts = version.split('.').map_while(|part| part.parse().ok());
    Some([parts.next()?, parts.next()?, parts.next()?])
}
