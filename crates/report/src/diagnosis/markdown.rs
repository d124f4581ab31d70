//! `markdown`: for an issue or a chat.

use std::fmt::Write as _;

use ::diagnose::{Diagnosis, Report};

use super::DiagnosisFormat;
use crate::{View, escape};

pub(super) static FORMAT: DiagnosisFormat = DiagnosisFormat {
    name: "markdown",
    render,
};

fn render(report: &Report, _view: &View) -> String {
    if report.causes.is_empty() {
        return format!("No cause found in {} sources.\n", report.inputs.len());
    }
    let mut text = String::new();
    for diagnosis in &report.causes {
        section(diagnosis, &mut text);
    }
    text
}

/// Writing to a String does not fail.
fn section(diagnosis: &Diagnosis, text: &mut String) {
    let cause = diagnosis.cause;
    let _ = writeln!(
        text,
        "## {} ({})\n\n{}.\n",
        cause.name, diagnosis.certainty, cause.title
    );
    for line in &diagnosis.evidence {
        let (source, said) = (escape(&line.source), escape(&line.text));
        let said = said.replace('`', "'");
        let _ = writeln!(text, "- `{source}`, line {}: `{said}`", line.line);
    }
    let _ = writeln!(text, "\n**Why:** {}", escape(&diagnosis.reason));
    if let Some(next) = &diagnosis.next {
        let _ = writeln!(text, "\n**Next:** {}", escape(next));
    }
    text.push_str("\n**Fix**\n\n");
    for fix in cause.fix {
        let _ = writeln!(text, "- {}: {}", fix.platform.name(), fix.text);
    }
    if !cause.not.is_empty() {
        text.push_str("\n**Does not help**\n\n");
    }
    for not in cause.not {
        let _ = writeln!(text, "- {not}");
    }
    text.push('\n');
}
