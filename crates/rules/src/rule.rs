//! What a rule is.

use diagnostic::{Evidence, Finding, Level};

use crate::{Subject, Theme, Wanted};

/// One rule: its metadata and its check.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case; reads well after the word "allow".
    pub name: &'static str,
    /// One sentence for `cgone rules`.
    pub summary: &'static str,
    /// The level when nobody asked for another.
    pub default_level: Level,
    /// The version that first shipped the rule.
    pub since: &'static str,
    /// What it is about.
    pub theme: Theme,
    /// The page: the doc comment on the rule, as Markdown.
    pub docs: &'static str,
    /// The rule's source file, for messages of the catalogue's tests.
    pub file: &'static str,
    /// Pure: reads the subject, appends findings.
    pub check: fn(&Subject<'_>, &mut Vec<Finding>),
}

impl Rule {
    /// A finding of this rule at its default level. Its subject is the message: where that changes with every
    /// build, the rule sets `subject` itself.
    pub(crate) fn finding(
        &self,
        message: impl Into<String>,
        evidence: Vec<Evidence>,
        help: impl Into<String>,
    ) -> Finding {
        let message = message.into();
        Finding {
            rule: self.name,
            level: self.default_level,
            subject: message.clone(),
            message,
            evidence,
            help: Some(help.into()),
            decided: Vec::new(),
        }
    }

    /// A finding that a requirement of the policy calls for: there is none without it.
    pub(crate) fn violation<T>(
        &self,
        wanted: &Wanted<T>,
        message: impl Into<String>,
        evidence: Vec<Evidence>,
        help: impl Into<String>,
    ) -> Finding {
        Finding {
            decided: vec![wanted.decision.clone()],
            ..self.finding(message, evidence, help)
        }
    }

    /// The page as plain text: the doc comment without its leading spaces.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::with_capacity(self.docs.len());
        for line in self.docs.lines() {
            page.push_str(line.strip_prefix(' ').unwrap_or(line));
            page.push('\n');
        }
        page
    }
}

/// Declares a rule. The doc comment is its page.
macro_rules! declare_rule {
    (@theme) => {
        None
    };
    (@theme $theme:ident) => {
        Some($crate::Theme::$theme)
    };
    (
        $(#[doc = $doc:literal])+
        $name:literal, $summary:literal, $level:ident, since $since:literal, $check:path $(, in $theme:ident)?
    ) => {
        $(#[doc = $doc])+
        pub(crate) static RULE: $crate::Rule = $crate::Rule {
            name: $name,
            summary: $summary,
            default_level: ::diagnostic::Level::$level,
            since: $since,
            theme: $crate::Theme::declared(declare_rule!(@theme $($theme)?)),
            docs: concat!($($doc, "\n"),+),
            file: file!(),
            check: $check,
        };
    };
}
pub(crate) use declare_rule;
