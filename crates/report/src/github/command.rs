//! One workflow command, escaped as the toolkit of GitHub Actions does it (`@actions/core`, `command.ts`).

/// What is annotated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Error,
    Warning,
    Notice,
}

/// Characters of a message that the runner keeps.
const MESSAGE: usize = 4096;

/// One annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) kind: Kind,
    pub(super) file: Option<String>,
    /// Line and column.
    pub(super) position: Option<(u32, u32)>,
    pub(super) title: String,
    pub(super) message: String,
}

impl Command {
    /// The command as a line.
    pub(super) fn render(&self) -> String {
        let kind = match self.kind {
            Kind::Error => "error",
            Kind::Warning => "warning",
            Kind::Notice => "notice",
        };
        let mut properties = Vec::new();
        if let Some(file) = &self.file {
            properties.push(format!("file={}", property(file)));
        }
        if let Some((line, column)) = self.position {
            properties.push(format!("line={line},col={column}"));
        }
        properties.push(format!("title={}", property(&self.title)));
        let message = data(&shortened(&self.message));
        format!("::{kind} {}::{message}\n", properties.join(","))
    }
}

fn shortened(message: &str) -> String {
    const CUT: &str = "\n… cut: the rest is in the other reports";
    if message.chars().count() <= MESSAGE {
        return message.to_owned();
    }
    let kept = message.chars().take(MESSAGE - CUT.chars().count());
    kept.chain(CUT.chars()).collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_commands_is_escaped() {
        let command = Command {
            kind: Kind::Error,
            file: Some("a,b:c%d".into()),
            position: Some((3, 1)),
            title: "t".into(),
            message: "50%\nx::y".into(),
        };
        assert_eq!(
            command.render(),
            "::error file=a%2Cb%3Ac%25d,line=3,col=1,title=t::50%25%0Ax::y\n"
        );
    }

    #[test]
    fn a_cut_message_says_so() {
        let long = "é".repeat(5000);
        let short = shortened(&long);
        assert_eq!(short.chars().count(), MESSAGE);
        assert!(short.ends_with("other reports"));
    }
}
