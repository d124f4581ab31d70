//! `strace` in every style, and the traces that print calls the same way.
//!
//! Most lines of a trace cannot matter: a call that is not of interest, or that succeeded. They are told from
//! their first bytes and their end, and never taken apart.

mod class;
mod head;
mod outcome;
mod output;
mod skip;
mod strings;
mod task;

use std::collections::BTreeMap;

use crate::event::{Call, Event, What, shown};
use crate::phrase;
use crate::prefix;
use crate::{Ending, Say, Signal};

use class::Class;
pub(crate) use head::Head;
pub(crate) use outcome::{number, outcome};
pub(crate) use strings::{quoted, string};
use task::Task;

/// Tasks that are remembered at once.
const MOST_TASKS: usize = 4096;

/// A reader of one trace: what its tasks have not finished.
#[derive(Debug, Default)]
pub(crate) struct Strace {
    tasks: BTreeMap<u64, Task>,
    /// A line that the program's own output cut in two.
    torn: Option<(u64, Vec<u8>)>,
    /// The path that could not be executed last: what other calls say of it tells why.
    refused: Vec<u8>,
}

impl Strace {
    /// Whether a line is a call that tells nothing, in a trace without a torn line.
    pub(crate) fn can_skip(&self, line: &[u8]) -> bool {
        self.torn.is_none() && skip::can_skip(line, self.refused.is_empty())
    }

    /// Reads a line; `false` if it is none of a trace.
    pub(crate) fn line(&mut self, line: &[u8], number: u64, out: &mut dyn FnMut(Event)) -> bool {
        if let Some((task, mut start)) = self.torn.take()
            && [&b")"[..], b" =>", b", "]
                .iter()
                .any(|go_on| line.starts_with(go_on))
        {
            start.extend_from_slice(line);
            self.call(task, None, &start, number, out);
            return true;
        }
        let Some(head) = Head::of(line) else {
            return false;
        };
        let task = head.task.unwrap_or(0);
        match head.body.first() {
            Some(b'<') => self.resumed(task, head, number, out),
            Some(b'-') => signal(task, head.body, number, out),
            Some(b'+') => ended(task, head.body, number, out),
            _ => self.called(task, head, number, out),
        }
    }

    /// Whether a call names the path that could not be executed.
    fn is_refused(&self, args: &[u8]) -> bool {
        let path = &self.refused;
        !path.is_empty() && memchr::memmem::find(args, path).is_some()
    }

    /// `NAME(ARGS) = RET`, or the first half of it.
    fn called(
        &mut self,
        task: u64,
        head: Head<'_>,
        number: u64,
        out: &mut dyn FnMut(Event),
    ) -> bool {
        let class = class::of(head.body);
        if class == Class::Never {
            return head.is_traced() || head.has_end();
        }
        if let Some(start) = head.body.strip_suffix(b" <unfinished ...>") {
            self.task(task).unfinished = start.to_vec();
            return true;
        }
        if head.has_end() {
            self.call(task, head.time, head.body, number, out);
            return true;
        }
        if !head.is_traced() && class != Class::Written {
            return false;
        }
        if class == Class::Written {
            self.glued(task, head.body, number, out);
        } else {
            let attached = memchr::memmem::find(head.body, b"strace: Process ");
            let cut = attached
                .and_then(|at| head.body.get(..at))
                .unwrap_or(head.body);
            let end = memchr::memrchr(b'}', cut).map_or(cut.len(), |at| at + 1);
            self.torn = Some((task, cut.get(..end).unwrap_or(cut).to_vec()));
        }
        true
    }

    /// `<... NAME resumed>REST`.
    fn resumed(
        &mut self,
        task: u64,
        head: Head<'_>,
        number: u64,
        out: &mut dyn FnMut(Event),
    ) -> bool {
        let Some(end) = memchr::memmem::find(head.body, b" resumed>") else {
            return false;
        };
        let name = head.body.get(5..end).unwrap_or_default();
        let rest = head.body.get(end + 9..).unwrap_or_default();
        let Some(known) = self.tasks.get_mut(&task) else {
            return true;
        };
        let mut start = std::mem::take(&mut known.unfinished);
        if start.starts_with(name) {
            start.extend_from_slice(rest);
            self.call(task, head.time, &start, number, out);
        }
        true
    }

    /// A whole call.
    fn call(
        &mut self,
        task: u64,
        time: Option<&[u8]>,
        body: &[u8],
        number: u64,
        out: &mut dyn FnMut(Event),
    ) {
        let class = class::of(body);
        if class == Class::Written {
            self.written(task, body, number, out);
            return;
        }
        let Some((name, args, outcome)) = outcome::split(body) else {
            return;
        };
        let is_telling = class == Class::Path && self.is_refused(args);
        if !is_telling && !class.tells(args, outcome) {
            return;
        }
        if name.starts_with(b"execve") && outcome.errno().is_some() {
            self.refused = string(args).unwrap_or_default();
        }
        out(Event {
            line: number,
            text: shown(body),
            task: Some(task),
            what: What::Call(Call {
                name: String::from_utf8_lossy(name).into_owned(),
                args: shown(args),
                outcome,
                time: time.map(|time| String::from_utf8_lossy(time).into_owned()),
            }),
        });
    }

