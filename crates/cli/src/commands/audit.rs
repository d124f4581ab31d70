//! `cgone audit PATH…`: how binaries load, and what contradicts what.

use std::path::PathBuf;

use diagnostic::{Decider, Decision, Level};
use report::{Totals, Unread};
use rules::{Levels, Policy, UnknownRule};

use gobin::Scope;

use crate::args::{Audit, Color};
use crate::audit::{self, Auditor, Outcome, Passed};
use crate::exit::Exit;
use crate::input::{Candidate, Named, Walk};
use crate::memory::Memory;
use crate::output::Outputs;
use crate::terminal;

/// Audits what was named.
pub(crate) fn run(args: Audit, color: Color) -> Exit {
    match audit_all(args, color) {
        Ok(exit) => exit,
        Err(message) => {
            terminal::complain(color, "", &message);
            Exit::Usage
        }
    }
}

fn audit_all(args: Audit, color: Color) -> Result<Exit, String> {
    let view = terminal::view(color, args.quiet, args.verbose);
    let levels = levels(&args).map_err(|unknown| {
        let UnknownRule { name, nearest } = unknown;
        format!("no rule `{name}`; did you mean `{nearest}`? `cgone rules` lists all")
    })?;
    let (memory, paths) = memory(args.pid, args.core, args.paths)?;
    let outputs = Outputs::new(args.format, view)?;
    let renderers = outputs.renderers();
    let named = renderers
        .iter()
        .any(|(format, view)| (format.names_imports)(view));
    let auditor = Auditor {
        policy: Policy {
            levels,
            ..Policy::default()
        },
        scope: if named {
            Scope::Everything
        } else {
            Scope::Summary
        },
        renderers,
        memory,
        sha256: args.sha256,
    };
    let walk = Walk::of(&paths);
    let mut run = Run {
        totals: Totals {
            passed_over: walk.passed_over,
            ..Totals::default()
        },
        named: walk.named,
        outputs,
        color,
        faults: 0,
    };
    for unread in walk.unread {
        run.unread(unread);
    }
    let quiet = run.outputs.is_quiet();
    audit::run(
        &auditor,
        &walk.candidates,
        args.jobs.unwrap_or(0),
        !quiet,
        |candidate, outcome| run.take(candidate, outcome),
    )?;
    run.finish()
}

/// Whose memory is read, and which files are audited.
fn memory(
    pid: Option<u32>,
    core: Option<PathBuf>,
    paths: Vec<PathBuf>,
) -> Result<(Option<Memory>, Vec<PathBuf>), String> {
    if let Some(pid) = pid {
        let program = PathBuf::from(format!("/proc/{pid}/exe"));
        return Ok((Some(Memory::Process(pid)), vec![program]));
    }
    if core.is_some() && paths.len() != 1 {
        return Err("`--core` takes one PATH: the program that was dumped".to_owned());
    }
    Ok((core.map(Memory::Core), paths))
}

/// Levels by the command line: `all` first, then names; of two levels for one name the stricter.
fn levels(args: &Audit) -> Result<Levels, UnknownRule> {
    let mut levels = Levels::default();
    let asked = [
        (Level::Allow, &args.allow),
        (Level::Warn, &args.warn),
        (Level::Deny, &args.deny),
    ];
    for is_all in [true, false] {
        for (level, names) in asked {
            for name in names.iter().filter(|name| (*name == "all") == is_all) {
                levels.set(name, level, &argument(level, name))?;
            }
        }
    }
    Ok(levels)
}

/// An option that set a level.
fn argument(level: Level, name: &str) -> Decision {
    Decision {
        by: Decider::Argument,
        place: None,
        says: format!("level `{level}` set by `--{level} {name}`"),
    }
}

/// A run in progress.
struct Run {
    totals: Totals,
    named: Vec<Named>,
    outputs: Outputs,
    color: Color,
    faults: u64,
}

impl Run {
    /// Takes the outcome of the next file.
    fn take(&mut self, candidate: &Candidate, outcome: Outcome) -> Result<(), String> {
        let root = self.named.get_mut(candidate.root);
        self.totals.go_images += outcome.go_images;
        self.totals.findings.add(outcome.counts);
        self.faults += u64::from(outcome.fault);
        if let Some(root) = root {
            root.go_images += outcome.go_images;
            root.failed |= outcome.unread.is_some();
        }
        let over = &mut self.totals.passed_over;
        match outcome.passed {
            Some(Passed::NotBinary) => over.other_files += 1,
            Some(Passed::NotGo) => over.not_go += 1,
            Some(Passed::Broken) => over.broken += 1,
            None => {}
        }
        if let Some(unread) = outcome.unread {
            self.unread(unread);
        }
        for pieces in outcome.records {
            self.outputs.push(pieces)?;
        }
        Ok(())
    }

    fn unread(&mut self, unread: Unread) {
        terminal::complain(self.color, &unread.path, &unread.message);
        self.totals.unread.push(unread);
    }

    fn finish(mut self) -> Result<Exit, String> {
        // A check that ran on nothing fails.
        let barren = self.named.iter().filter(|n| n.go_images == 0 && !n.failed);
        let barren: Vec<String> = barren.map(|named| named.text.clone()).collect();
        for path in barren {
            let message = "no Go binary found in it".to_owned();
            self.unread(Unread { path, message });
        }
        let exit = if self.faults > 0 {
            Exit::Fault
        } else if !self.totals.unread.is_empty() {
            Exit::Input
        } else if self.totals.findings.deny > 0 {
            Exit::Findings
        } else {
            Exit::Clean
        };
        self.outputs.finish(&self.totals)?;
        Ok(exit)
    }
}
