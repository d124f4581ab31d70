//! A page of Markdown, set for reading: headings, paragraphs, lists, code, tables. Without colour every mark is a
//! character, so that a pipe reads the same words.

mod inline;
mod table;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{Palette, View, escape};
use inline::{Style, Words};
use table::Table;

/// Columns before everything that is no heading.
const BODY: usize = 2;

/// Columns before a line of code, beyond the body's.
const CODE: usize = 4;

/// The page, wrapped to the view's width.
#[must_use]
pub fn set_page(markdown: &str, view: &View) -> String {
    let mut page = Page {
        palette: Palette::new(view.color),
        width: view.width,
        text: String::new(),
        words: Words::default(),
        style: Style::Plain,
        lists: Vec::new(),
        bullet: None,
        code: false,
        table: None,
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.take(event);
    }
    page.text
}

/// A page being set.
struct Page {
    palette: Palette,
    width: usize,
    text: String,
    /// The paragraph, heading or cell that is open.
    words: Words,
    style: Style,
    /// The next number of each list that is open; `None` for one with bullets.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of the item that is open.
    bullet: Option<String>,
    /// A block of code is open.
    code: bool,
    table: Option<Table>,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.code => self.code_lines(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.words.push(self.style, &escape_lines(&text));
            }
            Event::Code(code) => self.words.push_code(&escape(&code)),
            Event::SoftBreak | Event::HardBreak => self.words.space(),
            Event::Rule => self.block("---"),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } | Tag::Strong => self.style = Style::Strong,
            Tag::CodeBlock(_) => {
                self.gap();
                self.code = true;
            }
            Tag::List(first) => {
                self.paragraph();
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(*first);
            }
            Tag::Item => self.bullet = Some(self.next_bullet()),
            Tag::Table(_) => self.table = Some(Table::default()),
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.row();
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.heading(),
            TagEnd::Strong => self.style = Style::Plain,
            TagEnd::Paragraph => {
                if self.lists.is_empty() {
                    self.gap();
                }
                self.paragraph();
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::Item => self.paragraph(),
            TagEnd::List(_) => drop(self.lists.pop()),
            TagEnd::TableCell => {
                let cell = self.words.take_plain();
                if let Some(table) = &mut self.table {
                    table.cell(cell);
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.gap();
                    let lines = table.lines(self.width.saturating_sub(BODY), self.palette);
                    lines.iter().for_each(|line| self.line(BODY, line));
                }
            }
            _ => {}
        }
    }

    fn heading(&mut self) {
        self.style = Style::Plain;
        self.gap();
        for line in self.words.take_lines(self.width, self.palette) {
            self.line(0, &line);
        }
    }

    /// Sets the open words, after the bullet if they begin an item.
    fn paragraph(&mut self) {
        let bullet = self.bullet.take().unwrap_or_default();
        let depth = self.lists.len().saturating_sub(1);
        let hang = if self.lists.is_empty() { 0 } else { 2 };
        let indent = BODY + 2 * depth;
        let room = self.width.saturating_sub(indent + hang).max(24);
        for (at, line) in self.words.take_lines(room, self.palette).iter().enumerate() {
            if at == 0 && !bullet.is_empty() {
                self.line(indent, &format!("{bullet} {line}"));
            } else {
                self.line(indent + hang, line);
            }
        }
    }

    fn next_bullet(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                let bullet = format!("{number}.");
                *number += 1;
                bullet
            }
            _ => "-".to_owned(),
        }
    }

    fn code_lines(&mut self, text: &str) {
        for line in text.lines() {
            let line = self.palette.guide(&escape(line));
            self.line(BODY + CODE, &line);
        }
    }

    fn block(&mut self, text: &str) {
        self.gap();
        self.line(BODY, text);
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(text);
        // A line of nothing but indentation is empty.
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        self.text.push('\n');
    }

    /// One empty line between blocks.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

/// Text whose line ends are spaces and whose other control characters are spelt out.
fn escape_lines(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape).collect();
    lines.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# a-rule

One two three four five six seven eight nine ten.

## What it does
Reports `a thing` that is **wrong**,
and goes on.

```console
$ go build -o x
```

- first item that is long enough to wrap
- second

1. one
2. two

| word | meaning |
|---|---|
| `a` | the first of them all |
| long | x |
";

    fn set(width: usize, color: bool) -> String {
        let view = View {
            color,
            width,
            ..View::default()
        };
        set_page(PAGE, &view)
    }

    #[test]
    fn a_page_is_set_without_colour() {
        let expect = "\
a-rule

  One two three four five six
  seven eight nine ten.

What it does

  Reports `a thing` that is
  wrong, and goes on.

      $ go build -o x

  - first item that is long
    enough to wrap
  - second

  1. one
  2. two

  word  meaning
  `a`   the first of them all
  long  x
";
        assert_eq!(set(30, false), expect);
    }

    #[test]
    fn colour_changes_no_word_and_no_line() {
        let coloured = set(30, true);
        assert!(coloured.contains("\u{1b}[1m"), "{coloured:?}");
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = after.split_once('m').map_or("", |(_, rest)| rest);
        }
        plain.push_str(rest);
        // A code span shows its marks only where colour does not.
        assert_eq!(plain, set(30, false));
    }

    #[test]
    fn no_line_is_longer_than_the_width_but_code() {
        for width in [40, 60, 80] {
            for line in set(width, false).lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }
}