    /// A write to standard output or error: its text, line by line.
    fn written(&mut self, task: u64, body: &[u8], number: u64, out: &mut dyn FnMut(Event)) {
        let Some(text) = output::text(body) else {
            return;
        };
        let state = self.task(task);
        state.wrote_at = number;
        for line in state.lines(&text) {
            written(&line, task, number, out);
        }
    }

    /// A write whose line holds the program's own output too.
    fn glued(&mut self, task: u64, body: &[u8], number: u64, out: &mut dyn FnMut(Event)) {
        self.written(task, body, number, out);
        if let Some(text) = output::glued(body) {
            said(text, Some(task), number, out);
        }
    }

    /// The end of the log: lines that no line's end came to, or whose end was cut off.
    pub(crate) fn finish(&mut self, out: &mut dyn FnMut(Event)) {
        for (task, mut state) in std::mem::take(&mut self.tasks) {
            for line in state.rest() {
                written(&line, task, state.wrote_at, out);
            }
        }
    }

    fn task(&mut self, task: u64) -> &mut Task {
        if self.tasks.len() >= MOST_TASKS && !self.tasks.contains_key(&task) {
            self.tasks.pop_first();
        }
        self.tasks.entry(task).or_default()
    }
}

/// What a line says that a traced program wrote. One that was cut off is kept as it is if nothing is known of it.
fn written(line: &[u8], task: u64, number: u64, out: &mut dyn FnMut(Event)) {
    let mut is_known = false;
    said(line, Some(task), number, &mut |event| {
        is_known = true;
        out(event);
    });
    if !is_known && memchr::memchr(phrase::HOLE, line).is_some() {
        let text = shown(line).replace('\0', "…");
        out(Event {
            line: number,
            what: What::Said(Say::CutOff, vec![text.clone()]),
            text,
            task: Some(task),
        });
    }
}

/// What a line of text says, as events.
pub(crate) fn said(line: &[u8], task: Option<u64>, number: u64, out: &mut dyn FnMut(Event)) {
    for (say, free) in phrase::find(prefix::body(line)) {
        out(Event {
            line: number,
            text: shown(line).replace('\0', "…"),
            task,
            what: What::Said(say, free),
        });
    }
}

/// `--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---`, or in numbers
/// `--- signal 11 code 1 addr 0x10 ---`.
fn signal(task: u64, body: &[u8], number: u64, out: &mut dyn FnMut(Event)) -> bool {
    let text = String::from_utf8_lossy(body);
    let Some(inside) = text
        .strip_prefix("--- ")
        .and_then(|rest| rest.strip_suffix(" ---"))
    else {
        return false;
    };
    let words: Vec<&str> = inside.split([' ', ',', '{', '}']).collect();
    let after = |name: &str| {
        let at = words.iter().position(|word| *word == name)?;
        words.get(at + 1).copied()
    };
    let field = |name: &str| words.iter().find_map(|word| word.strip_prefix(name));
    let named = words.first().and_then(|name| Signal::named(name));
    let numbered = || after("signal")?.parse().ok().map(Signal);
    let Some(signal) = named.or_else(numbered) else {
        return false;
    };
    let code = field("si_code=")
        .or_else(|| after("code"))
        .unwrap_or_default();
    let address = field("si_addr=").or_else(|| after("addr"));
    out(Event {
        line: number,
        text: shown(body),
        task: Some(task),
        what: What::Signal {
            signal,
            code: code.to_owned(),
            address: address.and_then(outcome::address),
        },
    });
    true
}

/// `+++ exited with N +++`, `+++ killed by SIG +++`.
fn ended(task: u64, body: &[u8], number: u64, out: &mut dyn FnMut(Event)) -> bool {
    let text = String::from_utf8_lossy(body);
    let exited = text.strip_prefix("+++ exited with ");
    let killed = text.strip_prefix("+++ killed by ");
    let word = |rest: &str| rest.split(' ').next().unwrap_or_default().to_owned();
    let ending = if let Some(rest) = exited {
        word(rest).parse().ok().map(Ending::Exited)
    } else if let Some(rest) = killed {
        let word = word(rest);
        let numbered = || word.parse().ok().map(Signal);
        Signal::named(&word).or_else(numbered).map(Ending::Killed)
    } else {
        return text.starts_with("+++ ") && text.ends_with(" +++");
    };
    if let Some(ending) = ending {
        out(Event {
            line: number,
            text: shown(body),
            task: Some(task),
            what: What::Ended(ending),
        });
    }
    true
}

#[cfg(test)]
mod tests;
