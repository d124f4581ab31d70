//! Colours, by what they mean.

use diagnostic::Level;

/// Paints text for a terminal, or leaves it alone.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    color: bool,
}

impl Palette {
    /// With colour or without.
    #[must_use]
    pub const fn new(color: bool) -> Self {
        Self { color }
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// A name that the eye should find first.
    #[must_use]
    pub fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// What may be overlooked.
    #[must_use]
    pub fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// A word of the layout: `-->`, `|`, `help:`.
    #[must_use]
    pub fn guide(self, text: &str) -> String {
        self.paint("36", text)
    }

    /// Something went wrong.
    #[must_use]
    pub fn error(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// Something about the run itself.
    #[must_use]
    pub fn notice(self, text: &str) -> String {
        self.paint("1;33", text)
    }

    /// Text in the colour of a level.
    #[must_use]
    pub fn level(self, level: Level, text: &str) -> String {
        match level {
            Level::Allow => self.faint(text),
            Level::Warn => self.paint("1;33", text),
            Level::Deny => self.error(text),
        }
    }
}
