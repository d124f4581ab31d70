//! `github`: workflow commands, which GitHub Actions shows as annotations.

mod command;

use diagnostic::{Finding, Level, TextPlace};

use crate::case::{Standing, standing};
use crate::format::{Format, Piece, View};
use crate::{Brief, Notice, Record, Totals, Unread, escape, uri};
use command::{Command, Kind};

pub(crate) static FORMAT: Format = Format {
    name: "github",
    summary: "workflow commands of GitHub Actions: annotations",
    names_imports: |_| false,
    piece,
    join: Some(join),
};

/// Annotations of one kind that a step may make; what comes after is dropped without a word.
const A_STEP: usize = 10;

fn piece(record: &Record, _view: &View) -> Piece {
    Piece {
        brief: Some(Brief::of(record)),
        ..Piece::default()
    }
}

/// Errors first, so that they stand on top of the log too.
fn join(pieces: &[Piece], totals: &Totals, _view: &View) -> String {
    let briefs = || pieces.iter().filter_map(|piece| piece.brief.as_ref());
    let at = |level| briefs().flat_map(move |brief| findings(brief, level));
    let unread = totals.unread.iter().map(unread);
    let errors: Vec<Command> = unread.chain(at(Level::Deny)).collect();
    let warnings: Vec<Command> = at(Level::Warn).collect();
    let notices: Vec<Command> = totals.notices.iter().map(notice).collect();
    [errors, warnings, notices]
        .iter()
        .map(|all| fitting(all))
        .collect()
}

fn findings(brief: &Brief, level: Level) -> impl Iterator<Item = Command> {
    let counts = move |f: &&Finding| f.level == level && standing(f) != Standing::Waived;
    brief
        .findings
        .iter()
        .filter(counts)
        .map(|f| finding(brief, f))
}

fn finding(brief: &Brief, finding: &Finding) -> Command {
    let mut lines = vec![escape(&finding.message).into_owned()];
    if brief.name != brief.path {
        lines.push(format!("in {}", escape(&brief.name)));
    }
    lines.extend(finding.evidence.iter().map(|e| {
        let place = e.place.to_string();
        format!("{}: `{}`", escape(&place), escape(&e.value))
    }));
    lines.extend(
        finding
            .decided
            .iter()
            .map(|d| escape(&d.to_string()).into_owned()),
    );
    lines.extend(
        finding
            .help
            .iter()
            .map(|help| format!("help: {}", escape(help))),
    );
    Command {
        kind: match finding.level {
            Level::Deny => Kind::Error,
            Level::Warn | Level::Allow => Kind::Warning,
        },
        file: Some(file(&brief.path)),
        position: None,
        title: format!("cgone {}", finding.rule),
        message: lines.join("\n"),
    }
}

fn unread(unread: &Unread) -> Command {
    Command {
        kind: Kind::Error,
        file: Some(file(&unread.path)),
        position: None,
        title: "cgone could not read a file".to_owned(),
        message: escape(&unread.message).into_owned(),
    }
}

fn notice(notice: &Notice) -> Command {
    let help = notice
        .help
        .iter()
        .map(|help| format!("\nhelp: {}", escape(help)));
    let position = |place: &TextPlace| (place.line, place.column);
    Command {
        kind: Kind::Notice,
        file: notice.place.as_ref().map(|place| file(&place.file)),
        position: notice.place.as_ref().map(position),
        title: "cgone policy".to_owned(),
        message: escape(&notice.message).into_owned() + &help.collect::<String>(),
    }
}

/// As the repository knows it. Characters that deceive are spelt out: such a file is in no repository.
fn file(path: &str) -> String {
    escape(uri::plain(path)).into_owned()
}

/// As many as are shown; the last of them names the rest.
fn fitting(all: &[Command]) -> String {
    let shown = if all.len() > A_STEP {
        A_STEP - 1
    } else {
        all.len()
    };
    let (shown, rest) = all.split_at(shown);
    let mut text: String = shown.iter().map(Command::render).collect();
    if let Some(first) = rest.first() {
        text.push_str(&overflow(first.kind, rest).render());
    }
    text
}

fn overflow(kind: Kind, rest: &[Command]) -> Command {
    let line = |c: &Command| {
        let what = c.message.lines().next().unwrap_or_default();
        format!("{}: {what}", c.file.as_deref().unwrap_or(&c.title))
    };
    let lines: Vec<String> = rest.iter().map(line).collect();
    Command {
        kind,
        file: None,
        position: None,
        title: format!("cgone: {} more", rest.len()),
        message: lines.join("\n"),
    }
}
