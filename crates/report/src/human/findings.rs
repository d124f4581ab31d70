//! Findings as diagnostics: what, where, evidence, what to do.

use diagnostic::{Decision, Evidence, Finding, Level};

use super::palette::Palette;
use super::{screen, wrap};
use crate::format::View;
use crate::{Record, escape};

/// Every finding that the reader should see, a blank line between them; then those that were set aside.
pub(super) fn of_record(record: &Record, view: &View) -> String {
    let context = format!("{}  ({})", record.name(), screen::headline(&record.facts));
    let shown = record
        .findings
        .iter()
        .filter(|f| f.stands() || (view.verbose && f.level == Level::Allow));
    let mut texts: Vec<String> = shown.map(|f| one(f, &context, view)).collect();
    if !view.quiet {
        texts.extend(record.waived().map(|f| waived(f, view)));
    }
    texts.join("\n")
}

/// A finding that was set aside: what, and who said so.
fn waived(finding: &Finding, view: &View) -> String {
    let palette = Palette::new(view.color);
    let title = palette.faint(&format!("waived[{}]", finding.rule));
    let message = escape(&finding.message);
    format!("{title}: {message}\n{}", decisions(finding, palette))
}

fn one(finding: &Finding, context: &str, view: &View) -> String {
    let palette = Palette::new(view.color);
    let title = format!("{}[{}]", finding.level, finding.rule);
    let mut text = format!(
        "{}: {}\n  {} {}\n",
        palette.level(finding.level, &title),
        palette.strong(&escape(&finding.message)),
        palette.guide("-->"),
        escape(context),
    );
    for evidence in &finding.evidence {
        text.push_str(&format!("   {}  {}\n", palette.guide("|"), proof(evidence)));
    }
    text.push_str(&decisions(finding, palette));
    text.push_str(&advice(finding, view));
    text
}

/// Who decided what it counts for, a line each.
pub(super) fn decisions(finding: &Finding, palette: Palette) -> String {
    let line = |decision: &Decision| {
        let says = escape(&decision.to_string()).into_owned();
        format!("   {}  {}\n", palette.guide("|"), palette.faint(&says))
    };
    finding.decided.iter().map(line).collect()
}

/// Help and the page, as lines.
pub(super) fn advice(finding: &Finding, view: &View) -> String {
    let palette = Palette::new(view.color);
    let mut text = String::new();
    if let Some(help) = &finding.help {
        let lines = wrap::hang("", 6, &escape(help), view.width);
        let lines = lines.join("\n");
        text.push_str(&format!(
            "{} {}\n",
            palette.guide("help:"),
            lines.trim_start()
        ));
    }
    text.push_str(&format!(
        "{} cgone explain {}\n",
        palette.guide("more:"),
        finding.rule
    ));
    text
}

/// ``program header 1 (PT_INTERP) at 0xfe4: `/lib64/ld-linux-x86-64.so.2` ``.
pub(super) fn proof(evidence: &Evidence) -> String {
    let place = evidence.place.to_string();
    format!("{}: `{}`", escape(&place), escape(&evidence.value))
}
