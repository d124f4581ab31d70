//! The loop over stops.

use std::collections::BTreeMap;
use std::fs;

use nix::errno::Errno;

use super::decide::{self, AFTER_EXEC, AFTER_LIBRARY};
use super::thread::{Entered, Thread};
use super::{Ending, Failed};
use crate::calls::{self, NATIVE};
use crate::memory::Memory;
use crate::record::Record;
use crate::snapshot::{self, Groups};
use crate::stop::{self, Place, Sent};
use crate::sys::{self, Tid, Waited};

/// Events of linux/ptrace.h.
const FORK: i32 = 1;
const VFORK: i32 = 2;
const CLONE: i32 = 3;
const EXEC: i32 = 4;
const EXIT: i32 = 6;
const SECCOMP: i32 = 7;
const STOP: i32 = 128;
/// What `PTRACE_O_TRACESYSGOOD` adds to the signal of a stop at a call.
const AT_CALL: i32 = libc::SIGTRAP | 0x80;

/// Everything that is traced.
#[derive(Debug)]
pub(super) struct Tracer {
    root: Tid,
    threads: BTreeMap<Tid, Thread>,
    record: Record,
    /// Whether every call of every thread is stopped at.
    is_whole: bool,
    /// Filters that the tracer installed.
    own_filters: u32,
    /// Whether the program installed a filter of its own.
    has_filters: bool,
    /// The cgroups of the first process.
    groups: Option<Groups>,
    exits: u32,
}

impl Tracer {
    pub(super) fn new(root: Tid, record: Record, is_whole: bool, own_filters: u32) -> Self {
        let first = Thread {
            is_known: true,
            is_whole,
            ..Thread::default()
        };
        Self {
            root,
            threads: BTreeMap::from([(root, first)]),
            record,
            is_whole,
            own_filters,
            has_filters: false,
            groups: snapshot::groups(root),
            exits: 0,
        }
    }

    /// Has the first thread stop at every call, where that is wanted: a running thread learns it at a stop.
    pub(super) fn prepare(&mut self) -> Result<(), Failed> {
        if !self.is_whole {
            return Ok(());
        }
        sys::interrupt(self.root).map_err(Failed::Trace)?;
        if let Some((tid, Waited::Stopped(..))) = sys::wait().map_err(Failed::Trace)? {
            self.resume(tid, 0)?;
        }
        Ok(())
    }

    /// Follows until everything that is traced has ended.
    pub(super) fn follow(&mut self) -> Result<Ending, Failed> {
        let mut ending = Ending::Killed(libc::SIGKILL);
        while let Some((tid, waited)) = sys::wait().map_err(Failed::Trace)? {
            match waited {
                Waited::Exited(code) => {
                    self.ended(tid, format_args!("+++ exited with {code} +++"))?;
                    if tid == self.root {
                        ending = Ending::Exited(code);
                    }
                }
                Waited::Killed(signal) => {
                    let name = stop::signal_name(signal);
                    self.ended(tid, format_args!("+++ killed by {name} +++"))?;
                    if tid == self.root {
                        ending = Ending::Killed(signal);
                        self.after_death()?;
                    }
                }
                Waited::Stopped(signal, event) => self.stopped(tid, signal, event)?,
            }
        }
        self.record.flush().map_err(Failed::Record)?;
        Ok(ending)
    }

    fn ended(&mut self, tid: Tid, line: std::fmt::Arguments<'_>) -> Result<(), Failed> {
        self.threads.remove(&tid);
        self.record.line(tid, line).map_err(Failed::Record)
    }

    /// A kill leaves no moment to copy: the counters of the cgroups tell whether memory was the reason.
    fn after_death(&mut self) -> Result<(), Failed> {
        match &self.groups {
            Some(groups) => self
                .record
                .groups(groups, "at_exit_after_death")
                .map_err(Failed::Record),
            None => Ok(()),
        }
    }

