//! One file a subcommand.

mod audit;
pub(crate) mod completions;
mod diagnose;
pub(crate) mod diff;
pub(crate) mod explain;
mod init;
mod load;
pub(crate) mod man;
mod page;
mod rules;
mod schema;
mod why;

use crate::args::{Args, Command};
use crate::exit::Exit;

#[cfg(target_os = "linux")]
pub(crate) use diagnose::judge;

/// Runs the subcommand.
pub(crate) fn run(args: Args) -> Exit {
    let color = args.color;
    match args.command {
        Command::Audit(audit) => audit::run(*audit, color),
        Command::Completions(completions) => completions::run(&completions, color),
        Command::Diff(diff) => diff::run(&diff, color),
        Command::Diagnose(diagnose) => diagnose::run(&diagnose, color),
        Command::Explain(explain) => explain::run(&explain, color),
        Command::Load(load) => load::run(&load, color),
        Command::Init(init) => init::run(&init, color),
        Command::Man(manual) => man::run(&manual, color),
        Command::Why(args) => why::run(&args, color),
        Command::Rules(rules) => rules::run(&rules, color),
        Command::Schema(schema) => schema::run(&schema, color),
    }
}
