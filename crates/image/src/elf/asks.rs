//! How an ELF file asks to be loaded: `Loading` from program headers, the dynamic table and notes.

use diagnostic::{Evidence, Fact, Located, Problem};

use crate::{Loading, Relro, Section};

use super::budget::Budget;
use super::dynamic::{self, Dynamic, tag};
use super::header::{ET_DYN, ET_EXEC, Header, TYPE_OFFSET};
use super::marks;
use super::notes::{self, Note};
use super::reader::{Reader, c_string, text};
use super::relocations::Relocations;
use super::sections::{SHT_SYMTAB, SectionTable};
use super::segments::{PF_X, PT_GNU_RELRO, PT_GNU_STACK, PT_INTERP, PT_TLS, ProgramHeader};
use super::tls;
use super::versions::{self, Need};

const DF_TEXTREL: u64 = 4;
const DF_BIND_NOW: u64 = 8;
const DF_1_NOW: u64 = 1;
const DF_1_PIE: u64 = 0x0800_0000;
/// `PATH_MAX`: the kernel refuses longer interpreters.
const LONGEST_PATH: usize = 4096;

/// Everything that was read before the loading facts.
#[derive(Debug)]
pub(crate) struct Parts<'p, 'd> {
    pub(crate) r: &'p Reader<'d>,
    pub(crate) header: &'p Header,
    pub(crate) programs: &'p [ProgramHeader],
    pub(crate) table: &'p SectionTable,
    pub(crate) sections: &'p [Section<'d>],
    pub(crate) dynamic: &'p Dynamic,
    pub(crate) notes: &'p [Note<'d>],
    pub(crate) needs: &'p [Need<'d>],
    pub(crate) relocations: &'p Relocations,
}

impl<'p> Parts<'p, '_> {
    pub(crate) fn program(&self, kind: u32) -> Option<&'p ProgramHeader> {
        self.programs.iter().find(|h| h.kind == kind)
    }

    /// A program header as evidence.
    pub(crate) fn shown(&self, h: &ProgramHeader, name: &'static str, value: &str) -> Evidence {
        let place = self.r.place("program header", h.at).index(h.index);
        place.name(name).value(value)
    }

    /// The dynamic entry with a tag whose value has one of the bits, as evidence.
    pub(crate) fn flag(&self, tag: u64, name: &'static str, bits: u64) -> Option<Evidence> {
        let entry = self.dynamic.entry(tag)?;
        let shown = dynamic::place(self.r, entry, name).value(format!("{:#x}", entry.value));
        (entry.value & bits != 0).then_some(shown)
    }

    /// The dynamic entry with a tag, as evidence.
    pub(crate) fn tagged(&self, tag: u64, name: &'static str) -> Option<Evidence> {
        let entry = self.dynamic.entry(tag)?;
        Some(dynamic::place(self.r, entry, name).value(format!("{:#x}", entry.value)))
    }

    fn nothing(&self, table: &'static str, name: &str) -> Evidence {
        let mut place = diagnostic::Place::new(table).name(name);
        place.container.clone_from(&self.r.container);
        place.value("absent")
    }
}

/// Fills everything.
pub(crate) fn parse(parts: &Parts<'_, '_>, problems: &mut Vec<Problem>) -> Loading {
    let r = parts.r;
    let mut budget = Budget::of(r.data);
    let mut strings = |tag: u64, name: &'static str, problems: &mut Vec<Problem>| {
        parts.dynamic.strings(r, tag, name, &mut budget, problems)
    };
    let needed = strings(tag::NEEDED, "DT_NEEDED", problems);
    let soname = strings(tag::SONAME, "DT_SONAME", problems);
    let runpath = strings(tag::RUNPATH, "DT_RUNPATH", problems);
    let rpath = strings(tag::RPATH, "DT_RPATH", problems);
    let bind_now = bind_now(parts);
    Loading {
        interpreter: interpreter(parts, problems),
        dynamic: parts.dynamic.present,
        needed,
        soname: soname.into_iter().next(),
        runpath,
        rpath,
        version_needs: versions::owned(r, parts.needs),
        pie: pie(parts),
        relro: relro(parts, &bind_now),
        bind_now,
        nx: nx(parts),
        textrel: textrel(parts),
        symtab: has_symtab(parts),
        dynsym: parts.dynamic.value(tag::SYMTAB).is_some(),
        dwarf: has_dwarf(parts),
        tls: parts.program(PT_TLS).is_some(),
        go_build_id: notes::go_build_id(r, parts.notes),
        build_id: notes::build_id(r, parts.notes),
        minimum_system: notes::minimum_system(r, parts.notes),
        isa_needed: notes::isa_needed(r, parts.notes),
        host_linker_marks: marks::host_linker(parts),
        tls_model: tls::model(parts),
    }
}

fn interpreter(parts: &Parts<'_, '_>, problems: &mut Vec<Problem>) -> Option<Located<String>> {
    let h = parts.program(PT_INTERP)?;
    let r = parts.r;
    let bytes = r.clipped(h.offset, h.file_size);
    let Some(path) = c_string(bytes, LONGEST_PATH) else {
        problems.push(Problem::new(
            r.in_file(h.offset),
            "PT_INTERP holds no path that ends in a NUL",
        ));
        return None;
    };
    let place = r.place("program header", h.offset).index(h.index);
    Some(Located::new(text(path).to_owned(), place.name("PT_INTERP")))
}

