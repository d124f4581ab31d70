//! Mach-O, 32 and 64 bits, both byte orders: `mach-o/loader.h` and `mach-o/nlist.h` of Apple's SDK.
//!
//! Names of Go symbols carry the underscore that C names get: `runtime.iscgo` is `_runtime.iscgo`.

mod binds;
mod build;
mod command;
pub(crate) mod fat;
mod fixups;
mod segment;
mod symbols;

use diagnostic::{Fact, Located};

use crate::image::{Format, Tables};
use crate::part::{Part, Word, settle_segments};
use crate::words::Words;
use crate::{Arch, Image, Imports, Kind, OpenError, Symbol, text_build_id};
use command::Commands;
use fixups::Fixups;
use symbols::SymbolTable;

/// Not position independent unless this flag of the header is set.
const MH_PIE: u32 = 0x0020_0000;
const MH_BINDATLOAD: u32 = 0x8;
const MH_TWOLEVEL: u32 = 0x80;
const MH_ALLOW_STACK_EXECUTION: u32 = 0x0002_0000;

/// The tables of one Mach-O image that are read on demand.
#[derive(Debug)]
pub(crate) struct MachO<'d> {
    words: Words<'d>,
    symbols: SymbolTable,
    /// Libraries by two-level ordinal, from 1.
    libraries: Vec<&'d str>,
    /// Ordinals in symbols mean libraries.
    two_level: bool,
    binds: binds::Binds,
    fixups: Option<Fixups>,
}

impl<'d> MachO<'d> {
    pub(crate) fn pointer_at(&self, image: &Image<'d>, address: u64) -> Option<u64> {
        match &self.fixups {
            Some(fixups) => fixups.pointer_at(self.words, image, address),
            None => image.stored_pointer_at(address),
        }
    }

    /// The library of a two-level ordinal, which counts from 1.
    fn library(&self, ordinal: u64) -> Option<&'d str> {
        let index = usize::try_from(ordinal.checked_sub(1)?).ok()?;
        self.libraries.get(index).copied()
    }

    pub(crate) fn symbols_named(
        &self,
        image: &Image<'d>,
        names: &[&str],
    ) -> Vec<Option<Symbol<'d>>> {
        self.symbols.named(image, self.words, names)
    }

    pub(crate) fn imports(&self, image: &Image<'d>) -> Imports<'d> {
        symbols::imports(self, image)
    }
}

/// The fixed part of the header.
#[derive(Clone, Copy, Debug)]
struct Header {
    word: Word,
    cpu: u32,
    kind: u32,
    flags: u32,
    commands: u64,
    commands_size: u64,
}

impl Header {
    /// Bytes before the first load command.
    const fn size(self) -> u64 {
        if self.word.size == 8 { 32 } else { 28 }
    }

    fn read(part: &Part<'_>) -> Result<Self, OpenError> {
        let broken = |offset, message: &str| part.broken(Format::MachO, offset, message);
        let magic = part.words(false).u32(0);
        let word = magic
            .and_then(word_of)
            .ok_or_else(|| broken(0, "no Mach-O magic"))?;
        let words = part.words(word.little);
        let field = |at| {
            words
                .u32(at)
                .ok_or_else(|| broken(at, "the file ends within the header"))
        };
        Ok(Self {
            word,
            cpu: field(4)?,
            kind: field(12)?,
            commands: field(16)?.into(),
            commands_size: field(20)?.into(),
            flags: field(24)?,
        })
    }
}

/// Byte order and width by the magic, read as a big-endian word.
pub(crate) const fn word_of(magic: u32) -> Option<Word> {
    let (little, size) = match magic {
        0xfeed_face => (false, 4),
        0xfeed_facf => (false, 8),
        0xcefa_edfe => (true, 4),
        0xcffa_edfe => (true, 8),
        _ => return None,
    };
    Some(Word { little, size })
}

