//! `gitlab`: the JSON of GitLab's Code Quality.
//!
//! The shape is documented at <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use diagnostic::{Finding, Level};
use serde_json::{Value, json};

use crate::case::{Case, Standing, standing};
use crate::escape::escape_json;
use crate::format::{Format, Piece, View};
use crate::{Record, Totals, Unread, escape, uri};

pub(crate) static FORMAT: Format = Format {
    name: "gitlab",
    summary: "JSON for GitLab's Code Quality",
    names_imports: |_| false,
    piece,
    join: Some(join),
};

fn piece(record: &Record, _view: &View) -> Piece {
    of_case(&Case::of(record))
}

/// What GitLab shows counts: findings at `warn` and `deny` that nobody set aside.
fn of_case(case: &Case<'_>) -> Piece {
    let counts = |f: &&Finding| matches!(standing(f), Standing::Fails | Standing::Warns);
    let issues = case
        .findings
        .iter()
        .filter(counts)
        .map(|f| text(&issue(case, f)));
    Piece {
        text: issues.collect::<Vec<_>>().join(",\n"),
        ..Piece::default()
    }
}

fn join(pieces: &[Piece], totals: &Totals, _view: &View) -> String {
    let found = pieces.iter().map(|piece| piece.text.clone());
    let unread = totals.unread.iter().map(|u| text(&unread(u)));
    let issues: Vec<String> = found.filter(|t| !t.is_empty()).chain(unread).collect();
    format!("[\n{}\n]\n", issues.join(",\n"))
}

fn text(issue: &Value) -> String {
    escape_json(issue.to_string())
}

fn issue(case: &Case<'_>, finding: &Finding) -> Value {
    let mut description = escape(&finding.message).into_owned();
    if let Some(container) = case.container {
        description.push_str(&format!(" (in {})", escape(container)));
    }
    if let Some(help) = &finding.help {
        description.push_str(&format!("; help: {}", escape(help)));
    }
    let severity = match finding.level {
        Level::Deny => "critical",
        Level::Warn | Level::Allow => "minor",
    };
    let fingerprint = rules::fingerprint(&case.name(), finding);
    whole(
        finding.rule,
        &description,
        &fingerprint,
        severity,
        case.path,
    )
}

fn unread(unread: &Unread) -> Value {
    const CHECK: &str = "unread-file";
    let as_finding = Finding {
        rule: CHECK,
        level: Level::Deny,
        message: unread.message.clone(),
        subject: unread.message.clone(),
        evidence: Vec::new(),
        help: None,
        decided: Vec::new(),
    };
    let fingerprint = rules::fingerprint(&unread.path, &as_finding);
    let description = format!("the file could not be read: {}", escape(&unread.message));
    whole(CHECK, &description, &fingerprint, "blocker", &unread.path)
}

/// A binary has no lines, but GitLab wants one.
fn whole(check: &str, description: &str, fingerprint: &str, severity: &str, path: &str) -> Value {
    json!({
        "description": description,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": uri::plain(path), "lines": {"begin": 1}},
    })
}
