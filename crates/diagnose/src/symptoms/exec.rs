//! Programs that could not be executed, as messages and traces tell: shared by the symptoms of each error.

use std::collections::BTreeSet;

use traces::{Errno, Say};

use crate::{Case, Evidence, Made};

/// One program that could not be executed.
pub(super) struct Refused {
    /// Its path, as far as it was printed.
    pub(super) path: String,
    /// Lines that show it.
    pub(super) evidence: Vec<Evidence>,
    /// A shell executed it: shells run text files without `#!` themselves.
    pub(super) by_shell: bool,
    /// The runtime of containers executed it: an image's architecture is what is usually wrong.
    pub(super) in_container: bool,
    /// A name was looked for in the folders of PATH, and found in none.
    pub(super) is_search: bool,
}

/// What could not be executed for this reason: first what a trace shows, then what messages say.
pub(super) fn refused(case: &Case<'_>, errno: Errno) -> Option<Refused> {
    let mut found = traced(case, errno);
    let required = case
        .said(Say::RequiredFileMissing)
        .filter(|_| errno == Errno::NOENT);
    let messages = case.said(Say::ExecRefused).chain(required);
    let worded = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let is_missing = errno == Errno::NOENT && lower.ends_with("not found");
        (is_missing || Errno::worded(text) == Some(errno))
            && shell_word(text).is_none_or(is_program)
    };
    for heard in messages
        .filter(|heard| worded(&heard.evidence.text))
        .take(3)
    {
        let text = &heard.evidence.text;
        let refused = found.get_or_insert_with(|| Refused {
            path: path(heard.free.as_slice()),
            evidence: Vec::new(),
            by_shell: is_shell(text),
            is_search: false,
            in_container: false,
        });
        refused.is_search |= shell_word(text).is_some_and(|word| !word.contains('/'));
        refused.in_container |= is_container(text);
        if refused.path.is_empty() {
            refused.path = path(heard.free.as_slice());
        }
        refused.by_shell |= is_shell(text);
        refused.evidence.push(heard.evidence.clone());
    }
    found
}

/// Words of the runtimes of containers.
const CONTAINERS: &[&str] = &["exec user process", "container process"];

/// A message of a container's runtime: one of its words, or bare `exec /app: …`.
fn is_container(text: &str) -> bool {
    let bare =
        text.contains("exec /") && !text.contains("fork/exec /") && shell_word(text).is_none();
    bare || CONTAINERS.iter().any(|mark| text.contains(mark))
}

/// What a shell complains of, between its own prefix and the reason: `sh: 1: exec: ./app: Exec format error`,
/// `bash: line 1: ./app: …`. `None` if no shell speaks.
fn shell_word(text: &str) -> Option<&str> {
    let shells = ["sh: ", "bash: ", "dash: ", "/bin/sh: ", "/bin/bash: "];
    let rest = shells.iter().find_map(|shell| text.strip_prefix(shell))?;
    let mut words: Vec<&str> = rest.split(": ").collect();
    words.pop();
    let is_line = |word: &&str| {
        word.trim_start_matches("line ")
            .bytes()
            .all(|b| b.is_ascii_digit())
            || *word == "exec"
    };
    let mut rest = words.into_iter().skip_while(is_line);
    let word = rest.next()?;
    // `cd: /nope`: a command of the shell itself.
    Some(if rest.next().is_some() && !word.contains('/') {
        ""
    } else {
        word
    })
}

/// Whether a word can be a program's: a name or a path without spaces.
fn is_program(word: &str) -> bool {
    !word.is_empty() && !word.contains(' ')
}

/// A message of a shell: `sh: 1: exec: …`, `bash: line 1: …`.
fn is_shell(text: &str) -> bool {
    ["sh: ", "bash: ", "dash: ", "cannot execute binary file"]
        .iter()
        .any(|mark| text.contains(mark))
}

/// The path among the free texts: the first that looks like one.
fn path(free: &[String]) -> String {
    let mut words = free
        .iter()
        .flat_map(|text| text.split([' ', ':', '"', '\'', '‘', '’', '`', ')']));
    let path =
        words.find(|word| word.contains('/') && !SHELLS.iter().any(|shell| word.ends_with(shell)));
    path.unwrap_or_default().to_owned()
}