/// The machine by `cputype` (`mach/machine.h`).
pub(crate) const fn arch_of(cpu: u32) -> Arch {
    match cpu {
        7 => Arch::Go("386"),
        0x0100_0007 => Arch::Go("amd64"),
        12 => Arch::Go("arm"),
        0x0100_000c => Arch::Go("arm64"),
        0x0100_0012 => Arch::Go("ppc64"),
        other => Arch::Other(other),
    }
}

const fn kind_of(filetype: u32) -> Kind {
    match filetype {
        1 => Kind::Object,
        4 => Kind::Core,
        3 | 6 | 8 | 9 => Kind::SharedLibrary,
        _ => Kind::Executable,
    }
}

/// Decodes one Mach-O image.
///
/// # Errors
/// When the magic is wrong or the file ends within the header.
pub(crate) fn decode<'d>(part: &Part<'d>) -> Result<Image<'d>, OpenError> {
    let header = Header::read(part)?;
    let words = part.words(header.word.little);
    let mut image = part.image(Format::MachO, arch_of(header.cpu), header.word);
    image.kind = kind_of(header.kind);
    let commands = command::read(part, words, header, &mut image);
    segment::mark_sections(part, &mut image);
    facts_of_flags(part, header, &mut image);
    facts_of_commands(&commands, part, words, &mut image);
    settle_segments(part, &mut image);
    image.tables = Tables::MachO(Box::new(tables(commands, part, words, header, &mut image)));
    Ok(image)
}

fn facts_of_flags(part: &Part<'_>, header: Header, image: &mut Image<'_>) {
    let evidence = || {
        let place = part.place("header", 24).name("flags");
        vec![place.value(format!("{:#x}", header.flags))]
    };
    if image.kind == Kind::Executable {
        image.loading.pie = Fact::known(header.flags & MH_PIE != 0, evidence());
        let stack = header.flags & MH_ALLOW_STACK_EXECUTION != 0;
        image.loading.nx = Fact::known(!stack, evidence());
    }
    if header.flags & MH_BINDATLOAD != 0 {
        image.loading.bind_now = Fact::known(true, evidence());
    }
    if image.os.is_none() {
        let place = part.place("header", 0).name("magic");
        image.os = Some(Located::new("darwin", place));
    }
}

fn facts_of_commands(
    commands: &Commands<'_>,
    part: &Part<'_>,
    words: Words<'_>,
    image: &mut Image<'_>,
) {
    image.entry = commands.entry.map(|entry| match entry {
        command::Entry::Address(address) => address,
        command::Entry::Offset(offset) => commands.text_base.unwrap_or(0).wrapping_add(offset),
    });
    image.loading.symtab = commands.symbols.has_defined(words);
    image.loading.dynsym = commands.dynamic_symbols && commands.symbols.count > 0;
    image.loading.dynamic = commands.dynamic_symbols && image.kind != Kind::Object;
    if let Some((at, lazy)) = commands.lazy_bytes
        && image.loading.bind_now.value.is_none()
    {
        let place = part.place("load command", at).name("LC_DYLD_INFO");
        let evidence = place.value(format!("{lazy} bytes of lazy binds"));
        image.loading.bind_now = Fact::known(lazy == 0, vec![evidence]);
    }
    let text = image.sections.iter().find(|s| s.name == "__text");
    image.loading.go_build_id = text.and_then(|text| text_build_id::find(part, text));
}

fn tables<'d>(
    commands: Commands<'d>,
    part: &Part<'_>,
    words: Words<'d>,
    header: Header,
    image: &mut Image<'d>,
) -> MachO<'d> {
    let fixups = commands.fixups.map(|(at, length)| {
        let evidence = part.place("chained fixups", at);
        let evidence = vec![evidence.value("bound at start")];
        image.loading.bind_now = Fact::known(true, evidence);
        let base = commands.text_base.unwrap_or(0);
        Fixups::read(part, words, (at, length), base, image)
    });
    MachO {
        words,
        symbols: commands.symbols,
        libraries: commands.libraries,
        two_level: header.flags & MH_TWOLEVEL != 0,
        binds: commands.binds,
        fixups,
    }
}
