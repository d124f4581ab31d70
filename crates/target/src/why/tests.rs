use diagnostic::{Fact, Place};
use gobin::{CgoPackage, CgoState, Facts, ImportedSymbol};
use image::{Arch, Format, Kind, VersionNeed};

use super::why;

fn symbol(name: &str, version: &str, packages: &[&str]) -> ImportedSymbol {
    ImportedSymbol {
        name: name.into(),
        version: Some(version.into()),
        library: Some("libc.so.6".into()),
        weak: false,
        lazy: None,
        packages: packages.iter().map(|p| (*p).into()).collect(),
        place: Place::new(".dynsym"),
    }
}

fn facts() -> Facts {
    let mut facts = Facts::blank(Format::Elf, Arch::Go("amd64"), Kind::Executable);
    facts.cgo.state = Fact::known(CgoState::User, Vec::new());
    facts.cgo.packages.push(CgoPackage {
        path: "example.org/c".into(),
        functions: vec!["dlmopen".into()],
        ..CgoPackage::default()
    });
    facts.imports = vec![
        symbol("pthread_create", "GLIBC_2.34", &[]),
        symbol("__libc_start_main", "GLIBC_2.34", &[]),
        symbol("dlmopen", "GLIBC_2.34", &["example.org/c"]),
    ];
    facts.loading.version_needs.push(VersionNeed {
        library: "libc.so.6".into(),
        version: "GLIBC_2.34".into(),
        index: 2,
        weak: false,
        place: Place::new("version need"),
    });
    facts
}

#[test]
fn a_version_is_told_by_who_wants_it() {
    let answer = why(&facts(), "GLIBC_2.34").unwrap();
    let first: Vec<&str> = answer
        .chains
        .iter()
        .map(|chain| chain.links[0].as_str())
        .collect();
    assert_eq!(
        first,
        [
            "1 C function: `dlmopen`",
            "1 symbol: `pthread_create`",
            "1 symbol: `__libc_start_main`"
        ]
    );
    assert!(answer.chains[1].links[1].contains("runtime/cgo itself"));
    assert!(answer.remedies[0].build.contains("x86_64-linux-gnu.2.31"));
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let facts = facts();
    let unknown = why(&facts, "GLIBC_2.38").unwrap_err();
    assert_eq!(unknown.known, ["cgo", "GLIBC_2.34", "example.org/c"]);
    assert!(why(&facts, "interp").is_err());
}
