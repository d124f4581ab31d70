//! One screen about one image: headline, rows, findings, what could not be read.

use gobin::Facts;
use image::Format;

use super::palette::Palette;
use super::{details, findings, placed, rows, wrap};
use crate::format::View;
use crate::{Record, escape};

/// Columns before a row's answer.
const LABEL: usize = 11;

/// Problems shown without `--verbose`.
const PROBLEMS: usize = 3;

pub(super) fn render(record: &Record, view: &View) -> String {
    let palette = Palette::new(view.color);
    let mut text = format!(
        "{}  {}\n",
        palette.strong(&escape(&record.name())),
        escape(&headline(&record.facts))
    );
    let live = record.live.as_ref().map(|live| ("live", rows::live(live)));
    let placed = record.placed.as_ref().into_iter().flat_map(placed::rows);
    let rows = rows::of(&record.facts).into_iter().chain(live);
    for (label, answer) in rows.chain(placed) {
        for line in wrap::hang(label, LABEL, &escape(&answer), view.width.saturating_sub(2)) {
            text.push_str("  ");
            text.push_str(&line);
            text.push('\n');
        }
    }
    if view.verbose {
        text.push_str(&details::render(record, view));
    }
    text.push_str(&problems(record, view, palette));
    let found = findings::of_record(record, view);
    if !found.is_empty() {
        text.push('\n');
        text.push_str(&found);
    }
    text
}

/// `ELF amd64, linux, go1.27.3, CGO_ENABLED=1`.
pub(super) fn headline(facts: &Facts) -> String {
    let mut parts = vec![format!("{} {}", format_name(facts.format), facts.arch)];
    parts.extend(facts.os.value.clone());
    match &facts.go {
        None => parts.push("not Go".to_owned()),
        Some(go) => {
            parts.push(
                go.version
                    .value
                    .clone()
                    .unwrap_or("Go, version unknown".to_owned()),
            );
            let info = go.build_info.as_ref();
            for key in ["-buildmode", "CGO_ENABLED"] {
                let value = info.and_then(|i| i.setting(key));
                parts.extend(value.map(|value| format!("{key}={value}")));
            }
        }
    }
    parts.join(", ")
}

const fn format_name(format: Format) -> &'static str {
    match format {
        Format::Elf => "ELF",
        Format::MachO => "Mach-O",
        Format::Pe => "PE",
        Format::Xcoff => "XCOFF",
        Format::Wasm => "WASM",
        Format::GoObject => "Go object",
        Format::Archive => "archive",
    }
}

fn problems(record: &Record, view: &View, palette: Palette) -> String {
    let problems = &record.facts.problems;
    let shown = if view.verbose {
        problems.len()
    } else {
        PROBLEMS
    };
    let mut text = String::new();
    for problem in problems.iter().take(shown) {
        let line = escape(&problem.to_string()).into_owned();
        text.push_str(&format!("  {}  {line}\n", palette.error("unread   ")));
    }
    if problems.len() > shown {
        text.push_str(&format!(
            "             and {} more\n",
            problems.len() - shown
        ));
    }
    text
}
