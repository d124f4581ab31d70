//! `cgone diagnose PATH…`: why a program failed, from what it left behind.

use ::diagnose::Case;

use crate::args::{Color, Diagnose};
use crate::diagnose::{Failed, facts, inputs, read};
use crate::exit::Exit;
use crate::terminal;

/// Reads what was named and says what it makes of it.
pub(crate) fn run(args: &Diagnose, color: Color) -> Exit {
    let facts = match args.binary.as_deref().map(facts).transpose() {
        Ok(facts) => facts,
        Err(failed) => return complain(color, &failed),
    };
    let mut case = Case::new(facts.as_ref());
    let mut exit = Exit::Clean;
    for input in inputs(&args.paths) {
        if let Err(failed) = input.and_then(|input| read(&input, &mut case)) {
            exit = exit.max(complain(color, &failed));
        }
    }
    if case.sources().is_empty() && exit == Exit::Clean {
        let what = args.paths.first().map(|path| path.display().to_string());
        let message = "no log found in it".to_owned();
        exit = complain(color, &Failed::new(&what.unwrap_or_default(), message));
    }
    let report = ::diagnose::diagnose(&case);
    let view = terminal::view(color, false, false);
    if terminal::print(&(args.format.render)(&report, &view)).is_err() {
        return Exit::Usage;
    }
    if report.causes.is_empty() {
        exit
    } else {
        exit.max(Exit::Findings)
    }
}

fn complain(color: Color, failed: &Failed) -> Exit {
    terminal::complain(color, &failed.path, &failed.message);
    Exit::Input
}
