//! `cgone load FILE… --on TARGET…`: whether a program starts there.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use report::load::{self, Floor, Record};
use target::{Conditions, Verdict, start};

use crate::args::Color;
use crate::exit::Exit;
use crate::load::{
    Arguments, Format, Named, Target, Targets, Wanted, conditions, list_targets, on_target,
    targets, wanted,
};
use crate::policy::NoPolicy;
use crate::terminal;

/// Starts everything everywhere, without running anything.
pub(crate) fn run(args: &Arguments, color: Color) -> Exit {
    match load_all(args, color) {
        Ok(exit) => exit,
        Err(error) => {
            error.complain(color);
            Exit::Usage
        }
    }
}

fn load_all(args: &Arguments, color: Color) -> Result<Exit, NoPolicy> {
    if args.list_targets {
        print(&list_targets())?;
        return Ok(Exit::Clean);
    }
    let conditions = conditions(args)?;
    let opened: Vec<(String, Result<Named, String>)> = args
        .files
        .par_iter()
        .map(|file| {
            (
                file.to_string_lossy().into_owned(),
                Named::open(file, args.platform.as_deref()),
            )
        })
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
    let wanted = wanted(args, &named)?;
    let targets = targets(&named, &wanted, conditions.arch)?;
    let records: Vec<Vec<Record>> = named
        .par_iter()
        .zip(&wanted)
        .map(|(named, wanted)| verdicts(args, &conditions, named, wanted, &targets))
        .collect();
    let records = records.concat();
    let floors = floors(args, &named, &conditions);
    if records.iter().any(is_refused) {
        exit = exit.max(Exit::Findings);
    }
    let reality = records.iter().filter_map(|record| record.reality.as_ref());
    for seen in reality {
        exit = exit.max(match seen {
            Ok(seen) if seen.agrees == Some(false) => Exit::Fault,
            Ok(_) => Exit::Clean,
            Err(_) => Exit::Input,
        });
    }
    let mut view = terminal::view(color, false, args.trail);
    view.verbose = args.trail;
    let text = match args.format {
        Format::Human => load::human(&records, &floors, &view, args.tree),
        Format::Json => load::json(&records, &floors),
        Format::Ndjson => load::ndjson(&records),
    };
    print(&text)?;
    Ok(exit)
}

fn print(text: &str) -> Result<(), String> {
    terminal::print(text).map_err(|error| format!("standard output: {error}"))
}

/// One program on each of its targets.
fn verdicts(
    args: &Arguments,
    conditions: &Conditions,
    (path, named): &(String, Named),
    wanted: &Wanted,
    targets: &Targets,
) -> Vec<Record> {
    let on = |target: &Target| {
        let program = named.on(target, args.at.as_deref());
        let conditions = on_target(conditions, target);
        let outcome = start(target.tree(), &program, &conditions);
        let reality = args
            .verify
            .then(|| target.verify(&program, &named.file, &outcome));
        Record {
            reality,
            demanded: wanted.demanded.clone(),
            ..Record::new(path, target.tree().name(), &program, outcome)
        }
    };
    let targets = wanted.among(targets, conditions.arch.or_else(|| named.arch()));
    targets.into_iter().map(on).collect()
}

/// A start that fails, or that a policy demands and nobody can promise.
const fn is_refused(record: &Record) -> bool {
    match record.outcome.verdict {
        Verdict::Starts => false,
        Verdict::Fails(_) => true,
        Verdict::Unknown { .. } => record.demanded.is_some(),
    }
}

/// The floor of every program, where it was asked for.
fn floors(
    args: &Arguments,
    named: &[(String, Named)],
    conditions: &Conditions,
) -> Vec<(String, Floor)> {
    let asked = named.iter().filter(|_| args.floor);
    let floor = |(path, named): &(String, Named)| Some((path.clone(), named.floor(conditions)?));
    asked.filter_map(floor).collect()
}
