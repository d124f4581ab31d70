//! What is wrong with a text that people wrote, drawn under its lines.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use rules::{Flaw, Flaws};

use crate::escape;
use crate::escape::is_deceptive;

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
    let shown = harmless(&flaws.text);
    let mut text = String::new();
    for flaw in flaws.flaws.iter().take(DRAWN) {
        text.push_str(&renderer.render(&[drawn(flaw, &flaws.file, &shown)]));
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

/// The text with a mark of the same length for each character that a terminal would obey, so that spans stay.
fn harmless(text: &str) -> String {
    let text = text.replace("\r\n", " \n");
    let mark = |c: char| match c {
        '\n' | '\t' => c,
        _ if !is_deceptive(c) => c,
        _ => match c.len_utf8() {
            1 => '?',
            2 => '¤',
            3 => '\u{fffd}',
            _ => '\u{1f6c7}',
        },
    };
    text.chars().map(mark).collect()
}

fn drawn<'f>(flaw: &'f Flaw, file: &'f str, text: &'f str) -> Group<'f> {
    let mark = AnnotationKind::Primary
        .span(within(flaw, text))
        .label(flaw.label.as_deref().map(escape));
    let snippet = Snippet::source(text).path(escape(file)).annotation(mark);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_as_long_as_what_they_hide() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{e0041}\r\n\tb\r";
        let safe = harmless(text);
        assert_eq!(safe, "a?¤\u{fffd}\u{1f6c7} \n\tb?");
        assert_eq!(safe.len(), text.len());
    }

    #[test]
    fn a_flaw_stands_under_its_line() {
        let flaws = rules::Policy::parse("x.toml", "[levels]\nal = \"deny\"\n").unwrap_err();
        let text = draw_flaws(&flaws, false, 100);
        let expect = "\
error: unknown rule `al`
 --> x.toml:2:1
  |
2 | al = \"deny\"
  | ^^ did you mean `all`?

x.toml: 1 error
";
        assert_eq!(text, expect);
    }
}
