//! `tables`

use crate::Build;
use crate::aspect::{Aspect, Found, Scalar, Sides};
use crate::change::Direction;

pub(super) static ASPECT: Aspect = Aspect {
    name: "tables",
    summary: "the symbol table and DWARF, which loading does without, and how thread-local data is reached",
    compare,
};

fn compare(sides: &Sides<'_>, found: &mut Found) {
    let table = |field, called, read: fn(&Build) -> Option<bool>| Scalar::<bool> {
        field,
        called,
        read,
        judge: |_, _| Direction::Neutral,
    };
    table("link.symtab", "the symbol table's presence", |b| {
        b.link.symtab
    })
    .compare(sides, found);
    table("link.dwarf", "the presence of DWARF", |b| b.link.dwarf).compare(sides, found);
    // A file without thread-local data has no model, and nothing is missing.
    let before = found.unknown.len();
    Scalar::<String> {
        field: "link.tls_model",
        called: "the model of thread-local data",
        read: |build| build.link.tls_model.clone(),
        judge: |_, _| Direction::Neutral,
    }
    .compare(sides, found);
    found.unknown.truncate(before);
}

#[cfg(test)]
mod tests {
    use super::ASPECT;
    use crate::examples::{fixed, says};

    #[test]
    fn a_stripped_table_is_neutral() {
        let (mut old, mut new) = (fixed(), fixed());
        old.link.symtab = Some(true);
        new.link.symtab = Some(false);
        assert_eq!(
            says(&ASPECT, &old, &new),
            ["neutral: the symbol table's presence is `false`, was `true`"]
        );
    }
}
