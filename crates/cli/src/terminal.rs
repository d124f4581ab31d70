//! What standard output and standard error are, and plain writing to them.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};

use report::{Notice, Palette, View, escape};

use crate::args::Color;

/// Columns where nobody looks.
const UNSEEN: usize = 100;

/// How standard output wants to be written.
pub(crate) fn view(color: Color, quiet: bool, verbose: bool) -> View {
    View {
        color: is_coloured(color, &io::stdout()),
        quiet,
        verbose,
        width: width(),
    }
}

/// How standard error wants to be written, where standard output is another program's.
pub(crate) fn view_beside(color: Color) -> View {
    View {
        color: is_coloured(color, &io::stderr()),
        quiet: false,
        verbose: false,
        width: terminal_size::terminal_size_of(io::stderr())
            .map_or(UNSEEN, |(width, _)| usize::from(width.0).clamp(60, 140)),
    }
}

/// Writes to standard error; whether it could be.
pub(crate) fn print_beside(text: &str) -> bool {
    io::stderr().lock().write_all(text.as_bytes()).is_ok()
}

fn is_coloured(color: Color, stream: &impl IsTerminal) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0") => {
            true
        }
        Color::Auto => {
            stream.is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

fn width() -> usize {
    match terminal_size::terminal_size_of(io::stdout()) {
        Some((width, _)) => usize::from(width.0).clamp(60, 140),
        None => UNSEEN,
    }
}

/// Writes to standard output. A reader that has gone away is no error: it has what it wanted.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Draws what is wrong with a text on standard error.
pub(crate) fn complain_of_text(color: Color, flaws: &rules::Flaws) {
    let color = is_coloured(color, &io::stderr());
    let text = report::draw_flaws(flaws, color, width());
    drop(io::stderr().lock().write_all(text.as_bytes()));
}

/// Says what should be known about the run on standard error, a line each.
pub(crate) fn note(color: Color, notices: &[Notice]) {
    for notice in notices {
        let place = notice.place.as_ref().map(ToString::to_string);
        complain(color, &place.unwrap_or_default(), &notice.message);
    }
}

/// Says what went wrong on standard error, one line a call: `cgone: PATH: message`.
pub(crate) fn complain(color: Color, what: &str, message: &str) {
    let palette = Palette::new(is_coloured(color, &io::stderr()));
    let what = if what.is_empty() {
        String::new()
    } else {
        format!("{}: ", escape(what))
    };
    let line = format!("{} {what}{}\n", palette.error("cgone:"), escape(message));
    // There is nowhere left to say that this failed.
    drop(io::stderr().lock().write_all(line.as_bytes()));
}
