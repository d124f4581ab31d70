//! The oldest release of each family on which a program starts.

use report::load::Floor;
use target::{Conditions, Oldest, Program, Verdict, families, profile, start};

/// Asks every known release of a machine.
pub(super) fn floor(program: &Program, arch: &str, conditions: &Conditions) -> Floor {
    let mut floor = Floor {
        glibc: highest(program),
        ..Floor::default()
    };
    let holds = |name: &str| {
        let profile = profile(name, arch).ok()?;
        match start(&profile, program, conditions).verdict {
            Verdict::Starts => Some(true),
            Verdict::Fails(_) => Some(false),
            Verdict::Unknown { .. } => None,
        }
    };
    for family in families() {
        match family.oldest(holds) {
            Oldest::From(label) => floor.from.push(label),
            Oldest::Nowhere => floor.nowhere.push(family.name),
            Oldest::Unknown => floor.unknown.push(family.name),
        }
    }
    floor
}

/// The highest `GLIBC_2.x` among the versions that it needs.
fn highest(program: &Program) -> Option<String> {
    let needs = &program.object.as_ref()?.facts.version_needs;
    let versions = needs
        .iter()
        .filter_map(|need| need.version.strip_prefix("GLIBC_"));
    let numbered = versions.filter_map(|version| {
        let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
        Some(((parts.next()??, parts.next()??), version))
    });
    numbered.max().map(|(_, version)| version.to_owned())
}