/// Whether an `ET_DYN` is a program: it has an interpreter or says so in `DF_1_PIE`.
pub(crate) fn program_marks(parts: &Parts<'_, '_>) -> Vec<Evidence> {
    let interpreter = parts
        .program(PT_INTERP)
        .map(|h| parts.shown(h, "PT_INTERP", "present"));
    let flag = parts.flag(tag::FLAGS_1, "DT_FLAGS_1", DF_1_PIE);
    interpreter.into_iter().chain(flag).collect()
}

fn pie(parts: &Parts<'_, '_>) -> Fact<bool> {
    let place = parts.r.place("header", TYPE_OFFSET).name("e_type");
    match parts.header.file_type {
        ET_EXEC => Fact::known(false, vec![place.value("ET_EXEC")]),
        ET_DYN => {
            let marks = program_marks(parts);
            let is_program = !marks.is_empty();
            let mut evidence = vec![place.value("ET_DYN")];
            if is_program {
                evidence.extend(marks);
            } else {
                evidence.push(parts.nothing("program header", "PT_INTERP"));
                evidence.push(parts.nothing("dynamic entry", "DF_1_PIE"));
            }
            Fact::known(is_program, evidence)
        }
        _ => Fact::default(),
    }
}

fn is_linked(parts: &Parts<'_, '_>) -> bool {
    matches!(parts.header.file_type, ET_EXEC | ET_DYN)
}

fn bind_now(parts: &Parts<'_, '_>) -> Fact<bool> {
    if !is_linked(parts) {
        return Fact::default();
    }
    if !parts.dynamic.present {
        let evidence = parts.nothing("program header", "PT_DYNAMIC");
        return Fact::known(false, vec![evidence]);
    }
    let marks: Vec<Evidence> = [
        parts.tagged(tag::BIND_NOW, "DT_BIND_NOW"),
        parts.flag(tag::FLAGS, "DT_FLAGS", DF_BIND_NOW),
        parts.flag(tag::FLAGS_1, "DT_FLAGS_1", DF_1_NOW),
    ]
    .into_iter()
    .flatten()
    .collect();
    if marks.is_empty() {
        let evidence = parts.nothing("dynamic entry", "DT_BIND_NOW, DF_BIND_NOW, DF_1_NOW");
        return Fact::known(false, vec![evidence]);
    }
    Fact::known(true, marks)
}

fn relro(parts: &Parts<'_, '_>, bind_now: &Fact<bool>) -> Fact<Relro> {
    if !is_linked(parts) {
        return Fact::default();
    }
    let Some(h) = parts.program(PT_GNU_RELRO) else {
        let evidence = parts.nothing("program header", "PT_GNU_RELRO");
        return Fact::known(Relro::None, vec![evidence]);
    };
    let mut evidence = vec![parts.shown(h, "PT_GNU_RELRO", "present")];
    evidence.extend(bind_now.evidence.iter().cloned());
    let relro = if bind_now.is(&true) {
        Relro::Full
    } else {
        Relro::Partial
    };
    Fact::known(relro, evidence)
}

fn nx(parts: &Parts<'_, '_>) -> Fact<bool> {
    if !is_linked(parts) {
        return Fact::default();
    }
    let Some(h) = parts.program(PT_GNU_STACK) else {
        // The kernel's default differs by machine and release, and the loader has one of its own.
        let mut fact =
            Fact::unknown("a PT_GNU_STACK: without one the kernel and the loader decide");
        fact.evidence
            .push(parts.nothing("program header", "PT_GNU_STACK"));
        return fact;
    };
    let flags = format!("flags {:#x}", h.flags);
    let evidence = parts.shown(h, "PT_GNU_STACK", &flags);
    Fact::known(h.flags & PF_X == 0, vec![evidence])
}

fn textrel(parts: &Parts<'_, '_>) -> Fact<bool> {
    if !is_linked(parts) {
        return Fact::default();
    }
    let marks: Vec<Evidence> = [
        parts.tagged(tag::TEXTREL, "DT_TEXTREL"),
        parts.flag(tag::FLAGS, "DT_FLAGS", DF_TEXTREL),
    ]
    .into_iter()
    .flatten()
    .collect();
    if marks.is_empty() {
        let evidence = parts.nothing("dynamic entry", "DT_TEXTREL, DF_TEXTREL");
        return Fact::known(false, vec![evidence]);
    }
    Fact::known(true, marks)
}

fn has_symtab(parts: &Parts<'_, '_>) -> bool {
    let symtab = parts.table.headers.iter().find(|h| h.kind == SHT_SYMTAB);
    symtab.is_some_and(|h| !parts.r.clipped(h.offset, h.size).is_empty())
}

/// `.debug_gdb_scripts` is no DWARF: it is loaded, and kept by `strip`.
fn has_dwarf(parts: &Parts<'_, '_>) -> bool {
    parts.sections.iter().any(|s| {
        (s.name.starts_with(".debug_") || s.name.starts_with(".zdebug_"))
            && s.name != ".debug_gdb_scripts"
            && s.has_bytes
    })
}
