//! `cgone diff` of fixtures that differ in one thing, against what is expected of each: the same program with
//! and without cgo, linked for an old and for a new glibc, as a PIE, statically.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::fixtures::{self, Row};
use crate::workspace;

/// Pairs that must be among those compared: group of the old row, group of the new row.
const MUST: &[(&str, &str)] = &[
    ("s5-net-pure", "net-cgo"),
    ("s4-osuser-pure", "osuser-cgo"),
    ("zig-glibc2.17-cgoadd", "cgoadd"),
    ("pure-exe", "pure-pie"),
];

/// Values that stand alone: aspect, subject of the change, where the expected value stands.
const SCALARS: &[(&str, &str, &str)] = &[
    ("loader", "link.interpreter", "/link/interpreter"),
    ("glibc-floor", "GLIBC", "/link/max_versions/GLIBC"),
    ("link-mode", "link.mode", "/link/mode"),
    ("link-mode", "link.linking", "/link/linking"),
    ("cgo-state", "cgo.state", "/cgo/state"),
    ("hardening", "link.pie", "/link/pie"),
    ("hardening", "link.relro", "/link/relro"),
    ("hardening", "link.bind_now", "/link/bind_now"),
    ("resolver", "runtime.dns", "/runtime/dns"),
    ("cpu-level", "runtime.cpu_level", "/runtime/cpu_level"),
];

/// Lists whose order does not count: aspect, where the expected list stands.
const SETS: &[(&str, &str)] = &[
    ("library", "/link/needed"),
    ("cgo-package", "/cgo/packages"),
];

/// Compares the fixtures pair by pair.
///
/// # Errors
/// When a fixture cannot be had, a pair that must be there is not, or a diff says something else than the expected
/// facts: every difference is printed.
pub(crate) fn run() -> Result<String> {
    let mut rows = fixtures::ensure()?;
    rows.retain(|row| row.path.as_deref().is_some_and(is_one_image));
    let cgone = workspace::cgone()?;
    let (mut pairs, mut facts, mut differing) = (0_usize, 0_usize, 0_usize);
    let mut met = BTreeSet::new();
    for (old, new) in chosen(&rows) {
        pairs += 1;
        met.insert((group(old), group(new)));
        let document = ask(&cgone, old, new)?;
        let (looked_at, wrong) = compare(old, new, &document)?;
        facts += looked_at;
        differing += usize::from(!wrong.is_empty());
        for what in wrong {
            println!("{} → {}: {what}", old.id, new.id);
        }
    }
    for must in MUST {
        ensure!(met.contains(must), "no pair of {} and {}", must.0, must.1);
    }
    match differing {
        0 => Ok(format!("{pairs} pairs of fixtures: {facts} facts compared")),
        some => bail!("{some} of {pairs} diffs differ"),
    }
}

fn is_one_image(path: &Path) -> bool {
    path.extension().is_none_or(|e| e != "a") && !path.to_string_lossy().contains("universal")
}

fn group(row: &Row) -> &str {
    row.id.split('/').next().unwrap_or_default()
}

/// Neighbours among the rows of one program and platform, and the newest of each pair that must be there.
fn chosen(rows: &[Row]) -> Vec<(&Row, &Row)> {
    let mut programs: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        programs.entry(program(row)).or_default().push(row);
    }
    let neighbours = programs.values().flat_map(|rows| rows.windows(2));
    let neighbours = neighbours.filter_map(|pair| match pair {
        [old, new] => Some((*old, *new)),
        _ => None,
    });
    let last = |name: &str| rows.iter().rfind(|row| group(row) == name);
    let must = MUST
        .iter()
        .filter_map(|(old, new)| Some((last(old)?, last(new)?)));
    neighbours.chain(must).collect()
}

/// The program's folder and platform; rows that were changed after the build count too.
fn program(row: &Row) -> String {
    let word = |name: &str| {
        row.expected
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or("?")
    };
    let built = row
        .commands
        .iter()
        .find(|command| command.contains("go build"));
    let folder =
        built.and_then(|command| command.split_whitespace().rfind(|w| w.starts_with("./")));
    format!("{} {}/{}", folder.unwrap_or("?"), word("os"), word("arch"))
}

fn ask(cgone: &Path, old: &Row, new: &Row) -> Result<Value> {
    let paths = [old.path.as_deref(), new.path.as_deref()];
    let done = Command::new(cgone)
        .args(["diff", "--format", "json"])
        .args(paths.into_iter().flatten())
        .stderr(Stdio::inherit())
        .output()?;
    // 1: a finding that denies came.
    let code = done.status.code().unwrap_or(-1);
    ensure!(
        [0, 1].contains(&code),
        "cgone diff {} {} ended with {}",
        old.id,
        new.id,
        done.status
    );
    serde_json::from_slice(&done.stdout).context("no JSON")
}

/// How many facts were compared, and what is wrong.
fn compare(old: &Row, new: &Row, document: &Value) -> Result<(usize, Vec<String>)> {
    let changes = document
        .pointer("/pairs/0/changes")
        .and_then(Value::as_array);
    let changes = changes.context("no pair in the document")?;
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    for (aspect, subject, pointer) in SCALARS {
        let (Some(was), Some(is)) = (scalar(old, pointer), scalar(new, pointer)) else {
            continue;
        };
        looked_at += 1;
        let said = changes
            .iter()
            .find(|c| text(c, "aspect") == *aspect && text(c, "subject") == *subject);
        let said = said.map(|change| (text(change, "old"), text(change, "new")));
        let wanted = (was != is).then_some((was, is));
        if said != wanted {
            wrong.push(format!(
                "{aspect} {subject}: said {said:?}, expected {wanted:?}"
            ));
        }
    }
    for (aspect, pointer) in SETS {
        let (Some(was), Some(is)) = (set(old, pointer), set(new, pointer)) else {
            continue;
        };
        looked_at += 1;
        let of = |key: &str| -> BTreeSet<String> {
            let of_aspect = changes.iter().filter(|c| text(c, "aspect") == *aspect);
            of_aspect
                .map(|change| text(change, key))
                .filter(|t| !t.is_empty())
                .collect()
        };
        let (came, went): (BTreeSet<String>, BTreeSet<String>) = (&is - &was, &was - &is);
        if of("new") != came || of("old") != went {
            wrong.push(format!(
                "{aspect}: said +{:?} -{:?}, expected +{came:?} -{went:?}",
                of("new"),
                of("old")
            ));
        }
    }
    Ok((looked_at, wrong))
}

/// The expected value, empty for a known absence; `None` where the row asserts nothing.
fn scalar(row: &Row, pointer: &str) -> Option<String> {
    // A version of glibc that is not listed is not needed, if versions are asserted at all.
    if pointer.starts_with("/link/max_versions/") {
        row.expected.pointer("/link/max_versions")?;
        let version = row.expected.pointer(pointer).and_then(Value::as_str);
        return Some(version.unwrap_or_default().to_owned());
    }
    match row.expected.pointer(pointer)? {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn set(row: &Row, pointer: &str) -> Option<BTreeSet<String>> {
    let list = row.expected.pointer(pointer)?.as_array()?;
    Some(
        list.iter()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect(),
    )
}

fn text(change: &Value, key: &str) -> String {
    change
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