    /// A thread stopped: reads what it means, then lets it go on. One that was killed meanwhile is no fault.
    fn stopped(&mut self, tid: Tid, signal: i32, event: i32) -> Result<(), Failed> {
        match self.handle(tid, signal, event) {
            Err(Failed::Trace(error)) if error.raw_os_error() == Some(libc::ESRCH) => Ok(()),
            done => done,
        }
    }

    fn handle(&mut self, tid: Tid, signal: i32, event: i32) -> Result<(), Failed> {
        self.meet(tid);
        match event {
            FORK | VFORK | CLONE => self.made(tid)?,
            EXEC => self.executed(tid)?,
            EXIT => self.exits(tid)?,
            STOP if is_stopping(signal) => return sys::listen(tid).map_err(Failed::Trace),
            STOP => {}
            SECCOMP => return self.at_call(tid),
            _ if signal == AT_CALL => return self.at_call(tid),
            _ => {
                self.signalled(tid, signal)?;
                return self.resume(tid, signal);
            }
        }
        self.resume(tid, 0)
    }

    fn resume(&mut self, tid: Tid, signal: i32) -> Result<(), Failed> {
        let stops = self.threads.get(&tid).is_some_and(Thread::stops_at_calls);
        let resumed = if stops {
            sys::step_to_call(tid, signal)
        } else {
            sys::cont(tid, signal)
        };
        resumed.map_err(Failed::Trace)
    }

    /// Remembers a thread at its first stop. Where the program has filters of its own, it may have inherited one.
    fn meet(&mut self, tid: Tid) {
        let (is_whole, asks) = (self.is_whole, self.has_filters);
        let own = self.own_filters;
        let thread = self.threads.entry(tid).or_default();
        if !thread.is_known {
            thread.is_known = true;
            thread.is_whole = is_whole || (asks && filters(tid) > own);
        }
    }

    fn process(&mut self, tid: Tid) -> Tid {
        let thread = self.threads.entry(tid).or_default();
        *thread
            .process
            .get_or_insert_with(|| status_number(tid, "Tgid").unwrap_or(tid))
    }

    /// The call that makes a thread or process succeeded: there will be no need to stop at its end.
    fn made(&mut self, tid: Tid) -> Result<(), Failed> {
        let child = sys::event_message(tid).map_err(Failed::Trace)?;
        let thread = self.threads.entry(tid).or_default();
        thread.is_inside = false;
        if let Some(entered) = thread.entered.take() {
            let name = entered.name();
            let words = entered.words;
            let line = format_args!("{name}({words}) = {child}");
            self.record.line(tid, line).map_err(Failed::Record)?;
        }
        Ok(())
    }

    /// A program was executed: if another thread than the first did it, it now has the first one's number.
    fn executed(&mut self, tid: Tid) -> Result<(), Failed> {
        let former = sys::event_message(tid).map_err(Failed::Trace)?;
        let former = Tid::try_from(former).unwrap_or(tid);
        if former != tid
            && let Some(thread) = self.threads.remove(&former)
        {
            self.threads.insert(tid, thread);
        }
        if let Some(thread) = self.threads.get_mut(&tid) {
            thread.process = Some(tid);
        }
        Ok(())
    }

    /// A thread is about to end, and can still be looked at. Only the end of a whole process that is no success is
    /// worth it.
    fn exits(&mut self, tid: Tid) -> Result<(), Failed> {
        let status = sys::event_message(tid).map_err(Failed::Trace)?;
        let status = Waited::of(i32::try_from(status).unwrap_or(0));
        let process = self.process(tid);
        if process != tid || status == Waited::Exited(0) {
            return Ok(());
        }
        self.exits += 1;
        let name = format!("at_exit_{:02}", self.exits);
        self.record
            .moment(process, tid, &name)
            .map_err(Failed::Record)
    }

