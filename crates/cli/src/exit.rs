//! Exit codes, all of them.

use std::panic;
use std::process::ExitCode;

/// What the exit code tells. Where several apply, the highest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Everything was read, and nothing was found at `deny`.
    Clean = 0,
    /// A finding at `deny`.
    Findings = 1,
    /// The command line is wrong, or an output file cannot be written.
    Usage = 2,
    /// An input could not be read, or a named path holds no Go binary, or nothing matched.
    Input = 3,
    /// A fault of cgone itself.
    Fault = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The same in words, for `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0  clean: everything was read, nothing found at `deny`
  1  a finding at `deny`
  2  usage: the command line is wrong, or an output file cannot be written
  3  an input could not be read, holds no Go binary, or nothing matched
  4  a fault of cgone";

/// The same for `cgone diagnose`.
pub(crate) const DIAGNOSE_HELP: &str = "\
Examples:
  $ cgone diagnose app.log
  $ cgone diagnose app.log --binary ./app --format json
  $ cgone diagnose -- ./app --listen :8080
  $ cgone diagnose --record trace -- ./app
  $ cgone diagnose --pid $$

Exit codes:
  0  everything was read, and no cause was found
  1  a cause was found, of whatever certainty; a limit of a live process is near
  2  usage: the command line is wrong
  3  an input could not be read, or a folder holds no log
  4  a fault of cgone
After `-- COMMAND` it is the program's own, unless `--exit-code diagnosis` asks for these.";

/// Runs the program; a panic that nobody caught is a fault of cgone and says so.
pub(crate) fn with_faults_told_apart(run: impl FnOnce() -> Exit + panic::UnwindSafe) -> ExitCode {
    panic::catch_unwind(run).unwrap_or(Exit::Fault).into()
}
