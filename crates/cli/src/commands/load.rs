//! `cgone load FILE… --on TARGET…`: whether a program starts there.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use report::load::{self, Floor, Record};
use target::{Conditions, Verdict, start};

use crate::args::Color;
use crate::exit::Exit;
use crate::load::{Arguments, Format, Named, Target, conditions, list_targets, on_target};
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
    if args.list_targets {
        return print(&list_targets()).map(|()| Exit::Clean);
    }
    let conditions = conditions(args)?;
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
    let targets = targets(args, conditions.arch, &named)?;
    let records: Vec<Vec<Record>> = named
        .par_iter()
        .map(|(path, named)| {
            let on = |target: &Target| {
                let program = named.on(target, args.at.as_deref());
                let conditions = on_target(&conditions, target.tree().name());
                let outcome = start(target.tree(), &program, &conditions);
                let reality = args
                    .verify
                    .then(|| target.verify(&program, &named.file, &outcome));
                let record = Record::new(path, target.tree().name(), &program, outcome);
                Record { reality, ..record }
            };
            targets
                .get(&conditions.arch.or_else(|| named.arch()))
                .into_iter()
                .flatten()
                .map(on)
                .collect()
        })
        .collect();
    let records = records.concat();
    let floors = floors(args, &named, &conditions);
    let fails = records
        .iter()
        .any(|record| matches!(record.outcome.verdict, Verdict::Fails(_)));
    if fails {
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

/// The targets of every machine that is asked for or that a program is for: what a release holds depends on it.
fn targets(
    args: &Arguments,
    asked: Option<&'static str>,
    named: &[(String, Named)],
) -> Result<BTreeMap<Option<&'static str>, Vec<Target>>, String> {
    let mut targets = BTreeMap::new();
    for (_, program) in named {
        let arch = asked.or_else(|| program.arch());
        if let Entry::Vacant(place) = targets.entry(arch) {
            let open = |name: &String| Target::open(name, arch);
            place.insert(args.on.iter().map(open).collect::<Result<_, _>>()?);
        }
    }
    Ok(targets)
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
