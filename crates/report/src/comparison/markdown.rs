//! `markdown`: a comment for a pull request. Values of binaries stand in code spans or are spelt out, so that
//! none of them can become a link, an image or a mention.

use diagnostic::Level;
use diff::{Change, Direction, Fate, Judged, Lone, Pair};

use super::{Comparison, DiffFormat, Sums, count, is_changed, names, towards};
use crate::{View, escape};

pub(super) static FORMAT: DiffFormat = DiffFormat {
    name: "markdown",
    summary: "a comment for a pull request",
    render,
};

/// Neutral changes that are written out; a comment has at most 65,536 characters.
const NAMED: usize = 40;

fn render(comparison: &Comparison<'_>, _view: &View) -> String {
    let diff = comparison.diff;
    let sums = Sums::of(diff);
    let mut text = format!(
        "### cgone diff: {} → {}\n\n",
        code(comparison.old),
        code(comparison.new)
    );
    text.push_str(&format!(
        "{} compared, {} changed; {} added, {} removed. {} worse, {} better, {} neutral; findings: {} new, \
         {} gone, {} kept.\n",
        count(diff.pairs.len(), "image"),
        sums.changed,
        diff.added.len(),
        diff.removed.len(),
        sums.worse,
        sums.better,
        sums.neutral,
        sums.new,
        sums.gone,
        sums.kept
    ));
    if !comparison.reasons.is_empty() {
        text.push_str("\n**Fails:**\n\n");
        for reason in comparison.reasons {
            text.push_str(&format!("- {}\n", clause(reason)));
        }
    }
    for pair in diff.pairs.iter().filter(|pair| is_changed(pair)) {
        text.push_str(&of_pair(pair));
    }
    text.push_str(&of_lone("Added", &diff.added));
    text.push_str(&of_lone("Removed", &diff.removed));
    text
}

fn of_pair(pair: &Pair) -> String {
    let mut text = format!("\n#### {}\n", code(&names(pair)));
    for (direction, title) in [(Direction::Worse, "Worse"), (Direction::Better, "Better")] {
        let changes: Vec<&Change> = towards(pair, direction).collect();
        if !changes.is_empty() {
            text.push_str(&format!("\n**{title}**\n\n{}", list(&changes)));
        }
    }
    text.push_str(&findings(&pair.findings));
    let neutral: Vec<&Change> = towards(pair, Direction::Neutral).collect();
    if !neutral.is_empty() {
        let summary = count(neutral.len(), "neutral change");
        let list = list(&neutral);
        text.push_str(&format!(
            "\n<details><summary>{summary}</summary>\n\n{list}\n</details>\n"
        ));
    }
    text.push_str(&unknown(pair));
    text
}

fn list(changes: &[&Change]) -> String {
    let named = changes.iter().take(NAMED);
    let mut text: String = named
        .map(|change| format!("- {}: {}\n", change.aspect, clause(&change.message)))
        .collect();
    if changes.len() > NAMED {
        text.push_str(&format!("- and {} more\n", changes.len() - NAMED));
    }
    text
}

fn unknown(pair: &Pair) -> String {
    if pair.unknown.is_empty() {
        return String::new();
    }
    let mut text = "\n**Unknown on one side**\n\n".to_owned();
    for unknown in &pair.unknown {
        text.push_str(&format!(
            "- {}: missing on the {} side: {}\n",
            code(unknown.field),
            unknown.side.name(),
            clause(&unknown.missing)
        ));
    }
    text
}

fn findings(judged: &[Judged]) -> String {
    let moved = |j: &&Judged| j.fate != Fate::Kept || j.newly_denies;
    let shown = judged.iter().filter(moved);
    let shown = shown.filter(|j| j.finding.level() > Level::Allow);
    let lines: String = shown.map(finding).collect();
    if lines.is_empty() {
        lines
    } else {
        format!("\n**Findings**\n\n{lines}")
    }
}

fn finding(judged: &Judged) -> String {
    let finding = &judged.finding;
    let fate = match (judged.fate, judged.newly_denies) {
        (Fate::Kept, true) => "now denied",
        (fate, _) => fate.name(),
    };
    format!(
        "- {fate} {} {}: {}\n",
        finding.level(),
        code(&finding.rule),
        clause(&finding.message)
    )
}

fn of_lone(title: &str, images: &[Lone]) -> String {
    if images.is_empty() {
        return String::new();
    }
    let mut text = format!("\n#### {title}\n\n");
    for image in images {
        let name = code(&image.build.name());
        text.push_str(&format!("- {name}, {}\n", code(&image.build.platform())));
    }
    images
        .iter()
        .for_each(|i| text.push_str(&findings(&i.findings)));
    text
}

/// A value in a code span that it cannot end.
fn code(value: &str) -> String {
    format!("`{}`", escape(value).replace('`', "'"))
}

/// A clause whose code spans stay and whose other text means nothing to Markdown.
fn clause(text: &str) -> String {
    let text = escape(text);
    // Without its partner a backtick would open a span that swallows the rest.
    if text.matches('`').count() % 2 == 1 {
        return inert(&text.replace('`', "'"));
    }
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        0 => inert(part),
        _ if part.is_empty() => "``".to_owned(),
        _ => format!("`{part}`"),
    });
    parts.collect()
}

/// Text without a meaning in Markdown or HTML.
fn inert(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // A comment would notify whoever has that name, or link the issue of that number.
            '@' | '#' => {
                safe.push(c);
                safe.push_str("&#8203;");
            }
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_spans() {
        for (text, expect) in [
            ("needs `libm.so.6`", "needs `libm.so.6`"),
            ("a `b` <img> `c`", "a `b` &lt;img&gt; `c`"),
            ("a `b <img>", "a 'b &lt;img&gt;"),
            ("@you [x](y)", "@&#8203;you \\[x\\](y)"),
            ("line\nbreak", "line\\\\u{a}break"),
        ] {
            assert_eq!(clause(text), expect);
        }
        assert_eq!(code("a`b"), "`a'b`");
    }
}
