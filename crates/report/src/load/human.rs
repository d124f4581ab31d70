//! For people: one line a target, then what a failing one would print, then the trail.

use std::fmt::Write as _;

use target::{Step, Verdict};

use crate::{Palette, View, escape};

use super::{Floor, Reality, Record, tree};

/// The verdicts of a run: a table, then details.
#[must_use]
pub fn human(
    records: &[Record],
    floors: &[(String, Floor)],
    view: &View,
    with_tree: bool,
) -> String {
    let palette = Palette::new(view.color);
    let mut text = String::new();
    let mut rest = records;
    while let Some(first) = rest.first() {
        let count = rest
            .iter()
            .take_while(|record| record.path == first.path)
            .count();
        let (file, others) = rest.split_at(count);
        if !text.is_empty() {
            text.push('\n');
        }
        one_file(&mut text, file, palette, view.verbose, with_tree);
        rest = others;
    }
    for (path, floor) in floors {
        let path = palette.strong(&escape(path));
        line(&mut text, &format!("{path} floor: {}", floor.line()));
    }
    text
}

/// Every target of one file.
fn one_file(text: &mut String, records: &[Record], palette: Palette, trail: bool, with_tree: bool) {
    let Some(first) = records.first() else { return };
    let platform = first.platform.as_deref().unwrap_or("no ELF program");
    line(
        text,
        &format!("{}  {platform}", palette.strong(&escape(&first.path))),
    );
    let width = records
        .iter()
        .map(|record| record.target.chars().count())
        .max();
    let width = width.unwrap_or_default();
    for record in records {
        verdict(text, record, width, palette);
        if trail {
            steps(text, &record.outcome.trail, palette);
        }
        if with_tree {
            text.push_str(&tree::render(&record.outcome.loaded));
        }
    }
}

fn verdict(text: &mut String, record: &Record, width: usize, palette: Palette) {
    let target = escape(&record.target);
    let gap = " ".repeat(width.saturating_sub(target.chars().count()));
    let verdict = &record.outcome.verdict;
    let name = format!("{:7}", verdict.name());
    let name = match verdict {
        Verdict::Starts => palette.strong(&name),
        Verdict::Fails(_) => palette.error(&name),
        Verdict::Unknown { .. } => palette.faint(&name),
    };
    let why = record.why();
    line(
        text,
        format!("  {target}{gap}  {name}  {}", escape(&why)).trim_end(),
    );
    let failures = match verdict {
        Verdict::Fails(failure) => std::slice::from_ref(failure),
        Verdict::Starts | Verdict::Unknown { .. } => record.outcome.later.as_slice(),
    };
    let messages = failures.iter().flat_map(|failure| failure.message.lines());
    for message in messages {
        line(
            text,
            &format!("     {} {}", palette.guide("|"), escape(message)),
        );
    }
    if let Some(word) = record
        .demanded
        .as_ref()
        .filter(|_| *verdict != Verdict::Starts)
    {
        line(
            text,
            &format!("     {} {}", palette.guide("|"), escape(&word.to_string())),
        );
    }
    match &record.reality {
        Some(Ok(seen)) => reality(text, seen, palette),
        Some(Err(why)) => line(
            text,
            &format!("     {} {}", palette.guide("really:"), escape(why)),
        ),
        None => {}
    }
    for note in &record.outcome.notes {
        line(
            text,
            &format!("     {} {}", palette.guide("note:"), escape(note)),
        );
    }
}

fn reality(text: &mut String, seen: &Reality, palette: Palette) {
    let started = if seen.started {
        "started"
    } else {
        "did not start"
    };
    let agrees = match seen.agrees {
        Some(true) => "as said",
        Some(false) => "NOT AS SAID",
        None => "which was not known",
    };
    let words = escape(&seen.words);
    let words = format!("{started}, {agrees}; {}: {words}", seen.status);
    line(
        text,
        &format!(
            "     {} {}",
            palette.guide("really:"),
            words.trim_end_matches(": ")
        ),
    );
}

fn steps(text: &mut String, trail: &[Step], palette: Palette) {
    for step in trail {
        let does = escape(&step.does);
        let result = escape(&step.result);
        line(
            text,
            &format!("     {} {does}: {result}", palette.faint(step.stage.name())),
        );
        for one in &step.tries {
            let (what, why, result) = (escape(&one.what), escape(&one.why), escape(&one.result));
            line(text, &format!("         {what}  ({why}): {result}"));
        }
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "{line}");
}