/// The last attempt of a process that executed nothing afterwards. Where the path was not printed, a search along
/// PATH looks like a failure: there the end of the process decides.
fn traced(case: &Case<'_>, errno: Errno) -> Option<Refused> {
    let processes = case.calls.processes.all();
    let last = processes.filter(|(source, _)| !case.ended_well(*source));
    let all: Vec<Refused> = last
        .filter_map(|(_, process)| {
            let made = decisive(&process.refused).or(process.refused.last())?;
            let path = made.path();
            let counts = made.call.outcome.errno() == Some(errno)
                && (!path.is_empty() || gave_up(case, made));
            let paths: BTreeSet<String> = process.refused.iter().map(Made::path).collect();
            let program = process.program.clone().unwrap_or_default();
            counts.then(|| Refused {
                is_search: errno == Errno::NOENT && paths.len() > 1,
                path,
                evidence: vec![made.evidence.clone()],
                in_container: false,
                by_shell: SHELLS.iter().any(|shell| program.ends_with(shell)),
            })
        })
        .collect();
    let named = all.iter().position(|refused| !refused.path.is_empty());
    let index = named.unwrap_or(0);
    let evidence: Vec<Evidence> = all
        .iter()
        .flat_map(|refused| refused.evidence.clone())
        .take(3)
        .collect();
    let refused = all.into_iter().nth(index)?;
    Some(Refused {
        evidence,
        ..refused
    })
}

/// Programs that run a text file without `#!` themselves.
const SHELLS: &[&str] = &["/sh", "/dash", "/bash", "/busybox", "/ash", "/ksh", "/zsh"];

/// Whether the thread ended as those end that could not execute: 126 and 127 of shells, 253 of Go's children.
fn gave_up(case: &Case<'_>, made: &Made) -> bool {
    let mut ends = case
        .ended
        .iter()
        .filter(|e| e.source == made.source && e.task == made.task);
    ends.any(|ended| matches!(ended.ending, traces::Ending::Exited(126 | 127 | 253)))
}

/// In a search along PATH, the attempt that found the file and was refused for another reason decides.
fn decisive(refused: &[Made]) -> Option<&Made> {
    refused
        .iter()
        .find(|made| made.call.outcome.errno() != Some(Errno::NOENT))
}

/// Whether a trace shows that the path exists: another call than `execve` found it.
pub(super) fn exists(case: &Case<'_>, path: &str) -> Option<Evidence> {
    let mut calls = case.calls.paths();
    let found = calls.find(|made| {
        matches!(made.call.outcome, traces::Outcome::Returned(_))
            && !path.is_empty()
            && made.path() == path
    });
    found.map(|made| made.evidence.clone())
}

/// Whether a trace shows that the path is not there: another call than `execve` missed it too.
pub(super) fn is_absent(case: &Case<'_>, path: &str) -> Option<Evidence> {
    let mut calls = case.calls.paths();
    let missed = calls.find(|made| {
        made.call.outcome.errno() == Some(Errno::NOENT) && !path.is_empty() && made.path() == path
    });
    missed.map(|made| made.evidence.clone())
}

/// The path from the root, where it is known: a name as it stands, or below the process's current folder.
pub(super) fn absolute(case: &Case<'_>, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return Some(path.to_owned());
    }
    let folder = case.gauges.get("cwd")?;
    (!path.is_empty()).then(|| format!("{}/{}", folder.text, path.trim_start_matches("./")))
}

/// What an audited binary of this name says about its loader.
pub(super) fn interpreter<'a>(case: &'a Case<'_>) -> Option<&'a str> {
    let interpreter = case.facts?.loading.interpreter.as_ref()?;
    Some(interpreter.value.as_str())
}

/// Whether a path names a script by its ending.
pub(super) fn is_script(path: &str) -> bool {
    [".sh", ".bash", ".py", ".pl", ".rb"]
        .iter()
        .any(|ending| path.ends_with(ending))
}
