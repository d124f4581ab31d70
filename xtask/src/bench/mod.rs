//! `cargo xtask bench`: what cgone costs against what one would run instead, as ratios within one run.

mod audit;
mod diagnose;
mod folder;
mod formats;
mod goresym;
mod load;
mod measure;
mod table;
mod trace;

use std::ffi::OsString;

use anyhow::Result;

/// Options of `cargo xtask bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// `cgone audit` on real files of 3 to 256 MB and on a folder of 300.
    Audit(Runs),
    /// A report of 10,000 findings in every format; wants an optimised build of this task.
    Formats(Runs),
    /// `cgone load` on real files and roots; lddtree and ldd beside it.
    Load(Runs),
    /// `cgone diagnose` on a long trace.
    Diagnose(diagnose::Trace),
    /// `cgone diagnose -- COMMAND` against the command alone and `strace -f`.
    Trace(Runs),
    /// Runs one command and prints what it cost; each measurement is a process of its own, because the
    /// peak memory of children is one figure for all of them.
    #[command(hide = true)]
    Measure {
        /// The command.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<OsString>,
    },
}

#[derive(Debug, clap::Args)]
struct Runs {
    /// How often each command runs; medians are printed.
    #[arg(long, default_value_t = 9)]
    runs: usize,
    /// Only files or formats whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
}

/// Measures and prints.
///
/// # Errors
/// When a peer cannot be had, a file is missing, or a command fails.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.what {
        What::Audit(runs) => {
            audit::run(runs)?;
            folder::run(runs)
        }
        What::Load(runs) => load::run(runs),
        What::Trace(runs) => trace::run(runs),
        What::Formats(runs) => formats::run(runs),
        What::Diagnose(trace) => diagnose::run(trace),
        What::Measure { command } => measure::once(command),
    }
}