    /// A signal is about to be delivered.
    fn signalled(&mut self, tid: Tid, signal: i32) -> Result<(), Failed> {
        if decide::is_noise(signal) {
            return Ok(());
        }
        let bytes = sys::signal_bytes(tid).map_err(Failed::Trace)?;
        let words = Sent::of(&bytes).words();
        self.record
            .minor(tid, format_args!("{words}"))
            .map_err(Failed::Record)?;
        if decide::is_fatal(signal) {
            let process = self.process(tid);
            let name = format!("at_signal_{}", stop::signal_name(signal));
            self.record
                .moment(process, tid, &name)
                .map_err(Failed::Record)?;
        }
        Ok(())
    }

    /// A thread stopped before or behind a call.
    fn at_call(&mut self, tid: Tid) -> Result<(), Failed> {
        match stop::place(tid).map_err(Failed::Trace)? {
            Place::Before {
                architecture,
                number,
                arguments,
            } => {
                if architecture == NATIVE {
                    if self.begins(tid, number, arguments)? {
                        return Ok(());
                    }
                } else if let Some(thread) = self.threads.get_mut(&tid) {
                    thread.is_inside = true;
                }
            }
            Place::Behind(returned) => self.ends(tid, returned)?,
            Place::Elsewhere => {}
        }
        self.resume(tid, 0)
    }

    /// Before a call: reads its arguments, as they may be gone behind it. Whether the thread was let go.
    fn begins(&mut self, tid: Tid, number: u64, values: [u64; 6]) -> Result<bool, Failed> {
        let thread = self.threads.entry(tid).or_default();
        if thread.is_inside {
            // The filter stops a thread again that was stopped before the call already.
            return Ok(false);
        }
        let call = calls::called(number);
        thread.is_inside = true;
        thread.following = thread.following.saturating_sub(1);
        let is_wanted = call.is_some_and(|call| call.holds(&values));
        if is_wanted
            && call.is_some_and(|call| call.name == "ptrace")
            && self.lets_go(tid, values)?
        {
            return Ok(true);
        }
        let words = match call.filter(|call| is_wanted && !call.is_read_behind()) {
            Some(call) => calls::describe(call, &values, &Memory::of(tid), None),
            None => String::new(),
        };
        let entered = Entered {
            call,
            number,
            values,
            words,
            is_wanted,
        };
        if entered.is_output() {
            let (name, words) = (entered.name(), &entered.words);
            self.record
                .minor(tid, format_args!("{name}({words}) = ?"))
                .map_err(Failed::Record)?;
            if let Some(thread) = self.threads.get_mut(&tid) {
                // Its end tells nothing; a stop at it is passed over.
                thread.is_inside = thread.is_whole || thread.following > 0;
            }
            return Ok(false);
        }
        if let Some(thread) = self.threads.get_mut(&tid) {
            thread.entered = Some(entered);
        }
        Ok(false)
    }

    /// Behind a call.
    fn ends(&mut self, tid: Tid, returned: i64) -> Result<(), Failed> {
        let Some(thread) = self.threads.get_mut(&tid) else {
            return Ok(());
        };
        thread.is_inside = false;
        let Some(entered) = thread.entered.take() else {
            return Ok(());
        };
        let errno = error(returned);
        thread.following = match (entered.name().as_str(), errno) {
            ("execve" | "execveat", Some(_)) => AFTER_EXEC,
            ("open" | "openat", None) if entered.words.contains(".so") => AFTER_LIBRARY,
            _ => thread.following,
        };
        self.note(tid, &entered, returned, errno)?;
        if errno.is_none() && entered.installs_filter() {
            self.filtered(tid)?;
        }
        let moment = errno.and_then(|errno| decide::moment(&entered.name(), errno));
        match moment {
            Some(name) => {
                let process = self.process(tid);
                self.record
                    .moment(process, tid, &name)
                    .map_err(Failed::Record)
            }
            None => Ok(()),
        }
    }

