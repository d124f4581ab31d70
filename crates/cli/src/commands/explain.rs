//! `cgone explain RULE`: the rule's page.

use crate::args::{Color, Explain};
use crate::exit::Exit;
use crate::terminal;

/// Prints the page, or the nearest name.
pub(crate) fn run(args: &Explain, color: Color) -> Exit {
    let Some(rule) = rules::find(&args.rule) else {
        let nearest = rules::UnknownRule::new(&args.rule).nearest;
        let message = format!("no such rule; did you mean `{nearest}`? `cgone rules` lists all");
        terminal::complain(color, &args.rule, &message);
        return Exit::Usage;
    };
    let text = format!(
        "# {}\n\n{}.\nDefault level: {}. Since {}.\n\n{}",
        rule.name,
        rule.summary,
        rule.default_level,
        rule.since,
        rule.page()
    );
    match terminal::print(&text) {
        Ok(()) => Exit::Clean,
        Err(_) => Exit::Usage,
    }
}
