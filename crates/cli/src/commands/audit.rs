//! `cgone audit PATH…`: how binaries load, and what contradicts what.

use std::path::PathBuf;

use report::{Totals, Unread};
use rules::{Met, Policy};

use gobin::Scope;

use crate::args::{Audit, Color};
use crate::audit::{self, Auditor, Outcome, Passed};
use crate::exit::Exit;
use crate::input::{Candidate, Named, Walk};
use crate::memory::Memory;
use crate::output::Outputs;
use crate::policy::{self, NoPolicy};
use crate::terminal;

/// Audits what was named.
pub(crate) fn run(args: Audit, color: Color) -> Exit {
    match audit_all(args, color) {
        Ok(exit) => exit,
        Err(error) => {
            error.complain(color);
            Exit::Usage
        }
    }
}

fn audit_all(args: Audit, color: Color) -> Result<Exit, NoPolicy> {
    let view = terminal::view(color, args.quiet, args.verbose);
    let levels = policy::levels(&args.allow, &args.warn, &args.deny)?;
    let demands = policy::load(&args.policy, &levels)?;
    let (memory, paths) = memory(args.pid, args.core, args.paths)?;
    let outputs = Outputs::new(args.format, view)?;
    let renderers = outputs.renderers();
    let named = renderers
        .iter()
        .any(|(format, view)| (format.names_imports)(view));
    let auditor = Auditor {
        demands,
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
        met: Met::default(),
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
    Ok(run.finish(&auditor.demands.policy)?)
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

/// A run in progress.
struct Run {
    totals: Totals,
    named: Vec<Named>,
    outputs: Outputs,
    color: Color,
    faults: u64,
    met: Met,
}

impl Run {
    /// Takes the outcome of the next file.
    fn take(&mut self, candidate: &Candidate, outcome: Outcome) -> Result<(), String> {
        let root = self.named.get_mut(candidate.root);
        self.totals.go_images += outcome.go_images;
        self.totals.findings.add(outcome.counts);
        self.met.add(outcome.met);
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

    fn finish(mut self, policy: &Policy) -> Result<Exit, String> {
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
        self.totals.notices = policy.notices(&self.met);
        if !self.outputs.are_for_people() {
            terminal::note(self.color, &self.totals.notices);
        }
        self.outputs.finish(&self.totals)?;
        Ok(exit)
    }
}
