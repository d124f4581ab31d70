//! Which cgo is linked in, by evidence that stripping leaves.

mod packages;
mod state;
pub(crate) mod variables;
pub(crate) mod wrapper;

use diagnostic::{Evidence, Fact, Place};
use image::Image;

use crate::Cgo;
use crate::code::Reference;
use crate::inventory::Inventory;
use crate::moduledata::stored_or_relocated;
use crate::pclntab::Function;

pub(crate) use state::{Signals, decide};

/// Everything about cgo but what linking and imports add to its state.
pub(crate) fn read(
    image: &Image<'_>,
    inventory: Option<&Inventory<'_>>,
    text_start: Option<u64>,
) -> Cgo {
    let Some(inventory) = inventory else {
        return Cgo::default();
    };
    let mut cgo = Cgo {
        packages: packages::read(image, inventory),
        ..Cgo::default()
    };
    read_iscgo(image, inventory, text_start, &mut cgo);
    read_cgo_init(image, inventory, text_start, &mut cgo);
    cgo
}

/// The place of a function in the table.
pub(crate) fn function_place(
    image: &Image<'_>,
    inventory: &Inventory<'_>,
    function: Function,
) -> Place {
    let name = inventory.table.name(function.name_offset).unwrap_or("?");
    image.place(
        Place::new("pclntab function")
            .index(function.index)
            .name(name)
            .at(inventory.table.name_place(function.name_offset)),
    )
}

fn read_iscgo(
    image: &Image<'_>,
    inventory: &Inventory<'_>,
    text_start: Option<u64>,
    cgo: &mut Cgo,
) {
    let Some(function) = inventory.runtime.cgocall else {
        cgo.iscgo = Fact::unknown("the function `runtime.cgocall` in the function table");
        return;
    };
    let reference = inventory
        .table
        .entry(image, text_start, function)
        .and_then(|entry| variables::iscgo(image, entry));
    let found = reference
        .map(|r| {
            (
                r.variable,
                instruction_evidence(image, "runtime.cgocall", r),
            )
        })
        .or_else(|| symbol(image, "runtime.iscgo"));
    let Some((address, evidence)) = found else {
        cgo.iscgo = Fact::unknown(undecoded(image, "runtime.cgocall"));
        return;
    };
    cgo.iscgo_address = Some(address);
    let byte = image
        .bytes_at(address, 1)
        .and_then(|bytes| bytes.first().copied());
    let value = byte.unwrap_or(0);
    let stored = variable_place(image, "runtime.iscgo", address).value(format!("{value:#04x}"));
    cgo.iscgo = match value {
        0 | 1 => Fact::known(value == 1, vec![evidence, stored]),
        _ => Fact::unknown(format!(
            "a boolean at {address:#x}: the byte there is {value:#04x}"
        )),
    };
}

fn read_cgo_init(
    image: &Image<'_>,
    inventory: &Inventory<'_>,
    text_start: Option<u64>,
    cgo: &mut Cgo,
) {
    let reference = inventory.runtime.rt0_go.and_then(|function| {
        let entry = inventory.table.entry(image, text_start, function)?;
        variables::cgo_init(image, entry)
    });
    let found = reference
        .map(|r| (r.variable, instruction_evidence(image, "runtime.rt0_go", r)))
        .or_else(|| symbol(image, "_cgo_init"));
    let Some((address, evidence)) = found else {
        cgo.cgo_init = Fact::unknown(undecoded(image, "runtime.rt0_go"));
        return;
    };
    cgo.cgo_init_address = Some(address);
    cgo.cgo_init = match stored_or_relocated(image, address) {
        Some(value) => {
            let stored = variable_place(image, "_cgo_init", address).value(format!("{value:#x}"));
            Fact::known(value, vec![evidence, stored])
        }
        None => Fact::unknown(format!("the pointer at {address:#x}")),
    };
}

fn symbol(image: &Image<'_>, name: &str) -> Option<(u64, Evidence)> {
    let symbol = image.symbols_named(&[name]).pop().flatten()?;
    let evidence = symbol.place.value(format!("{:#x}", symbol.address));
    (symbol.address != 0).then_some((symbol.address, evidence))
}

fn undecoded(image: &Image<'_>, function: &str) -> String {
    format!(
        "a symbol table, or code of `{function}` in the form known for {}",
        image.arch
    )
}

fn instruction_evidence(image: &Image<'_>, function: &str, reference: Reference) -> Evidence {
    let place = Place::new("instruction")
        .name(function)
        .at_option(image.offset_of(reference.instruction));
    image
        .place(place)
        .value(format!("reads {:#x}", reference.variable))
}

fn variable_place(image: &Image<'_>, name: &str, address: u64) -> Place {
    image.place(
        Place::new("variable")
            .name(name)
            .at_option(image.offset_of(address)),
    )
}