    /// Writes a call down, if it is of interest how it ended.
    fn note(
        &mut self,
        tid: Tid,
        entered: &Entered,
        returned: i64,
        errno: Option<Errno>,
    ) -> Result<(), Failed> {
        let name = entered.name();
        let is_refused = errno.is_some_and(|errno| {
            decide::is_refused(errno) || decide::moment(&name, errno).is_some()
        });
        if !entered.is_wanted && !is_refused {
            return Ok(());
        }
        let words = match entered.call {
            Some(call) if entered.words.is_empty() => {
                calls::describe(call, &entered.values, &Memory::of(tid), Some(returned))
            }
            _ => entered.words.clone(),
        };
        let result = result(&name, returned, errno);
        let line = format_args!("{name}({words}) = {result}");
        match errno {
            Some(_) if is_refused => self.record.line(tid, line),
            _ => self.record.minor(tid, line),
        }
        .map_err(Failed::Record)
    }

    /// The program installed a filter: what that refuses never reaches ours, so its threads stop at every call.
    fn filtered(&mut self, tid: Tid) -> Result<(), Failed> {
        self.has_filters = true;
        let process = self.process(tid);
        let all: Vec<Tid> = self.threads.keys().copied().collect();
        for other in all {
            if self.process(other) != process || filters(other) <= self.own_filters {
                continue;
            }
            if let Some(thread) = self.threads.get_mut(&other)
                && !thread.is_whole
            {
                thread.is_whole = true;
                if other != tid {
                    // A thread that has ended needs no telling.
                    drop(sys::interrupt(other));
                }
            }
        }
        Ok(())
    }

    /// A process has one tracer. Without a filter in it, one that asks for another is let go; with one it cannot be,
    /// as its calls would be refused for want of a tracer.
    fn lets_go(&mut self, tid: Tid, values: [u64; 6]) -> Result<bool, Failed> {
        const TRACE_ME: u64 = 0;
        const ATTACH: u64 = 16;
        const SEIZE: u64 = 0x4206;
        let wanted = match values {
            [TRACE_ME, ..] => tid,
            [ATTACH | SEIZE, pid, ..] => Tid::try_from(pid).unwrap_or(0),
            _ => return Ok(false),
        };
        if self.own_filters > 0 {
            let line = format_args!(
                "# {wanted} is wanted by another tracer, and a process has one alone: run with --every-call"
            );
            self.record.line(tid, line).map_err(Failed::Record)?;
            return Ok(false);
        }
        if wanted != tid {
            return Ok(false);
        }
        let line = format_args!("# {wanted} asked for another tracer and was let go");
        self.record.line(tid, line).map_err(Failed::Record)?;
        self.threads.remove(&tid);
        sys::detach(tid, 0).map_err(Failed::Trace)?;
        Ok(true)
    }
}

/// Signals that stop a process.
const fn is_stopping(signal: i32) -> bool {
    matches!(
        signal,
        libc::SIGSTOP | libc::SIGTSTP | libc::SIGTTIN | libc::SIGTTOU
    )
}

/// The error that a call returned.
fn error(returned: i64) -> Option<Errno> {
    let number = i32::try_from(returned.checked_neg()?).ok()?;
    (1..=4095)
        .contains(&number)
        .then(|| Errno::from_raw(number))
}

/// What a call returned, in strace's words.
fn result(name: &str, returned: i64, errno: Option<Errno>) -> String {
    match errno {
        Some(errno @ Errno::UnknownErrno) => format!("{returned} ({errno:?})"),
        Some(errno) => format!("-1 {errno:?} ({})", errno.desc()),
        None if matches!(name, "mmap" | "mremap" | "brk") => format!("{returned:#x}"),
        None => returned.to_string(),
    }
}

/// Filters that are in force for a thread.
fn filters(tid: Tid) -> u32 {
    status_number(tid, "Seccomp_filters").unwrap_or(0)
}

fn status_number<T: std::str::FromStr>(tid: Tid, name: &str) -> Option<T> {
    let status = fs::read_to_string(format!("/proc/{tid}/status")).ok()?;
    snapshot::field(&status, name)?.parse().ok()
}
