//! `human`: the best cause in full, the others with what tells them apart.

use ::diagnose::{Certainty, Diagnosis, Evidence, Report};
use diagnostic::Level;

use super::DiagnosisFormat;
use crate::human::{Palette, hang};
use crate::{View, escape};

pub(super) static FORMAT: DiagnosisFormat = DiagnosisFormat {
    name: "human",
    render,
};

fn render(report: &Report, view: &View) -> String {
    let Some((best, others)) = report.causes.split_first() else {
        return nothing(report, view);
    };
    let mut text = String::new();
    if best.certainty == Certainty::Possible && !others.is_empty() {
        let count = report.causes.len();
        text.push_str(&format!(
            "one of {count} causes; what would tell them apart stands behind `next`\n\n"
        ));
    }
    text.push_str(&full(best, view));
    let (sure, weak): (Vec<&Diagnosis>, Vec<&Diagnosis>) = others
        .iter()
        .partition(|other| other.certainty == Certainty::Certain);
    for other in sure {
        text.push('\n');
        text.push_str(&full(other, view));
    }
    if !weak.is_empty() {
        text.push_str("\nit could also be:\n");
    }
    for other in weak {
        text.push_str(&brief(other, view));
    }
    text
}

fn full(diagnosis: &Diagnosis, view: &View) -> String {
    let palette = Palette::new(view.color);
    let title = format!("{}[{}]", diagnosis.certainty, diagnosis.cause.name);
    let mut text = format!(
        "{}: {}\n",
        palette.level(level(diagnosis.certainty), &title),
        palette.strong(diagnosis.cause.title),
    );
    text.push_str(&lines(&diagnosis.evidence, view));
    text.push_str(&labelled("why:", &diagnosis.reason, view));
    for fix in diagnosis.cause.fix {
        text.push_str(&labelled(
            "fix:",
            &format!("{}: {}", fix.platform.name(), fix.text),
            view,
        ));
    }
    for not in diagnosis.cause.not {
        text.push_str(&labelled("not:", not, view));
    }
    if let Some(next) = &diagnosis.next {
        text.push_str(&labelled("next:", next, view));
    }
    text
}

/// One of the others: its name, what it is, what speaks for and against it.
fn brief(diagnosis: &Diagnosis, view: &View) -> String {
    let palette = Palette::new(view.color);
    let title = format!("{}[{}]", diagnosis.certainty, diagnosis.cause.name);
    let text = format!(
        "{}: {}\n",
        palette.level(level(diagnosis.certainty), &title),
        diagnosis.cause.title,
    );
    text + &labelled("why:", &diagnosis.reason, view)
}

/// The lines that prove it, by source.
fn lines(evidence: &[Evidence], view: &View) -> String {
    let palette = Palette::new(view.color);
    let mut text = String::new();
    let mut source = "";
    for line in evidence {
        if line.source != source {
            source = &line.source;
            text.push_str(&format!("  {} {}\n", palette.guide("-->"), escape(source)));
        }
        let whole = line.text.replace('\t', " ");
        let said: String = whole.chars().take(view.width.max(40) - 12).collect();
        let is_cut = said.len() < whole.len();
        let dots = if is_cut { "…" } else { "" };
        text.push_str(&format!(
            "   {}  {}: {}{dots}\n",
            palette.guide("|"),
            line.line,
            escape(said.trim_end())
        ));
    }
    text
}

fn labelled(label: &str, text: &str, view: &View) -> String {
    let palette = Palette::new(view.color);
    let rows = hang("", 6, &escape(text), view.width);
    let rows = rows.join("\n");
    format!("{:<5} {}\n", palette.guide(label), rows.trim_start())
}

const fn level(certainty: Certainty) -> Level {
    match certainty {
        Certainty::Certain => Level::Deny,
        Certainty::Likely => Level::Warn,
        Certainty::Possible => Level::Allow,
    }
}

fn nothing(report: &Report, view: &View) -> String {
    let count = report.inputs.len();
    let noun = if count == 1 { "source" } else { "sources" };
    let mut text = format!("no cause found in {count} {noun}\n");
    if !report.unexplained.is_empty() {
        text.push_str("the program ended badly, and nothing here tells why:\n");
        text.push_str(&lines(&report.unexplained, view));
        let next = "give its standard error, `strace -f -s 256`, or `dmesg` as well";
        text.push_str(&labelled("next:", next, view));
    }
    text
}
