//! How thread-local storage is reached.

use diagnostic::{Evidence, Fact};

use crate::TlsModel;

use super::asks::{self, Parts};
use super::dynamic::tag;
use super::header::ET_EXEC;
use super::machine::Meaning;
use super::segments::PT_TLS;

const DF_STATIC_TLS: u64 = 0x10;

/// The strictest way that the file uses: a fixed offset filled in by the loader wins over a dynamic one,
/// because it is what may fail to load late.
pub(crate) fn model(parts: &Parts<'_, '_>) -> Fact<TlsModel> {
    if let Some(flag) = parts.flag(tag::FLAGS, "DT_FLAGS (DF_STATIC_TLS)", DF_STATIC_TLS) {
        return Fact::known(TlsModel::InitialExec, vec![flag]);
    }
    let (mut fixed, mut dynamic) = (None, None);
    for relocation in parts.relocations.others(parts.r) {
        match relocation.meaning {
            Meaning::TlsStatic => fixed = fixed.or(Some(relocation.address)),
            Meaning::TlsDynamic => dynamic = dynamic.or(Some(relocation.address)),
            _ => {}
        }
        if fixed.is_some() {
            break;
        }
    }
    if let Some(address) = fixed {
        return Fact::known(TlsModel::InitialExec, vec![shown(parts, address, "TPOFF")]);
    }
    if let Some(address) = dynamic {
        let evidence = shown(parts, address, "DTPMOD or TLSDESC");
        return Fact::known(TlsModel::Dynamic, vec![evidence]);
    }
    without_relocation(parts)
}

fn without_relocation(parts: &Parts<'_, '_>) -> Fact<TlsModel> {
    let Some(h) = parts.program(PT_TLS) else {
        return Fact::default();
    };
    let evidence = parts.shown(h, "PT_TLS", &format!("{:#x} bytes", h.memory_size));
    let is_program = !asks::program_marks(parts).is_empty();
    if is_program || parts.header.file_type == ET_EXEC {
        return Fact::known(TlsModel::LocalExec, vec![evidence]);
    }
    // A library cannot know its offset when it is linked, and nothing here asks the loader for it.
    let mut fact = Fact::unknown("a relocation that reaches the TLS segment of this library");
    fact.evidence.push(evidence);
    fact
}

fn shown(parts: &Parts<'_, '_>, address: u64, kind: &str) -> Evidence {
    let mut place = diagnostic::Place::new("dynamic relocation").name(kind);
    place.container.clone_from(&parts.r.container);
    place.value(format!("writes {address:#x}"))
}
