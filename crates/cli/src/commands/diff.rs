//! `cgone diff OLD NEW`: what changed in how programs load.

use std::path::{Path, PathBuf};

use crate::args::Color;
use crate::audit::images::{self, Event};
use crate::audit::{self, Auditor, GoLibraries};
use crate::exit::Exit;
use crate::input::{Candidate, Walk, read_text};
use crate::policy::{self, Demands, NoPolicy, PolicyArguments};
use crate::{save, terminal};
use diff::{Build, FailOn};
use gobin::Scope;
use report::{Comparison, DIFF_FORMATS, DiffFormat, View};

const HELP: &str = "\
Examples:
  $ cgone diff ./app.old ./app
  $ cgone diff old new --fail-on glibc-floor,library
  $ cgone diff audit.json ./app --format markdown
  $ cgone diff audit.json ./app --format json=diff.json --deny all

Exit codes:
  0  no finding denies that did not deny before, and no change that `--fail-on` names
  1  such a finding or change
  2  usage: the command line or the policy is wrong, or an output file cannot be written
  3  a side could not be read or holds no Go binary
  4  a fault of cgone";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Diff {
    /// Before: a file, a folder, or a report of `cgone audit --format json` or `ndjson`
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// After: the same; `-` is standard input
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Output: `human`, `json`, `markdown`, or `FORMAT=FILE`; may be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", value_parser = Target::parse)]
    format: Vec<Target>,
    /// Fail on a change besides new findings at deny: `loader`, `glibc-floor`, `library`, `cgo-state`, `worse`
    /// (any change for the worse), `new-finding`, `added`, `removed` and more
    #[arg(long, value_name = "CHANGE", value_delimiter = ',')]
    fail_on: Vec<String>,
    /// Everything: each import, and the evidence of both sides
    #[arg(short, long)]
    verbose: bool,
    /// Threads; as many as there are cores if not given
    #[arg(short = 'j', long, visible_alias = "jobs", value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    policy: PolicyArguments,
    /// Fail on a rule, or on `all`, where it is new; a report's findings keep their levels
    #[arg(long, value_name = "RULE")]
    deny: Vec<String>,
    /// Show a rule's new findings without failing
    #[arg(long, value_name = "RULE")]
    warn: Vec<String>,
    /// Record a rule's findings in machine output alone
    #[arg(long, value_name = "RULE")]
    allow: Vec<String>,
}

/// One `--format`.
#[derive(Clone, Debug)]
struct Target {
    format: &'static DiffFormat,
    /// Standard output if `None`.
    file: Option<PathBuf>,
}

impl Target {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("no file after `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = DIFF_FORMATS.iter().find(|format| format.name == name);
        let format = format.copied().ok_or_else(|| {
            let names: Vec<&str> = DIFF_FORMATS.iter().map(|f| f.name).collect();
            format!("no format `{name}`; there is {}", names.join(", "))
        })?;
        Ok(Self { format, file })
    }
}

/// Compares what was named.
pub(crate) fn run(args: &Diff, color: Color) -> Exit {
    match compare(args, color) {
        Ok(exit) => exit,
        Err(Failure { exit, why }) => {
            why.complain(color);
            exit
        }
    }
}

/// Why nothing was compared.
struct Failure {
    exit: Exit,
    why: NoPolicy,
}

impl From<NoPolicy> for Failure {
    fn from(why: NoPolicy) -> Self {
        let exit = Exit::Usage;
        Self { exit, why }
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        NoPolicy::from(message).into()
    }
}

/// An input that cannot be compared.
fn unusable(path: &Path, why: impl std::fmt::Display) -> Failure {
    Failure {
        exit: Exit::Input,
        why: format!("{}: {why}", path.display()).into(),
    }
}

fn compare(args: &Diff, color: Color) -> Result<Exit, Failure> {
    if args.old.as_os_str() == "-" && args.new.as_os_str() == "-" {
        return Err("standard input can be one side, not both".to_owned().into());
    }
    let fail_on = fail_on(&args.fail_on)?;
    let levels = policy::levels(&args.allow, &args.warn, &args.deny)?;
    let mut run = Run {
        demands: policy::load(&args.policy, &levels)?,
        threads: args.threads.unwrap_or(0),
        color,
        worst: Exit::Clean,
    };
    let old = run.side(&args.old)?;
    let new = run.side(&args.new)?;
    let diff = diff::compare(old, new);
    let reasons = fail_on.reasons(&diff);
    let comparison = Comparison {
        old: &args.old.to_string_lossy(),
        new: &args.new.to_string_lossy(),
        diff: &diff,
        reasons: &reasons,
    };
    let view = terminal::view(color, false, args.verbose);
    write(args, &comparison, view)?;
    Ok(if reasons.is_empty() {
        run.worst
    } else {
        run.worst.max(Exit::Findings)
    })
}

