//! Many images: one line each, then the findings grouped by rule, then the sum.

use std::collections::BTreeMap;

use diagnostic::Finding;

use super::findings::{advice, decisions, proof};
use super::{Brief, Palette};
use crate::format::View;
use crate::{Counts, Totals, escape};

/// Files named under one rule without `--verbose`.
const NAMED: usize = 10;

const HEAD: [&str; 7] = [
    "FILE", "PLATFORM", "GO", "CGO", "LOADS", "GLIBC", "FINDINGS",
];

pub(super) fn render(briefs: &[&Brief], totals: &Totals, view: &View) -> String {
    let mut text = String::new();
    if !briefs.is_empty() {
        text.push_str(&table(briefs, view));
        text.push_str(&grouped(briefs, view));
        text.push('\n');
    }
    text.push_str(&sum(totals));
    text
}

fn cells(brief: &Brief) -> [String; 7] {
    let cell = |text: &str| escape(text).into_owned();
    let mut found = level_words(brief.counts);
    if brief.problems > 0 {
        found.push(format!("{} unread", brief.problems));
    }
    let found = if found.is_empty() {
        "-".to_owned()
    } else {
        found.join(", ")
    };
    [
        cell(&brief.name),
        cell(&brief.platform),
        cell(&brief.go),
        cell(&brief.cgo),
        cell(&brief.loads),
        cell(&brief.glibc),
        found,
    ]
}

fn table(briefs: &[&Brief], view: &View) -> String {
    let palette = Palette::new(view.color);
    let rows: Vec<[String; 7]> = briefs.iter().map(|b| cells(b)).collect();
    let mut widths = HEAD.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &[String; 7]| {
        let padded = cells.iter().zip(widths);
        let padded = padded.map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut text = palette.faint(&line(&HEAD.map(str::to_owned))) + "\n";
    for (row, brief) in rows.iter().zip(briefs) {
        let line = line(row);
        let line = match brief.worst() {
            Some(level) => palette.level(level, &line),
            None => line,
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Findings by level and rule: worst first, then by name.
fn grouped(briefs: &[&Brief], view: &View) -> String {
    let mut groups: BTreeMap<_, Vec<(&Brief, &Finding)>> = BTreeMap::new();
    for brief in briefs {
        for finding in &brief.findings {
            let key = (std::cmp::Reverse(finding.level), finding.rule);
            groups.entry(key).or_default().push((brief, finding));
        }
    }
    groups
        .values()
        .map(|group| one_group(group, view))
        .collect()
}

fn one_group(group: &[(&Brief, &Finding)], view: &View) -> String {
    let Some((_, first)) = group.first() else {
        return String::new();
    };
    let palette = Palette::new(view.color);
    let title = format!("{}[{}]", first.level, first.rule);
    let count = match group.len() {
        1 => "1 finding".to_owned(),
        many => format!("{many} findings"),
    };
    let mut text = format!("\n{}: {count}\n", palette.level(first.level, &title));
    let named = if view.verbose { group.len() } else { NAMED };
    for (brief, finding) in group.iter().take(named) {
        text.push_str(&format!(
            "  {} {}: {}\n",
            palette.guide("-->"),
            escape(&brief.name),
            palette.strong(&escape(&finding.message))
        ));
        for evidence in finding.evidence.iter().take(2) {
            text.push_str(&format!("   {}  {}\n", palette.guide("|"), proof(evidence)));
        }
        text.push_str(&decisions(finding, palette));
    }
    if group.len() > named {
        text.push_str(&format!(
            "   and {} more (all with --verbose)\n",
            group.len() - named
        ));
    }
    text.push_str(&advice(first, view));
    text
}

fn level_words(counts: Counts) -> Vec<String> {
    let by_level = [
        (counts.deny, "deny"),
        (counts.warn, "warn"),
        (counts.waived, "waived"),
    ];
    by_level
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, level)| format!("{count} {level}"))
        .collect()
}

/// `6 Go images; findings: 1 deny, 2 warn; passed over: 3 other files, 1 link`.
fn sum(totals: &Totals) -> String {
    let found = level_words(totals.findings);
    let found = if found.is_empty() {
        "none".to_owned()
    } else {
        found.join(", ")
    };
    let noun = if totals.go_images == 1 {
        "image"
    } else {
        "images"
    };
    let mut text = format!("{} Go {noun}; findings: {found}", totals.go_images);
    let over = &totals.passed_over;
    let passed: Vec<String> = [
        (over.other_files, "no binary"),
        (over.not_go, "not Go"),
        (over.broken, "broken"),
        (over.links, "links"),
        (over.special, "devices, FIFOs or sockets"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    if !passed.is_empty() {
        text.push_str(&format!("; passed over: {}", passed.join(", ")));
    }
    if !totals.unread.is_empty() {
        text.push_str(&format!("; {} could not be read", totals.unread.len()));
    }
    text.push('\n');
    text
}
