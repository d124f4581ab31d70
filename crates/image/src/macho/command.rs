//! The load commands: one walk that fills the image and notes where the tables stand.

use diagnostic::{Located, Place};

use super::symbols::SymbolTable;
use super::{Header, binds::Binds, build, segment};
use crate::part::{MOST_PROBLEMS, Part};
use crate::words::Words;
use crate::{Arch, Image};

/// What the loader must understand to load the file.
const LC_REQ_DYLD: u32 = 0x8000_0000;

/// Where a program starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// `LC_MAIN`: offset in the file, which is the offset from the text segment's address.
    Offset(u64),
    /// `LC_UNIXTHREAD`: the program counter.
    Address(u64),
}

/// Tables and values that the commands name, for those who read them later.
#[derive(Debug, Default)]
pub(super) struct Commands<'d> {
    pub(super) symbols: SymbolTable,
    /// Has `LC_DYSYMTAB`, `LC_DYLD_INFO` or chained fixups.
    pub(super) dynamic_symbols: bool,
    pub(super) libraries: Vec<&'d str>,
    pub(super) entry: Option<Entry>,
    /// Address of the segment that maps the header: the preferred load address.
    pub(super) text_base: Option<u64>,
    pub(super) binds: Binds,
    /// Offset of `LC_DYLD_INFO`, and bytes of lazy binds.
    pub(super) lazy_bytes: Option<(u64, u64)>,
    /// Offset and bytes of the chained fixups.
    pub(super) fixups: Option<(u64, u64)>,
}

/// One load command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Command<'p, 'd> {
    pub(super) part: &'p Part<'d>,
    /// The command's own bytes.
    pub(super) words: Words<'d>,
    pub(super) number: u32,
    pub(super) index: u64,
    /// Offset in the image.
    pub(super) offset: u64,
    /// 8 in 64-bit images.
    pub(super) pointer: u64,
}

impl<'d> Command<'_, 'd> {
    pub(super) fn place(&self, name: &'static str) -> Place {
        self.part
            .place("load command", self.offset)
            .index(self.index)
            .name(name)
    }

    /// The string whose offset in the command stands at `at`.
    fn string(&self, at: u64) -> Option<&'d str> {
        let start = self.words.word(at)?;
        Some(self.words.fixed_name(start, self.words.len()))
    }

    fn located(&self, name: &'static str) -> Option<Located<String>> {
        let text = self.string(8)?;
        Some(Located::new(text.to_owned(), self.place(name)))
    }
}

/// Walks the load commands.
pub(super) fn read<'d>(
    part: &Part<'d>,
    words: Words<'d>,
    header: Header,
    image: &mut Image<'d>,
) -> Commands<'d> {
    let mut commands = Commands::default();
    let end = header.size().saturating_add(header.commands_size);
    let mut offset = header.size();
    for index in 0..header.commands {
        let length = words.word(offset + 4).unwrap_or(0);
        let fits = offset + length <= end.min(words.len());
        let (Some(number), true) = (words.u32(offset), fits && length >= 8) else {
            let message = format!(
                "load command {index} of {} is cut off or {length} bytes long",
                header.commands
            );
            image.problems.push(part.problem(offset, message));
            break;
        };
        let command = Command {
            part,
            words: words.part(offset, length),
            number,
            index,
            offset,
            pointer: header.word.size.into(),
        };
        if take(&command, &mut commands, image).is_none() {
            let message = format!("load command {index} ({number:#x}) is too short");
            image.problems.push(part.problem(offset, message));
        }
        if image.problems.len() >= MOST_PROBLEMS {
            let message =
                format!("too many broken load commands: those behind {index} are not read");
            image.problems.push(part.problem(offset, message));
            break;
        }
        offset += length;
    }
    commands
}

/// Takes one command in; `None` if it is too short for its kind.
fn take<'d>(
    command: &Command<'_, 'd>,
    commands: &mut Commands<'d>,
    image: &mut Image<'d>,
) -> Option<()> {
    let words = command.words;
    match command.number & !LC_REQ_DYLD {
        0x1 | 0x19 => segment::take(command, commands, image)?,
        0x2 => commands.symbols = SymbolTable::read(words, command.pointer == 8)?,
        0xb => take_dynamic_symbols(command, commands)?,
        0xc => library(command, "LC_LOAD_DYLIB", commands, image)?,
        0x18 => library(command, "LC_LOAD_WEAK_DYLIB", commands, image)?,
        0x1f => library(command, "LC_REEXPORT_DYLIB", commands, image)?,
        0x20 => library(command, "LC_LAZY_LOAD_DYLIB", commands, image)?,
        0x23 => library(command, "LC_LOAD_UPWARD_DYLIB", commands, image)?,
        0xd => image.loading.soname = Some(command.located("LC_ID_DYLIB")?),
        0xe => image.loading.interpreter = Some(command.located("LC_LOAD_DYLINKER")?),
        0x1c => image.loading.runpath.push(command.located("LC_RPATH")?),
        0x1b => build::uuid(command, image)?,
        0x22 => take_dyld_info(command, commands)?,
        0x34 => {
            commands.fixups = Some((words.word(8)?, words.word(12)?));
            commands.dynamic_symbols = true;
        }
        0x5 => commands.entry = program_counter(command, image.arch).map(Entry::Address),
        0x28 => commands.entry = Some(Entry::Offset(words.u64(8)?)),
        0x32 => build::build_version(command, image)?,
        0x24 => build::version_min(command, image, ("LC_VERSION_MIN_MACOSX", Some("darwin")))?,
        0x25 => build::version_min(command, image, ("LC_VERSION_MIN_IPHONEOS", Some("ios")))?,
        0x2f => build::version_min(command, image, ("LC_VERSION_MIN_TVOS", None))?,
        0x30 => build::version_min(command, image, ("LC_VERSION_MIN_WATCHOS", None))?,
        _ => {}
    }
    Some(())
}

fn take_dynamic_symbols(command: &Command<'_, '_>, commands: &mut Commands<'_>) -> Option<()> {
    commands.symbols.undefined = Some((command.words.word(24)?, command.words.word(28)?));
    commands.dynamic_symbols = true;
    Some(())
}

fn library<'d>(
    command: &Command<'_, 'd>,
    name: &'static str,
    commands: &mut Commands<'d>,
    image: &mut Image<'d>,
) -> Option<()> {
    commands.libraries.push(command.string(8)?);
    image.loading.needed.push(command.located(name)?);
    Some(())
}

fn take_dyld_info(command: &Command<'_, '_>, commands: &mut Commands<'_>) -> Option<()> {
    let field = |at| command.words.word(at);
    commands.binds = Binds {
        now: (field(16)?, field(20)?),
        lazy: (field(32)?, field(36)?),
    };
    commands.lazy_bytes = Some((command.offset, field(36)?));
    commands.dynamic_symbols = true;
    Some(())
}

/// The program counter in the register state of `LC_UNIXTHREAD` (`mach/*/_structs.h`).
fn program_counter(command: &Command<'_, '_>, arch: Arch) -> Option<u64> {
    let state = 16;
    match arch.goarch()? {
        "386" => command.words.word(state + 10 * 4),
        "arm" => command.words.word(state + 15 * 4),
        "amd64" => command.words.u64(state + 16 * 8),
        "arm64" => command.words.u64(state + 32 * 8),
        _ => None,
    }
}
