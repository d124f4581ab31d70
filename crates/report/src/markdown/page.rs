//! A page that may not grow past a limit, and says what it left out.

/// Room for the note about what was cut, and the end of what is folded.
const NOTE: usize = 600;

/// Text that is written up to its limit.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    limit: usize,
    cut: Vec<String>,
}

impl Page {
    /// An empty page of at most so many bytes.
    pub(super) const fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            limit,
            cut: Vec::new(),
        }
    }

    /// What a page cannot do without.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A list between its head and its end, up to that percentage of the page; what does not fit is noted as so
    /// many of `what`. An empty list writes nothing.
    pub(super) fn list(
        &mut self,
        (head, end): (&str, &str),
        percent: usize,
        what: &str,
        items: impl ExactSizeIterator<Item = String>,
    ) {
        let count = items.len();
        if count == 0 {
            return;
        }
        let room = self.limit.saturating_sub(NOTE) / 100 * percent;
        let before = self.text.len();
        self.text.push_str(head);
        let mut written = 0;
        for item in items {
            if self.text.len() + item.len() + end.len() > room {
                break;
            }
            self.text.push_str(&item);
            written += 1;
        }
        if written == 0 {
            self.text.truncate(before);
        } else {
            self.text.push_str(end);
        }
        if written < count {
            self.cut
                .push(format!("{} of {count} {what}", count - written));
        }
    }

    /// The text, with a last word about what is not in it.
    pub(super) fn finish(mut self) -> String {
        if !self.cut.is_empty() {
            let note = format!(
                "\n> **Cut**, because a comment is limited: {}. The reports in other formats have all.\n",
                self.cut.join(", ")
            );
            self.text.push_str(&note);
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut page = Page::new(1000);
        let items = (0..100)
            .map(|n| format!("item {n:03}\n"))
            .collect::<Vec<_>>();
        page.list(("(\n", ")\n"), 50, "items", items.into_iter());
        let text = page.finish();
        assert!(text.starts_with("(\nitem 000\n"), "{text}");
        assert!(text.contains(")\n\n> **Cut**"), "{text}");
        assert!(text.contains(": 79 of 100 items."), "{text}");
        assert!(text.len() < 1000);
    }

    #[test]
    fn a_list_of_which_nothing_fits_has_no_head() {
        let mut page = Page::new(700);
        let item = "x".repeat(500);
        page.list(("head", "end"), 100, "items", [item].into_iter());
        assert!(!page.finish().contains("head"));
    }
}
