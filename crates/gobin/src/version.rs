//! The Go version when there is no build info.

use diagnostic::{Evidence, Fact, Place};
use image::{Format, Image};

use crate::cgo::variables;
use crate::inventory::Inventory;
use crate::{BuildInfo, VersionSource};

/// No version string is longer.
const MOST: u64 = 256;

/// The version and what it was read from, best source first.
pub(crate) fn read(
    image: &Image<'_>,
    info: Option<&BuildInfo>,
    inventory: Option<&Inventory<'_>>,
    text_start: Option<u64>,
) -> (Fact<String>, VersionSource) {
    if let Some(info) = info.filter(|info| !info.version.is_empty()) {
        let evidence = info.place.clone().value(info.version.clone());
        return (
            Fact::known(info.version.clone(), vec![evidence]),
            VersionSource::BuildInfo,
        );
    }
    if let Some(stated) = image.stated_go_version() {
        let source = match image.format {
            Format::GoObject => VersionSource::ObjectHeader,
            _ => VersionSource::Producers,
        };
        let evidence = vec![stated.evidence()];
        return (Fact::known(stated.value, evidence), source);
    }
    let Some(inventory) = inventory else {
        return (
            Fact::unknown("build info or a function table"),
            VersionSource::Unknown,
        );
    };
    if let Some((version, evidence)) = runtime_variable(image, inventory, text_start) {
        return (
            Fact::known(version, evidence),
            VersionSource::RuntimeVariable,
        );
    }
    let table = &inventory.table;
    let evidence = Place::new("pclntab")
        .at(table.offset)
        .value(format!("magic {:#x}", table.magic));
    let releases = table.layout.releases().to_owned();
    (
        Fact::known(
            releases,
            vec![image.place(evidence.place.clone()).value(evidence.value)],
        ),
        VersionSource::Tables,
    )
}

/// `runtime.buildVersion`, through the comparison in `runtime.schedinit` that keeps it alive.
fn runtime_variable(
    image: &Image<'_>,
    inventory: &Inventory<'_>,
    text_start: Option<u64>,
) -> Option<(String, Vec<Evidence>)> {
    let schedinit = inventory.runtime.schedinit?;
    let entry = inventory.table.entry(image, text_start, schedinit)?;
    variables::strings_read(image, entry)
        .into_iter()
        .find_map(|reference| {
            let (text, offset) = go_string(image, reference.variable)?;
            let looks_right = text.starts_with("go1") || text.starts_with("devel ");
            let instruction = Place::new("pclntab function")
                .index(schedinit.index)
                .name("runtime.schedinit")
                .at_option(image.offset_of(reference.instruction));
            let variable = Place::new("variable")
                .name("runtime.buildVersion")
                .at(offset);
            let evidence = vec![
                image
                    .place(instruction)
                    .value(format!("reads the string at {:#x}", reference.variable)),
                image.place(variable).value(text),
            ];
            looks_right.then(|| (text.to_owned(), evidence))
        })
}

/// The Go string whose header stands at `address`, and the file offset of its bytes.
fn go_string<'d>(image: &Image<'d>, address: u64) -> Option<(&'d str, u64)> {
    let size = usize::from(image.pointer_size);
    let start = image.pointer_at(address)?;
    let length = image.uint(
        image.bytes_at(address.checked_add(u64::from(image.pointer_size))?, size)?,
        size,
    )?;
    let length = usize::try_from(length)
        .ok()
        .filter(|_| (1..MOST).contains(&length))?;
    let text = std::str::from_utf8(image.bytes_at(start, length)?).ok()?;
    Some((text, image.offset_of(start)?))
}