fn fail_on(names: &[String]) -> Result<FailOn, String> {
    let mut fail_on = FailOn::default();
    for name in names {
        fail_on.add(name).map_err(|_| {
            let known = FailOn::known().map(|(known, _)| known);
            let nearest = rules::nearest(name, known).unwrap_or_default();
            format!("`--fail-on {name}`: no such change; did you mean `{nearest}`?")
        })?;
    }
    Ok(fail_on)
}

/// Writes each format to its file or to standard output.
fn write(args: &Diff, comparison: &Comparison<'_>, view: View) -> Result<(), String> {
    let printed = args.format.iter().filter(|t| t.file.is_none()).count();
    if printed > 1 {
        return Err(
            "two formats for standard output: give one of them a file, `FORMAT=FILE`".into(),
        );
    }
    let print = |format: &DiffFormat| {
        let text = (format.render)(comparison, &view);
        terminal::print(&text).map_err(|error| format!("standard output: {error}"))
    };
    for target in &args.format {
        match &target.file {
            None => print(target.format)?,
            Some(file) => {
                let plain = View {
                    color: false,
                    ..view
                };
                let text = (target.format.render)(comparison, &plain);
                save::whole(file, text).map_err(|error| format!("{}: {error}", file.display()))?;
            }
        }
    }
    match DIFF_FORMATS.first() {
        Some(human) if printed == 0 => print(human),
        _ => Ok(()),
    }
}

/// Both sides are read the same way.
struct Run {
    demands: Demands,
    threads: usize,
    color: Color,
    /// What reading came to: an input that could not be read fails the run, and the rest is still compared.
    worst: Exit,
}

impl Run {
    /// The builds of one side: those of its report, or those that an audit finds.
    fn side(&mut self, path: &Path) -> Result<Vec<Build>, Failure> {
        let text = read_text(path).map_err(|message| unusable(path, message))?;
        let builds = match text {
            Some(text) => diff::read(&text).map_err(|error| unusable(path, error))?,
            None => self.audited(path)?,
        };
        if builds.is_empty() {
            return Err(unusable(path, "no Go binary in it: nothing to compare"));
        }
        Ok(builds)
    }

    /// Audits a side and reads its records as if they came from a report: so a diff of files says what a diff of
    /// their reports says.
    fn audited(&mut self, path: &Path) -> Result<Vec<Build>, String> {
        let records = report::find("ndjson").ok_or("no format `ndjson`")?;
        let walk = Walk::of(&[path.to_owned()]);
        let mut auditor = Auditor {
            demands: std::mem::take(&mut self.demands),
            scope: Scope::Everything,
            renderers: vec![(records, View::default())],
            memory: None,
            sha256: false,
            look: false,
            go_libraries: GoLibraries::among(&walk.candidates),
        };
        for unread in &walk.unread {
            self.unread(&unread.path, &unread.message, Exit::Input);
        }
        let mut builds = Vec::new();
        let threads = self.threads;
        audit::run(
            &auditor,
            &walk.candidates,
            threads,
            true,
            |candidate, outcome| self.take(candidate, &outcome, &mut builds),
        )?;
        for image in &walk.images {
            images::each(image, None, |event| {
                self.image(&mut auditor, event, &mut builds)
            })?;
        }
        self.demands = auditor.demands;
        Ok(builds)
    }

    /// Every binary of one image.
    fn image(
        &mut self,
        auditor: &mut Auditor,
        event: Event,
        builds: &mut Vec<Build>,
    ) -> Result<(), String> {
        match event {
            Event::Image(candidates) => {
                auditor.go_libraries = GoLibraries::among(&candidates);
                let threads = self.threads;
                audit::run(auditor, &candidates, threads, true, |candidate, outcome| {
                    self.take(candidate, &outcome, builds)
                })?;
            }
            Event::Unread(unread) => self.unread(&unread.path, &unread.message, Exit::Input),
            Event::Fails(said) | Event::Remark(said) => {
                terminal::complain(self.color, &said.path, &said.message);
            }
        }
        Ok(())
    }

    fn take(
        &mut self,
        candidate: &Candidate,
        outcome: &audit::Outcome,
        builds: &mut Vec<Build>,
    ) -> Result<(), String> {
        if let Some(unread) = &outcome.unread {
            let exit = if outcome.fault {
                Exit::Fault
            } else {
                Exit::Input
            };
            self.unread(&unread.path, &unread.message, exit);
        }
        for piece in outcome.records.iter().flatten() {
            let read = diff::read(&piece.text);
            builds.extend(read.map_err(|e| format!("{}: {e}", candidate.path.display()))?);
        }
        Ok(())
    }

    fn unread(&mut self, path: &str, message: &str, exit: Exit) {
        terminal::complain(self.color, path, message);
        self.worst = self.worst.max(exit);
    }
}
