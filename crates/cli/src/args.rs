//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use container::Platform;
use report::DiagnosisFormat;

use crate::commands;
use crate::exit::{self, Exit};
use crate::output::Target;
use crate::policy::{self, PolicyArguments};

/// Examples and exit codes of `cgone audit`.
const AUDIT: &str = "\
Examples:
  $ cgone audit ./app
  $ cgone audit dist --deny interp-without-needed
  $ cgone audit --format json ./app
  $ cgone audit dist --format human --format sarif=cgone.sarif --format junit=cgone.xml
  $ cat ./app | cgone audit -

Exit codes:
  0  clean: everything was read, nothing found at `deny`
  1  a finding at `deny`
  2  usage: the command line or the policy is wrong, or an output file cannot be written
  3  an input could not be read, holds no Go binary, or nothing matched
  4  a fault of cgone";

/// Examples of `cgone init`.
const INIT: &str = "\
Examples:
  $ cgone init dist --output -
  $ cgone init ./app --output policy.toml";

/// Examples of `cgone schema`.
const SCHEMA: &str = "\
Examples:
  $ cgone schema
  $ cgone schema audit";

/// Examples of `cgone rules`.
const RULES: &str = "\
Examples:
  $ cgone rules
  $ cgone rules --format json";

/// Tells how any Go binary loads, read from its bytes alone.
#[derive(Debug, Parser)]
#[command(name = "cgone", version, after_help = exit::HELP)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Colour; under `auto`, a terminal or `CLICOLOR_FORCE` turns it on and `NO_COLOR` off
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: Color,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal or with `CLICOLOR_FORCE`, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// How a binary loads, what it needs, which cgo is in it, and what contradicts its build info
    Audit(Box<Audit>),
    /// A script that completes commands, options and rules in a shell
    Completions(commands::completions::Completions),
    /// What changed between two builds, folders or reports, in terms of loading
    Diff(Box<commands::diff::Diff>),
    /// Why a program failed, from logs, traces and snapshots that it left behind
    Diagnose(Diagnose),
    /// The page of a rule
    Explain(commands::explain::Explain),
    /// What makes a program need something, and what would remove it
    Why(crate::load::WhyArguments),
    /// Whether a program starts on a target, and the first thing that goes wrong
    Load(crate::load::Arguments),
    /// A first policy: what the given binaries meet now, as a commented `cgone.toml`
    Init(Init),
    /// A manual page a subcommand, for `man` or as Markdown
    Man(commands::man::Manual),
    /// Every rule, with its default level
    Rules(Rules),
    /// A JSON Schema of what cgone writes or reads, or the list of them
    Schema(Schema),
}

#[derive(Debug, clap::Args)]
#[command(after_help = AUDIT)]
pub(crate) struct Audit {
    /// Files, folders, globs, `.gz` and `.zst` of binaries, container images; `-` is standard input
    #[arg(value_name = "PATH", required_unless_present = "pid")]
    pub(crate) paths: Vec<PathBuf>,
    /// Output, several times if wanted: `human`, `json`, `ndjson`, `sarif`, `junit`, `github`, `gitlab`, `markdown`,
    /// `cyclonedx`, `csv`, `csv-findings`; or `FORMAT=FILE`
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Target::parse)]
    pub(crate) format: Vec<Target>,
    /// Findings at warn and deny, and errors, alone
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Everything: all imports, C functions, and the evidence of each fact
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Threads; as many as there are cores if not given
    #[arg(short = 'j', long, visible_alias = "jobs", value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Of container images this platform alone: `linux/arm64`
    #[arg(long, value_name = "OS/ARCH", value_parser = platform)]
    pub(crate) platform: Option<Platform>,
    /// Hash each file; costs far more than the audit itself
    #[arg(long)]
    pub(crate) sha256: bool,
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
    /// Accept the findings of this run: write them for `--baseline`, and end with 0 whatever their level
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Fail on a rule, or on `all`
    #[arg(long, value_name = "RULE")]
    pub(crate) deny: Vec<String>,
    /// Show a rule's findings without failing
    #[arg(long, value_name = "RULE")]
    pub(crate) warn: Vec<String>,
    /// Record a rule's findings in machine output alone; a named rule outweighs `all`
    #[arg(long, value_name = "RULE")]
    pub(crate) allow: Vec<String>,
    /// Audit the program of a live process, and read `runtime.iscgo` and `_cgo_init` from its memory
    #[arg(long, value_name = "PID", conflicts_with_all = ["paths", "core"])]
    pub(crate) pid: Option<u32>,
    /// Read `runtime.iscgo` and `_cgo_init` from a core dump of the program PATH
    #[arg(long, value_name = "FILE", requires = "paths")]
    pub(crate) core: Option<PathBuf>,
}

