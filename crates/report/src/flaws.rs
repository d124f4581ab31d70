//! What is wrong with a text that people wrote, drawn under its lines.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use rules::{Flaw, Flaws};

use crate::escape;

/// Flaws that are drawn; of a file that is something else altogether, the rest says nothing new.
const DRAWN: usize = 20;

/// Each flaw with its file, line and column, the line itself, a caret, and what can be done. Control and
/// direction characters of the text are made visible.
#[must_use]
pub fn draw_flaws(flaws: &Flaws, color: bool, width: usize) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(width);
    let mut text = String::new();
    for flaw in flaws.flaws.iter().take(DRAWN) {
        text.push_str(&renderer.render(&[drawn(flaw, flaws)]));
        text.push_str("\n\n");
    }
    let count = flaws.flaws.len();
    if count > DRAWN {
        text.push_str(&format!("and {} more\n\n", count - DRAWN));
    }
    let noun = if count == 1 { "error" } else { "errors" };
    text.push_str(&format!("{}: {count} {noun}\n", escape(&flaws.file)));
    text
}

fn drawn<'f>(flaw: &'f Flaw, flaws: &'f Flaws) -> Group<'f> {
    let mark = AnnotationKind::Primary
        .span(within(flaw, &flaws.text))
        .label(flaw.label.as_deref().map(escape));
    let snippet = Snippet::source(flaws.text.as_str())
        .path(escape(&flaws.file))
        .annotation(mark);
    let group = Level::ERROR
        .primary_title(escape(&flaw.message))
        .element(snippet);
    match &flaw.help {
        Some(help) => group.element(Level::HELP.message(escape(help))),
        None => group,
    }
}

/// The span, moved into the text and onto whole characters.
fn within(flaw: &Flaw, text: &str) -> std::ops::Range<usize> {
    let floor = |at: usize| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(flaw.span.start);
    start..floor(flaw.span.end).max(start)
}
