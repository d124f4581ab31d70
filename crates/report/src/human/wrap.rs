//! Lines that fit their columns.

/// Breaks text at spaces so that no line is longer than `width` columns (characters), unless one word is.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines.push(line);
    lines
}

/// The text with a label before its first line, the other lines below the first.
pub(crate) fn hang(label: &str, label_width: usize, text: &str, width: usize) -> Vec<String> {
    let room = width.saturating_sub(label_width).max(24);
    wrap(text, room)
        .into_iter()
        .enumerate()
        .map(|(n, line)| format!("{:label_width$}{line}", if n == 0 { label } else { "" }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("unbreakable x", 4), ["unbreakable", "x"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn further_lines_hang_below_the_first() {
        let text = "aaaa bbbb cccc dddd eeee ffff";
        assert_eq!(
            hang("row", 6, text, 30),
            ["row   aaaa bbbb cccc dddd eeee", "      ffff"]
        );
    }
}
