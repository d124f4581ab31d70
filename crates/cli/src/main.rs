//! The `cgone` command: files, settings, exit codes, and all printing. One file a subcommand.

mod args;
mod audit;
mod commands;
mod contained;
mod diagnose;
mod exit;
mod input;
mod interrupt;
mod load;
mod memory;
mod output;
mod policy;
mod save;
mod terminal;
mod whole;

use std::process::ExitCode;

fn main() -> ExitCode {
    interrupt::watch();
    exit::with_faults_told_apart(|| args::parse().map_or_else(|code| code, commands::run))
}
