//! Snapshots of every format on records made by hand, and what holds for all of them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod ci;
mod records;
mod schema;

use records::{cgo_program, hostile, member, render};
use report::View;

#[test]
fn one_image() {
    let records = [cgo_program()];
    insta::assert_snapshot!("human", render("human", &records, &View::default()));
    insta::assert_snapshot!("json", render("json", &records, &View::default()));
    insta::assert_snapshot!("ndjson", render("ndjson", &records, &View::default()));
}

#[test]
fn many_images() {
    let records = [cgo_program(), member()];
    insta::assert_snapshot!("human_many", render("human", &records, &View::default()));
    insta::assert_snapshot!("json_many", render("json", &records, &View::default()));
}

#[test]
fn quiet_and_verbose() {
    let quiet = View {
        quiet: true,
        ..View::default()
    };
    let verbose = View {
        verbose: true,
        ..View::default()
    };
    let records = [cgo_program()];
    insta::assert_snapshot!("human_quiet", render("human", &records, &quiet));
    insta::assert_snapshot!("human_verbose", render("human", &records, &verbose));
    assert_eq!(render("human", &[member()], &quiet), "");
}

/// Every field that DESIGN names is there, also in a record of which nothing is known.
#[test]
fn the_schema_is_whole() {
    let text = render("json", &[member()], &View::default());
    let record: serde_json::Value = serde_json::from_str(&text).unwrap();
    for path in [
        "/schema",
        "/path",
        "/sha256",
        "/format",
        "/os",
        "/arch",
        "/go/version",
        "/go/version_source",
        "/go/main",
        "/go/module",
        "/go/settings",
        "/cgo/state",
        "/cgo/packages",
        "/cgo/functions",
        "/link/mode",
        "/link/linking",
        "/link/interpreter",
        "/link/needed",
        "/link/soname",
        "/link/runpath",
        "/link/rpath",
        "/link/max_versions",
        "/link/pie",
        "/link/relro",
        "/link/bind_now",
        "/link/nx",
        "/link/textrel",
        "/link/symtab",
        "/link/dynsym",
        "/link/dwarf",
        "/runtime/iscgo",
        "/runtime/dns",
        "/runtime/users",
        "/runtime/tzdata",
        "/runtime/x509_roots",
        "/runtime/plugin",
        "/runtime/fips",
        "/runtime/cpu_level",
        "/findings",
        "/problems",
    ] {
        assert!(record.pointer(path).is_some(), "{path} is missing");
    }
    assert_eq!(record["format"], "ar");
    assert_eq!(record["cgo"]["state"], serde_json::Value::Null);
    assert_eq!(record["unknown"][0]["field"], "cgo.state");
}
#[test]
fn no_string_of_a_file_reaches_the_terminal_raw() {
    let evil = "\u{1b}[2J\u{202e}\r\u{9b}31m\nforged: line\u{7f}";
    let verbose = View {
        verbose: true,
        ..View::default()
    };
    for format in ["human", "json", "ndjson"] {
        for view in [View::default(), verbose] {
            for records in [vec![hostile(evil)], vec![hostile(evil), hostile(evil)]] {
                let text = render(format, &records, &view);
                let raw = text.find(|c: char| {
                    c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c))
                });
                assert_eq!(raw, None, "{format}: {text:?}");
                assert!(
                    !text.lines().any(|line| line.starts_with("forged")),
                    "{format}: {text}"
                );
            }
        }
    }
}

#[test]
fn colour_adds_nothing_but_colour() {
    let painted = View {
        color: true,
        ..View::default()
    };
    for records in [vec![cgo_program()], vec![cgo_program(), member()]] {
        let plain = render("human", &records, &View::default());
        let mut text = render("human", &records, &painted);
        assert!(text.contains("\u{1b}["));
        for code in ["0", "1", "2", "36", "1;31", "1;33"] {
            text = text.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(text, plain);
    }
}
