//! A text and where its lines start.

use std::ops::Range;

use diagnostic::TextPlace;

/// A text and the name of its file.
#[derive(Clone, Debug)]
pub(crate) struct Source<'t> {
    /// The file as the user knows it.
    pub(crate) file: &'t str,
    /// All of it.
    pub(crate) text: &'t str,
    /// Where each line starts: a text with many flaws or entries is walked once.
    starts: Vec<usize>,
}

impl<'t> Source<'t> {
    /// The text of a file.
    pub(crate) fn new(file: &'t str, text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            file,
            text,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// Line and column of a byte offset; the end of the text for one behind it.
    pub(crate) fn place(&self, offset: usize) -> TextPlace {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= end);
        let start = line.checked_sub(1).and_then(|at| self.starts.get(at));
        let before = self.text.get(start.copied().unwrap_or_default()..end);
        let column = before.map_or(0, |before| before.chars().count()) + 1;
        TextPlace {
            file: self.file.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    /// The words at a span.
    pub(crate) fn words(&self, span: &Range<usize>) -> &'t str {
        self.text.get(span.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize, line: u32, column: u32) {
        let place = Source::new("f", text).place(offset);
        assert_eq!((place.line, place.column), (line, column), "{text:?}");
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        check("", 0, 1, 1);
        check("ab\ncd", 0, 1, 1);
        check("ab\ncd", 3, 2, 1);
        check("ab\ncd", 4, 2, 2);
        check("äb = 1", 3, 1, 3);
    }

    #[test]
    fn an_offset_inside_a_character_or_behind_the_end_is_no_panic() {
        check("ä", 1, 1, 1);
        check("a\n", 99, 2, 1);
    }
}
