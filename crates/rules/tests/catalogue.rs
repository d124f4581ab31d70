//! Checks that hold for every rule, so that no reviewer has to.

use std::collections::BTreeSet;
use std::path::Path;

use gobin::Facts;
use image::{Arch, Format, Kind};
use rules::{Applied, CATALOGUE};

#[test]
fn every_rule_file_is_in_the_catalogue() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let stem = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        path.file_stem()
            .unwrap()
            .to_string_lossy()
            .replace('_', "-")
    };
    let on_disk: BTreeSet<String> = std::fs::read_dir(dir).unwrap().map(stem).collect();
    let listed: BTreeSet<String> = CATALOGUE.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(
        on_disk, listed,
        "add the rule to `CATALOGUE` in crates/rules/src/rules.rs"
    );
}

#[test]
fn every_rule_has_the_four_headings_in_order() {
    for rule in CATALOGUE {
        let mut rest = rule.docs;
        for heading in [
            "## What it does",
            "## Why it matters",
            "## Example",
            "## Known limits",
        ] {
            let Some((_, after)) = rest.split_once(heading) else {
                panic!("{}: rule `{}` lacks `{heading}`", rule.file, rule.name);
            };
            rest = after;
        }
        assert!(
            rule.docs.contains("```console"),
            "{}: the example shows no command",
            rule.file
        );
    }
}

#[test]
fn every_rule_has_its_three_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    for rule in CATALOGUE {
        let path = root.join(rule.name.replace('-', "_") + ".rs");
        let text = std::fs::read_to_string(&path).unwrap();
        for (what, least, found) in [
            ("fires", 1, text.matches("fn fires").count()),
            ("is_silent", 2, text.matches("fn is_silent").count()),
        ] {
            assert!(
                found >= least,
                "{}: {found} tests `{what}…`, {least} wanted",
                rule.file
            );
        }
    }
}

#[test]
fn names_are_kebab_case_sorted_and_unique() {
    let names: Vec<&str> = CATALOGUE.iter().map(|rule| rule.name).collect();
    for name in &names {
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "rule name `{name}` is not kebab-case",
        );
    }
    assert!(
        names.is_sorted_by(|a, b| a < b),
        "sort `CATALOGUE` by name: {names:?}"
    );
}

#[test]
fn summaries_are_one_clause() {
    for rule in CATALOGUE {
        let first = rule.summary.chars().next().unwrap();
        assert!(
            !first.is_uppercase() && !rule.summary.ends_with('.'),
            "{}: `{}`",
            rule.file,
            rule.summary
        );
        assert!(
            rule.summary.len() <= 90,
            "{}: the summary does not fit its table",
            rule.file
        );
    }
}

#[test]
fn every_rule_is_silent_on_a_file_of_which_nothing_is_known() {
    for format in [Format::Elf, Format::MachO, Format::Pe, Format::Wasm] {
        let facts = Facts::blank(format, Arch::Other(0), Kind::Executable);
        let checked = rules::check(&facts, &[], &Applied::default());
        assert_eq!(checked.findings, []);
    }
}
