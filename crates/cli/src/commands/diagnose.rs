//! `cgone diagnose PATH…` and `cgone diagnose -- COMMAND…`: why a program failed, from what it left behind.

use ::diagnose::Case;
use gobin::Facts;

use crate::args::{Color, Diagnose};
use crate::diagnose::{Failed, facts, inputs, read};
use crate::exit::Exit;
use crate::terminal;
use crate::whole;

/// Reads what was named, or what a program leaves behind, and says what it makes of it.
pub(crate) fn run(args: &Diagnose, color: Color) -> Exit {
    let facts = match args.binary.as_deref().map(facts).transpose() {
        Ok(facts) => facts,
        Err(failed) => return complain(color, &failed),
    };
    if let Some(Err(message)) = args.output.as_deref().map(whole::check) {
        terminal::complain(color, "cgone", &message);
        return Exit::Usage;
    }
    if let Some(pid) = args.pid {
        return crate::diagnose::process(args, color, pid);
    }
    if args.command.is_empty() {
        return judge(args, color, facts.as_ref(), Exit::Clean);
    }
    crate::diagnose::command(args, color, facts)
}

/// Diagnoses what the paths name.
pub(crate) fn judge(args: &Diagnose, color: Color, facts: Option<&Facts>, exit: Exit) -> Exit {
    let mut exit = exit;
    let mut case = Case::new(facts);
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
    if !write(args, color, &report) {
        return Exit::Usage;
    }
    if report.causes.is_empty() {
        exit
    } else {
        exit.max(Exit::Findings)
    }
}

/// Writes the diagnosis: to a file, or where the program does not write its own output.
fn write(args: &Diagnose, color: Color, report: &::diagnose::Report) -> bool {
    let render = |view| (args.format.render)(report, &view);
    match &args.output {
        Some(file) => {
            let text = render(terminal::view(Color::Never, false, false));
            let written = whole::write(file, &text);
            if let Err(error) = &written {
                terminal::complain(color, &file.display().to_string(), &error.to_string());
            }
            written.is_ok()
        }
        None if !args.command.is_empty() => {
            terminal::print_beside(&render(terminal::view_beside(color)))
        }
        None => terminal::print(&render(terminal::view(color, false, false))).is_ok(),
    }
}

fn complain(color: Color, failed: &Failed) -> Exit {
    terminal::complain(color, &failed.path, &failed.message);
    Exit::Input
}
