//! Words with their styles, wrapped to lines.

use crate::Palette;

/// How a piece of a word looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// A heading, or what the page stresses.
    Strong,
    /// Code.
    Code,
}

/// Pieces that stand together without a space.
type Word = Vec<(Style, String)>;

/// The words of one paragraph.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Vec<Word>,
    /// What comes next belongs to the last word.
    glued: bool,
}

impl Words {
    /// Adds text; spaces in it part words.
    pub(super) fn push(&mut self, style: Style, text: &str) {
        for (at, part) in text.split(char::is_whitespace).enumerate() {
            if at > 0 {
                self.glued = false;
            }
            if part.is_empty() {
                continue;
            }
            let piece = (style, part.to_owned());
            match self.words.last_mut().filter(|_| self.glued) {
                Some(word) => word.push(piece),
                None => self.words.push(vec![piece]),
            }
            self.glued = true;
        }
    }

    /// Adds code with its backticks: they tell it from text where there is no colour.
    pub(super) fn push_code(&mut self, code: &str) {
        self.push(Style::Code, &format!("`{code}`"));
    }

    /// Ends the word.
    pub(super) const fn space(&mut self) {
        self.glued = false;
    }

    /// Takes all words as lines of at most `width` columns, unless one word is longer.
    pub(super) fn take_lines(&mut self, width: usize, palette: Palette) -> Vec<String> {
        self.glued = false;
        let mut lines = Vec::new();
        let (mut line, mut used) = (String::new(), 0);
        for word in self.words.drain(..) {
            let length: usize = word.iter().map(|(_, part)| part.chars().count()).sum();
            if used > 0 && used + 1 + length > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            word.iter()
                .for_each(|piece| line.push_str(&paint(piece, palette)));
            used += length;
        }
        if used > 0 {
            lines.push(line);
        }
        lines
    }

    /// Takes all words as one line without colour.
    pub(super) fn take_plain(&mut self) -> String {
        self.take_lines(usize::MAX, Palette::new(false)).concat()
    }
}

fn paint((style, text): &(Style, String), palette: Palette) -> String {
    match style {
        Style::Plain => text.clone(),
        Style::Strong => palette.strong(text),
        Style::Code => palette.guide(text),
    }
}