#[derive(Clone, Debug, clap::Args)]
#[command(after_help = exit::DIAGNOSE_HELP)]
pub(crate) struct Diagnose {
    /// Logs, traces, snapshots of /proc, folders of them; `-` is standard input
    #[arg(value_name = "PATH", required_unless_present_any = ["command", "pid"])]
    pub(crate) paths: Vec<PathBuf>,
    /// Run this under cgone's own tracer (Linux), and diagnose it when it has ended. Its output and exit code stay
    /// as they are, and the diagnosis goes to standard error
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
    /// How far a live process is from each limit, and what would fail next (Linux)
    #[arg(long, value_name = "PID", conflicts_with_all = ["paths", "command"])]
    pub(crate) pid: Option<i32>,
    /// Keep what was recorded, in a new or empty folder, for `cgone diagnose DIR` elsewhere
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    pub(crate) record: Option<PathBuf>,
    /// Stop at every system call: slower, and children that use ptrace themselves are let go
    #[arg(long, requires = "command")]
    pub(crate) every_call: bool,
    /// What the exit code tells after a command: how the program ended, or what was found
    #[arg(
        long,
        value_name = "OF",
        default_value = "program",
        requires = "command"
    )]
    pub(crate) exit_code: ExitCodeOf,
    /// Write the diagnosis here
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Output: `human`, `json`, `markdown`, `sarif`
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = diagnosis_format)]
    pub(crate) format: &'static DiagnosisFormat,
    /// The program that failed: what the audit tells of it makes the answer surer
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,
}

/// Whose exit code `cgone diagnose -- COMMAND` ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExitCodeOf {
    /// The program's own; a signal that killed it kills cgone.
    Program,
    /// 1 if a cause was found, else 0.
    Diagnosis,
}

/// The format of diagnoses of that name.
fn diagnosis_format(name: &str) -> Result<&'static DiagnosisFormat, String> {
    let formats = report::DIAGNOSIS_FORMATS;
    let found = formats.iter().find(|format| format.name == name).copied();
    found.ok_or_else(|| {
        let names: Vec<&str> = formats.iter().map(|format| format.name).collect();
        format!("no format `{name}`; there is {}", names.join(", "))
    })
}

#[derive(Debug, clap::Args)]
#[command(after_help = INIT)]
pub(crate) struct Init {
    /// Files, folders and globs of binaries; without one, every line is an example in a comment
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Where the policy is written; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = policy::NAME)]
    pub(crate) output: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = RULES)]
pub(crate) struct Rules {
    /// Output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: ListFormat,
}

#[derive(Debug, clap::Args)]
#[command(after_help = SCHEMA)]
pub(crate) struct Schema {
    /// A schema's name; the list of all without it
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// Reads `os/arch`.
pub(crate) fn platform(text: &str) -> Result<Platform, String> {
    Platform::parse(text).ok_or_else(|| "no platform such as `linux/arm64`".to_owned())
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table.
    Human,
    /// An array of objects.
    Json,
}

/// The command line with the names of all rules where a rule is named: for shells and pages.
pub(crate) fn described() -> clap::Command {
    let names = || {
        let names = rules::CATALOGUE.iter().map(|rule| rule.name);
        PossibleValuesParser::new(names.collect::<Vec<_>>())
    };
    let is_rule = |arg: &clap::Arg| {
        let names = arg.get_value_names().unwrap_or_default();
        matches!(names, [only] if only.as_str() == "RULE")
    };
    Args::command().mut_subcommands(|command| {
        command.mut_args(|arg| {
            if is_rule(&arg) {
                arg.value_parser(names())
            } else {
                arg
            }
        })
    })
}

/// Reads the command line, or prints help or the error.
pub(crate) fn parse() -> Result<Args, Exit> {
    Args::try_parse().map_err(|error| {
        // A closed pipe is no error; nothing better can be done about another.
        drop(error.print());
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Clean,
            _ => Exit::Usage,
        }
    })
}
