//! `human`: worse first, then better, then neutral; a program without a change is only counted.

use diagnostic::Level;
use diff::{Change, Direction, Fate, Judged, Lone, Pair, Side};

use super::{Comparison, DiffFormat, Sums, count, is_changed, names, towards};
use crate::human::wrap::hang;
use crate::{Palette, View, escape};

pub(super) static FORMAT: DiffFormat = DiffFormat {
    name: "human",
    summary: "for people: worse, better, neutral, findings",
    render,
};

/// Changes of one aspect and one direction that are named without `--verbose`.
const NAMED: usize = 3;

/// Columns before a change's clause.
const LABEL: usize = 18;

fn render(comparison: &Comparison<'_>, view: &View) -> String {
    let mut text = String::new();
    let diff = comparison.diff;
    for pair in diff.pairs.iter().filter(|pair| is_changed(pair)) {
        text.push_str(&of_pair(pair, view));
        text.push('\n');
    }
    text.push_str(&of_lone("added", &diff.added, view));
    text.push_str(&of_lone("removed", &diff.removed, view));
    text.push_str(&reasons(comparison, view));
    text.push_str(&sum(comparison));
    text
}

fn of_pair(pair: &Pair, view: &View) -> String {
    let palette = Palette::new(view.color);
    let title = palette.strong(&escape(&names(pair)));
    let mut text = format!("{title}  {}\n", escape(&pair.new.platform()));
    for direction in Direction::ALL {
        let changes: Vec<&Change> = towards(pair, direction).collect();
        if !changes.is_empty() {
            text.push_str(&format!("  {}\n", heading(direction, palette)));
            text.push_str(&by_aspect(&changes, view));
        }
    }
    text.push_str(&unknown(pair, view));
    text.push_str(&findings(&pair.findings, view));
    text
}

fn heading(direction: Direction, palette: Palette) -> String {
    match direction {
        Direction::Worse => palette.error(direction.name()),
        Direction::Better => palette.strong(direction.name()),
        Direction::Neutral => palette.faint(direction.name()),
    }
}

/// Changes in their order; of one aspect only the first few.
fn by_aspect(changes: &[&Change], view: &View) -> String {
    let mut text = String::new();
    for group in changes.chunk_by(|a, b| a.aspect == b.aspect) {
        let named = if view.verbose { group.len() } else { NAMED };
        for (at, change) in group.iter().take(named).enumerate() {
            let label = if at == 0 { change.aspect } else { "" };
            text.push_str(&line(label, &clause(change, view), view));
        }
        if group.len() > named {
            let more = format!("and {} more (all with --verbose)", group.len() - named);
            text.push_str(&line("", &more, view));
        }
    }
    text
}

/// The clause, and where the bytes say so: both sides with `--verbose`, else the one that has the value.
fn clause(change: &Change, view: &View) -> String {
    let shown = change.new.as_ref().map_or(Side::Old, |_| Side::New);
    let proofs = change.evidence.iter();
    let proofs: Vec<String> = proofs
        .filter(|(side, proof)| (view.verbose || *side == shown) && !proof.place().is_empty())
        .map(|(side, proof)| match (view.verbose, side) {
            (false, Side::New) => proof.place().to_owned(),
            _ => format!("{} {}", side.name(), proof.place()),
        })
        .collect();
    if proofs.is_empty() || change.direction == Direction::Neutral && !view.verbose {
        change.message.clone()
    } else {
        format!("{} [{}]", change.message, proofs.join("; "))
    }
}

fn line(label: &str, text: &str, view: &View) -> String {
    let lines = hang(label, LABEL, &escape(text), view.width.saturating_sub(4));
    let lines = lines
        .iter()
        .map(|line| format!("    {}\n", line.trim_end()));
    lines.collect()
}

fn unknown(pair: &Pair, view: &View) -> String {
    if pair.unknown.is_empty() {
        return String::new();
    }
    let mut text = "  unknown on one side\n".to_owned();
    for unknown in &pair.unknown {
        let (side, known) = (unknown.side.name(), unknown.known.replace('`', "'"));
        let other = if unknown.side == Side::Old {
            "new"
        } else {
            "old"
        };
        let said = format!("{other} has `{known}`; {side}: missing {}", unknown.missing);
        text.push_str(&line(unknown.field, &said, view));
    }
    text
}

fn findings(judged: &[Judged], view: &View) -> String {
    let shown = |j: &&Judged| j.finding.level() > Level::Allow || view.verbose;
    let of = |fate| judged.iter().filter(move |j| j.fate == fate).filter(shown);
    let [new, gone, kept] = [Fate::New, Fate::Gone, Fate::Kept].map(|fate| of(fate).count());
    if new + gone + kept == 0 {
        return String::new();
    }
    let mut text = format!("  findings: {new} new, {gone} gone, {kept} kept\n");
    let palette = Palette::new(view.color);
    for judged in judged.iter().filter(shown) {
        if judged.fate == Fate::Kept && !judged.newly_denies && !view.verbose {
            continue;
        }
        text.push_str(&finding(judged, palette));
    }
    text
}

fn finding(judged: &Judged, palette: Palette) -> String {
    let finding = &judged.finding;
    let title = format!("{}[{}]", finding.level(), finding.rule);
    let fate = match (judged.fate, judged.newly_denies) {
        (Fate::Kept, true) => "now denied",
        (fate, _) => fate.name(),
    };
    let waived = if finding.waived { " (waived)" } else { "" };
    format!(
        "    {fate}  {}: {}{waived}\n",
        palette.level(finding.level(), &escape(&title)),
        escape(&finding.message)
    )
}

fn of_lone(what: &str, images: &[Lone], view: &View) -> String {
    let palette = Palette::new(view.color);
    let mut text = String::new();
    for image in images {
        let name = image.build.name();
        let platform = image.build.platform();
        text.push_str(&format!(
            "{what}: {}  {}\n",
            palette.strong(&escape(&name)),
            escape(&platform)
        ));
        text.push_str(&findings(&image.findings, view));
    }
    if !images.is_empty() {
        text.push('\n');
    }
    text
}

fn reasons(comparison: &Comparison<'_>, view: &View) -> String {
    let palette = Palette::new(view.color);
    let reasons = comparison.reasons.iter();
    let mut text: String = reasons
        .map(|reason| format!("{} {}\n", palette.error("fails:"), escape(reason)))
        .collect();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// `2 images compared, 1 changed (3 worse, 1 better, 4 neutral); 1 added, 0 removed`.
fn sum(comparison: &Comparison<'_>) -> String {
    let diff = comparison.diff;
    let sums = Sums::of(diff);
    let changed = match sums.changed {
        0 => "none changed".to_owned(),
        changed => format!(
            "{changed} changed ({} worse, {} better, {} neutral)",
            sums.worse, sums.better, sums.neutral
        ),
    };
    format!(
        "{} compared, {changed}; {} added, {} removed\n",
        count(diff.pairs.len(), "image"),
        diff.added.len(),
        diff.removed.len()
    )
}
