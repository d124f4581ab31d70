//! Which dynamic symbols ask for a symbol version.

use std::collections::BTreeMap;

use crate::VersionUsers;

use super::Elf;
use super::dynsym::DynamicSymbols;
use super::imports::{self, Found};
use super::symbols;
use super::versions::Need;

/// The symbols of each version need that is wanted, in the order of the needs; of each the first `most` by name.
///
/// Data that a copy relocation takes from a library has a version too and counts. Only `.gnu.version` is walked;
/// names are read for the symbols that are given back, and together they are no longer than the file.
pub(crate) fn read<'d>(
    elf: &Elf<'d>,
    wanted: &dyn Fn(&str) -> bool,
    most: usize,
) -> Vec<VersionUsers<'d>> {
    let needs: Vec<Option<Need<'d>>> = elf
        .needs
        .iter()
        .map(|need| wanted(need.version).then_some(*need))
        .collect();
    let mut users: Vec<VersionUsers<'d>> = Vec::new();
    let mut slots: BTreeMap<u16, usize> = BTreeMap::new();
    for (nth, need) in needs.iter().enumerate() {
        let Some(need) = need else { continue };
        slots.insert(need.index, users.len());
        users.push(VersionUsers {
            need: nth,
            symbols: 0,
            first: Vec::new(),
        });
    }
    if let Some(table) = elf.symbols.as_ref().filter(|_| !users.is_empty()) {
        let needs: Vec<Need<'d>> = needs.into_iter().flatten().collect();
        count(
            elf,
            table,
            &imports::by_index(&needs),
            &slots,
            &mut users,
            most,
        );
    }
    users
}

fn count<'d>(
    elf: &Elf<'d>,
    table: &DynamicSymbols<'d>,
    versions: &[Option<Need<'d>>],
    slots: &BTreeMap<u16, usize>,
    users: &mut [VersionUsers<'d>],
    most: usize,
) {
    let Some((at, entries)) = table.versions else {
        return;
    };
    let mut found = Vec::new();
    let range = (1, table.readable().min(entries));
    imports::scan_versions(&elf.r, at, range, versions, &mut found);
    let mut left = elf.r.data.len().max(1 << 16);
    for index in found {
        let slot = table
            .version(&elf.r, index)
            .and_then(|version| users.get_mut(*slots.get(&version)?));
        let Some(user) = slot else { continue };
        user.symbols += 1;
        if user.first.len() >= most || left == 0 {
            continue;
        }
        let Some(entry) = table.entry(&elf.r, index) else {
            continue;
        };
        match imports::described(elf, table, (index, entry), versions) {
            Found::Import(import) => {
                left = left.saturating_sub(import.name.len());
                user.first.push(import);
            }
            Found::Broken => left = left.saturating_sub(symbols::LONGEST_NAME),
            Found::Nothing => {}
        }
    }
}
