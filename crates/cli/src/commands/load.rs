//! `cgone load FILE… --on TARGET…`: whether a program starts there.

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use report::load::{self, Record};
use target::{Verdict, start};

use crate::args::Color;
use crate::exit::Exit;
use crate::load::{Arguments, Format, Named, Target, conditions};
use crate::terminal;

/// Starts everything everywhere, without running anything.
pub(crate) fn run(args: &Arguments, color: Color) -> Exit {
    match load_all(args, color) {
        Ok(exit) => exit,
        Err(message) => {
            terminal::complain(color, "", &message);
            Exit::Usage
        }
    }
}

fn load_all(args: &Arguments, color: Color) -> Result<Exit, String> {
    let conditions = conditions(args)?;
    let targets: Vec<Target> = args
        .on
        .iter()
        .map(|name| Target::open(name))
        .collect::<Result<_, _>>()?;
    let opened: Vec<(String, Result<Named, String>)> = args
        .files
        .par_iter()
        .map(|file| (file.to_string_lossy().into_owned(), Named::open(file)))
        .collect();
    let mut exit = Exit::Clean;
    let mut named = Vec::new();
    for (path, result) in opened {
        match result {
            Ok(program) => named.push((path, program)),
            Err(message) => {
                terminal::complain(color, &path, &message);
                exit = Exit::Input;
            }
        }
    }
    let records: Vec<Vec<Record>> = named
        .par_iter()
        .map(|(path, program)| {
            let on = |target: &Target| {
                let program = program.on(target, args.at.as_deref());
                let outcome = start(target.tree(), &program, &conditions);
                Record::new(path, target.tree().name(), &program, outcome)
            };
            targets.iter().map(on).collect()
        })
        .collect();
    let records = records.concat();
    let fails = records
        .iter()
        .any(|record| matches!(record.outcome.verdict, Verdict::Fails(_)));
    if fails {
        exit = exit.max(Exit::Findings);
    }
    let mut view = terminal::view(color, false, args.trail);
    view.verbose = args.trail;
    let text = match args.format {
        Format::Human => load::human(&records, &view, args.tree),
        Format::Json => load::json(&records),
        Format::Ndjson => load::ndjson(&records),
    };
    terminal::print(&text).map_err(|error| format!("standard output: {error}"))?;
    Ok(exit)
}
