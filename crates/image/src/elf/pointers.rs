//! Pointers as the loader would leave them at load bias 0.

use crate::Image;

use super::Elf;
use super::machine::Meaning;
use super::relocations::Relocation;

/// The pointer at an address; `None` where it comes from another file, or is no address at all.
pub(crate) fn read(elf: &Elf<'_>, image: &Image<'_>, address: u64) -> Option<u64> {
    let stored = image.stored_pointer_at(address)?;
    let Some(relocation) = find(elf, address) else {
        return Some(stored);
    };
    let addend = relocation.addend.unwrap_or(stored);
    let value = match relocation.meaning {
        Meaning::Relative => Some(addend),
        Meaning::Absolute if relocation.symbol == 0 => Some(addend),
        Meaning::Absolute => Some(symbol(elf, &relocation)?.wrapping_add(addend)),
        // The GOT's own relocations carry no addend in place.
        Meaning::Got | Meaning::JumpSlot => {
            let symbol = symbol(elf, &relocation)?;
            Some(symbol.wrapping_add(relocation.addend.unwrap_or(0)))
        }
        Meaning::TlsDynamic | Meaning::TlsStatic | Meaning::Copy | Meaning::Other => None,
    };
    value.map(|value| {
        if elf.r.wide {
            value
        } else {
            value & 0xffff_ffff
        }
    })
}

fn find(elf: &Elf<'_>, address: u64) -> Option<Relocation> {
    match &elf.object {
        Some(object) => object.relocation_at(&elf.r, address),
        None => elf.relocations.at(&elf.r, address),
    }
}

/// The address of a symbol that this file defines.
///
/// An undefined symbol with a value is the program's own PLT entry, the function's address for everyone who
/// compares pointers: the loader takes it for every relocation but those of the PLT itself.
fn symbol(elf: &Elf<'_>, relocation: &Relocation) -> Option<u64> {
    let index = u64::from(relocation.symbol);
    if let Some(object) = &elf.object {
        return object.symbol_address(&elf.r, index);
    }
    let entry = elf.symbols.as_ref()?.entry(&elf.r, index)?;
    let stands_in = entry.value != 0 && relocation.meaning != Meaning::JumpSlot;
    (!entry.is_undefined() || stands_in).then_some(entry.value)
}
