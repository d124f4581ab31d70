//! `cgone audit PATH…`: how binaries load, and what contradicts what.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use report::{Totals, Unread};
use rules::{Accepted, Baseline, Met, Policy};

use gobin::Scope;

use crate::args::{Audit, Color};
use crate::audit::images::{self, Event};
use crate::audit::{self, Auditor, GoLibraries, Outcome, Passed};
use crate::exit::Exit;
use crate::input::{Candidate, Named, Walk, plain};
use crate::memory::Memory;
use crate::output::Outputs;
use crate::policy::{self, NoPolicy};
use crate::{save, terminal};

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
    let walk = Walk::of(&paths);
    let mut auditor = Auditor {
        demands,
        scope: if named {
            Scope::Everything
        } else {
            Scope::Summary
        },
        renderers,
        memory,
        sha256: args.sha256,
        look: false,
        go_libraries: GoLibraries::among(&walk.candidates),
    };
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
        acceptable: BTreeSet::new(),
        write_baseline: args.write_baseline,
    };
    for unread in walk.unread {
        run.unread(unread);
    }
    let quiet = run.outputs.is_quiet();
    audit::run(
        &auditor,
        &walk.candidates,
        args.threads.unwrap_or(0),
        !quiet,
        |candidate, outcome| run.take(candidate, outcome),
    )?;
    for image in &walk.images {
        images::each(image, args.platform.as_ref(), |event| {
            run.image(&mut auditor, event, args.threads.unwrap_or(0))
        })?;
    }
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
    acceptable: BTreeSet<Accepted>,
    write_baseline: Option<PathBuf>,
}

impl Run {
    /// Takes the outcome of the next file.
    fn take(&mut self, candidate: &Candidate, outcome: Outcome) -> Result<(), String> {
        let root = self.named.get_mut(candidate.root);
        self.totals.go_images += outcome.go_images;
        self.totals.findings.add(outcome.counts);
        self.met.add(outcome.met);
        if self.write_baseline.is_some() {
            self.acceptable.extend(outcome.acceptable);
        }
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

    /// Audits every binary of an image, one platform after the other.
    fn image(&mut self, auditor: &mut Auditor, event: Event, threads: usize) -> Result<(), String> {
        match event {
            Event::Image(candidates) => {
                auditor.go_libraries = GoLibraries::among(&candidates);
                let show = !self.outputs.is_quiet();
                audit::run(auditor, &candidates, threads, show, |candidate, outcome| {
                    self.take(candidate, outcome)
                })?;
            }
            Event::Unread(unread) => self.unread(unread),
            Event::Fails(said) => {
                self.totals.findings.deny += 1;
                terminal::complain(self.color, &said.path, &said.message);
            }
            Event::Remark(said) => terminal::complain(self.color, &said.path, &said.message),
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
        } else if self.totals.findings.deny > 0 && self.write_baseline.is_none() {
            Exit::Findings
        } else {
            Exit::Clean
        };
        self.totals.notices = policy.notices(&self.met);
        if !self.outputs.are_for_people() {
            terminal::note(self.color, &self.totals.notices);
        }
        self.outputs.finish(&self.totals)?;
        match &self.write_baseline {
            None => {}
            Some(file) if exit == Exit::Clean => accept(file, &self.acceptable, self.color)?,
            Some(file) => {
                let message = "not written: the run did not read everything, and would forget it";
                terminal::complain(self.color, &file.to_string_lossy(), message);
            }
        }
        Ok(exit)
    }
}

/// Writes the baseline of a run.
fn accept(file: &Path, accepted: &BTreeSet<Accepted>, color: Color) -> Result<(), String> {
    let name = file.to_string_lossy();
    save::whole(file, Baseline::write(accepted))
        .map_err(|error| format!("{name}: {}", plain(&error)))?;
    let count = accepted.len();
    let noun = if count == 1 { "finding" } else { "findings" };
    terminal::complain(color, &name, &format!("{count} {noun} accepted"));
    Ok(())
}
