//! Who may use whom: the table in ARCHITECTURE.md against `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{Check, Complaint, Outcome, Tree};
use crate::workspace;

pub(super) const CHECK: Check = Check {
    name: "arrows",
    subject: "rooms",
    run,
};

const PAGE: &str = "ARCHITECTURE.md";

/// What one room uses, or may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Arrows {
    code: BTreeSet<String>,
    tests: BTreeSet<String>,
}

type Rooms = BTreeMap<String, Arrows>;

fn run(tree: &Tree) -> Result<Outcome> {
    let table = parse(tree.text(PAGE)?)?;
    let used = used(&workspace::metadata()?)?;
    Ok(Outcome {
        looked_at: used.len(),
        complaints: compare(&table, &used),
    })
}

/// The rows between the two comments of the page.
fn parse(page: &str) -> Result<Rooms> {
    let (_, rest) = page.split_once("<!-- arrows:").context("no arrows")?;
    let (table, _) = rest
        .split_once("<!-- end of arrows -->")
        .context("no end of arrows")?;
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let rooms: Rooms = rows.map(row).collect::<Result<_>>()?;
    ensure!(!rooms.is_empty(), "{PAGE}: the table of arrows has no row");
    Ok(rooms)
}

fn row(line: &str) -> Result<(String, Arrows)> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
    let [room, code, tests] = cells.as_slice() else {
        anyhow::bail!("{PAGE}: expected three cells in `{line}`");
    };
    let room = names(room).pop_first().context("a row without a room")?;
    let (code, tests) = (names(code), names(tests));
    Ok((room, Arrows { code, tests }))
}

/// The names in backticks of one cell.
fn names(cell: &str) -> BTreeSet<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The arrows between the packages of the workspace.
fn used(metadata: &Value) -> Result<Rooms> {
    let packages = metadata["packages"].as_array().context("no packages")?;
    let own: Vec<&Value> = packages.iter().filter(|p| p["source"].is_null()).collect();
    let name = |package: &Value| package["name"].as_str().unwrap_or_default().to_owned();
    let rooms: BTreeSet<String> = own.iter().map(|p| name(p)).collect();
    Ok(own.iter().map(|p| (name(p), arrows(p, &rooms))).collect())
}

fn arrows(package: &Value, rooms: &BTreeSet<String>) -> Arrows {
    let mut arrows = Arrows::default();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let name = dependency["name"].as_str().unwrap_or_default();
        if rooms.contains(name) {
            let tests = dependency["kind"] == "dev";
            let side = if tests {
                &mut arrows.tests
            } else {
                &mut arrows.code
            };
            side.insert(name.to_owned());
        }
    }
    arrows
}

fn compare(table: &Rooms, used: &Rooms) -> Vec<Complaint> {
    let gone = table.keys().filter(|room| !used.contains_key(*room));
    let gone = gone.map(|room| {
        Complaint::new(
            PAGE,
            format!("the table names `{room}`, which is no package"),
        )
    });
    used.iter()
        .flat_map(|(room, arrows)| match table.get(room) {
            Some(allowed) => forbidden(room, allowed, arrows),
            None => vec![Complaint::new(PAGE, format!("the table lacks `{room}`"))],
        })
        .chain(gone)
        .collect()
}

/// Arrows of one room that its row does not have. Tests may use what the code may use.
fn forbidden(room: &str, allowed: &Arrows, arrows: &Arrows) -> Vec<Complaint> {
    let code = arrows.code.difference(&allowed.code);
    let code = code.map(|to| format!("must not use `{to}`: its row in {PAGE} lacks it"));
    let tests = arrows.tests.difference(&allowed.tests);
    let tests = tests
        .filter(|to| !allowed.code.contains(*to))
        .map(|to| format!("its tests must not use `{to}`: its row in {PAGE} lacks it"));
    let place = format!("crates/{room}/Cargo.toml");
    code.chain(tests)
        .map(|message| Complaint::new(place.clone(), message))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "<!-- arrows: -->\n| room | may use | tests |\n|---|---|---|\n| `a` | nothing | `t` |\n\
                         | `b` | `a` | nothing |\n<!-- end of arrows -->";

    fn check(metadata: &str, expect: &[&str]) {
        let metadata: Value = serde_json::from_str(metadata).unwrap();
        let found = compare(&parse(TABLE).unwrap(), &used(&metadata).unwrap());
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(said, expect);
    }

    fn package(name: &str, uses: &str, kind: &str) -> String {
        format!(
            r#"{{"name":"{name}","source":null,"dependencies":[{{"name":"{uses}","kind":{kind}}}]}}"#
        )
    }

    #[test]
    fn arrows_of_the_table_pass() {
        let b = package("b", "a", "null");
        check(
            &format!(r#"{{"packages":[{},{b}]}}"#, package("a", "serde", "null")),
            &[],
        );
    }

    #[test]
    fn an_arrow_up_is_refused_also_in_tests() {
        for (kind, what) in [
            ("null", "must not use"),
            ("\"dev\"", "its tests must not use"),
        ] {
            let (a, b) = (package("a", "b", kind), package("b", "a", "null"));
            let expect =
                format!("crates/a/Cargo.toml: {what} `b`: its row in ARCHITECTURE.md lacks it");
            check(&format!(r#"{{"packages":[{a},{b}]}}"#), &[&expect]);
        }
    }

    #[test]
    fn a_room_without_a_row_and_a_row_without_a_room_are_named() {
        let (a, c) = (package("a", "x", "null"), package("c", "x", "null"));
        check(
            &format!(r#"{{"packages":[{a},{c}]}}"#),
            &[
                "ARCHITECTURE.md: the table lacks `c`",
                "ARCHITECTURE.md: the table names `b`, which is no package",
            ],
        );
    }
}
