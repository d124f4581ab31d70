//! What other tools say about the same files in the same roots: `ldd` of the root, `lddtree` (pax-utils) and
//! `libtree`, and who is right by what really happened.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};

use super::Run;
use super::cause::Cause;
use super::chamber::{Chamber, PROGRAM, TOOL};
use crate::roots::Root;

/// One tool.
struct Peer {
    name: &'static str,
    ask: fn(&Chamber, &Root, &Path) -> Result<Output>,
    /// The library or version that a line says is missing.
    missing: fn(&str) -> Option<&str>,
}

const PEERS: &[Peer] = &[
    Peer {
        name: "ldd of the root",
        ask: |chamber, root, file| chamber.run(root, file, None, &["/usr/bin/ldd", PROGRAM]),
        missing: ldd,
    },
    Peer {
        name: "lddtree -R",
        ask: |_, root, file| {
            let mut command = Command::new("lddtree");
            // The system's own Python has pyelftools.
            let command = command.env("PATH", "/usr/bin:/bin");
            // It looks for absolute paths in the root.
            let folder = file.parent().context("a file lies in a folder")?;
            let name = file.file_name().context("a file has a name")?;
            let command = command.arg("-R").arg(&root.folder).arg(name);
            command
                .current_dir(folder)
                .output()
                .context("cannot start `lddtree`: install the package pax-utils")
        },
        missing: |line| {
            Some(
                line.trim()
                    .split_once(" => ")
                    .filter(|(_, to)| matches!(*to, "None" | "not found"))?
                    .0,
            )
        },
    },
    Peer {
        name: "libtree",
        ask: |chamber, root, file| {
            let tool = Path::new("/usr/bin/libtree");
            ensure!(
                tool.is_file(),
                "no {}: install the package libtree",
                tool.display()
            );
            chamber.run(root, file, Some(tool), &[TOOL, PROGRAM])
        },
        // A `version` that is not found is the tool's own: it does not start in an older root.
        missing: |line| {
            let (library, _) = line.split_once(" not found")?;
            library
                .rsplit(' ')
                .next()
                .filter(|name| name.contains(".so"))
        },
    },
];

/// `libx.so.1 => not found`, or ``version `X' not found``.
fn ldd(line: &str) -> Option<&str> {
    if let Some((library, _)) = line.split_once(" => not found") {
        return Some(library.trim());
    }
    let (_, version) = line.split_once(": version `")?;
    Some(version.split_once("' not found")?.0)
}

/// How often a tool was right.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    same_cause: usize,
    missed: usize,
    alarmed: usize,
    silent: usize,
}

/// Asks every tool about every run and prints who was right.
///
/// # Errors
/// A tool is not there.
pub(super) fn compare(roots: &[Root], runs: &[Run]) -> Result<()> {
    let chamber = Chamber::new()?;
    println!(
        "\n{:16} {:16} {:>5} {:>6} {:>6} {:>11} {:>11} {:>9}",
        "root", "tool", "runs", "right", "cause", "missed", "false alarm", "no answer"
    );
    for (at, root) in roots.iter().enumerate() {
        let here: Vec<&Run> = runs.iter().filter(|run| run.root == at).collect();
        for peer in PEERS {
            let mut score = Score::default();
            for run in &here {
                score.add(run, peer.answer(&chamber, root, run)?.as_ref());
            }
            score.print(&root.spec.name, peer.name, here.len());
        }
    }
    Ok(())
}

impl Peer {
    /// What it says: starts, or the first thing that is missing; nothing where it gives no answer.
    fn answer(&self, chamber: &Chamber, root: &Root, run: &Run) -> Result<Option<Cause>> {
        let output = (self.ask)(chamber, root, &run.entry.file)?;
        let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        if said.contains("mount:") && !said.contains("entered") {
            bail!("`{}` was never tried: {said}", self.name);
        }
        if let Some(missing) = said.lines().find_map(self.missing) {
            return Ok(Some(Cause::fails("", missing)));
        }
        let is_static =
            said.contains("not a dynamic executable") || said.contains("statically linked");
        let answered = is_static || output.status.success();
        Ok(answered.then_some(Cause::Starts))
    }
}

impl Score {
    fn add(&mut self, run: &Run, answer: Option<&Cause>) {
        match (answer, run.now.as_ref()) {
            (None, _) => self.silent += 1,
            (Some(Cause::Starts), Some(Cause::Starts)) => {
                self.right += 1;
                self.same_cause += 1;
            }
            (Some(Cause::Starts), _) => self.missed += 1,
            (Some(_), Some(Cause::Starts)) => self.alarmed += 1,
            (Some(said), Some(now)) => {
                self.right += 1;
                self.same_cause += usize::from(subject(said) == subject(now));
            }
            (Some(_), None) => {}
        }
    }

    fn print(&self, root: &str, tool: &str, runs: usize) {
        println!(
            "{root:16} {tool:16} {runs:5} {:6} {:6} {:11} {:11} {:9}",
            self.right, self.same_cause, self.missed, self.alarmed, self.silent
        );
    }
}

fn subject(cause: &Cause) -> &str {
    match cause {
        Cause::Fails { subject, .. } => subject,
        Cause::Starts | Cause::Unknown(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_tools() {
        let check = |tool: usize, line: &str, expect: Option<&str>| {
            assert_eq!((PEERS[tool].missing)(line), expect, "{line}");
        };
        check(0, "\tlibgpgme.so.11 => not found", Some("libgpgme.so.11"));
        check(0, "\tlibc.so.6 => /lib/libc.so.6 (0x0000)", None);
        check(
            0,
            "/tmp/x/BIN: /lib/libc.so.6: version `GLIBC_2.38' not found (required by /tmp/x/BIN)",
            Some("GLIBC_2.38"),
        );
        check(1, "    libgpgme.so.11 => None", Some("libgpgme.so.11"));
        check(1, "    libc.so.6 => /lib/libc.so.6", None);
        check(2, "├── libgpgme.so.11 not found", Some("libgpgme.so.11"));
    }
}
