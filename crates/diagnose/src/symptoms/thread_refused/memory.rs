//! The stack of a new C thread could not be mapped: glibc turns ENOMEM into EAGAIN, and no `clone` fails.

use traces::{Errno, Signal};

use super::Refusal;
use crate::{Case, Made, Opinion};

/// What glibc takes where `RLIMIT_STACK` says nothing else, in bytes.
const USUAL_STACK: u64 = 8 << 20;

/// The stack that could not be had.
pub(super) fn stack<'a>(case: &'a Case<'_>) -> Option<&'a Made> {
    let mut maps = case.calls.failed(&["mmap", "mmap2"], Errno::NOMEM);
    let map = maps.find(|made| is_stack(made) && !case.ended_well(made.source));
    let map = map.or_else(|| without_arguments(case));
    map.or_else(|| {
        let mut splits = case.calls.failed(&["mprotect"], Errno::NOMEM);
        splits.find(|made| is_split(made) && !case.ended_well(made.source))
    })
}

/// `MAP_STACK`, in words or as a number (0x20000).
fn is_stack(made: &Made) -> bool {
    let args = &made.call.args;
    args.contains("STACK")
        || args
            .split(", ")
            .nth(3)
            .is_some_and(|flags| flags == "0x20022")
}

/// `perf script` prints no arguments: a row of refused mappings and then `abort` is what glibc makes of stacks.
fn without_arguments<'a>(case: &'a Case<'_>) -> Option<&'a Made> {
    let mut bare = case
        .calls
        .failed(&["mmap"], Errno::NOMEM)
        .filter(|made| made.call.args.is_empty());
    let first = bare.next()?;
    let aborted = case
        .signals
        .iter()
        .any(|d| d.signal == Signal::ABRT && d.source == first.source);
    (aborted && bare.count() >= 2).then_some(first)
}

/// The part of a stack that is made writable: 8 MiB, or whatever `RLIMIT_STACK` says.
fn is_split(made: &Made) -> bool {
    let length = length(made);
    let writable = ["PROT_READ|PROT_WRITE", "prot: READ|WRITE", ", 0x3"];
    length.is_some_and(|length| length >= 64 << 10)
        && writable.iter().any(|prot| made.call.args.contains(prot))
}

fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// The length of the mapping, with its guard: the second argument, or perf's `len:`.
fn length(made: &Made) -> Option<u64> {
    let mut args = made.call.args.split(", ");
    if let Some(named) = args.clone().find_map(|arg| arg.strip_prefix("len: ")) {
        return number(named);
    }
    number(args.nth(1)?)
}

pub(super) fn judge(refusal: &Refusal<'_>) -> Vec<Opinion> {
    let Some(made) = stack(refusal.case) else {
        return Vec::new();
    };
    if made.call.name == "mprotect" {
        return split_refused(refusal);
    }
    if length(made).is_some_and(|length| length > 8 * USUAL_STACK) {
        return vec![huge(refusal)];
    }
    map_refused(refusal)
}

fn huge(refusal: &Refusal<'_>) -> Opinion {
    let mut evidence = refusal.evidence.clone();
    evidence.extend(refusal.case.gauges.evidence(&["limit Max stack size"]));
    Opinion::likely(
        "rlimit-stack",
        evidence,
        "the stack that could not be mapped is many times the usual 8 MiB: its length is RLIMIT_STACK; how \
         much address space there was, nothing here tells",
    )
    .next("grep -E 'stack|address' /proc/PID/limits")
}

fn map_refused(refusal: &Refusal<'_>) -> Vec<Opinion> {
    let gauges = &refusal.case.gauges;
    let limit = gauges.number("limit Max address space");
    let mut evidence = refusal.evidence.clone();
    evidence.extend(gauges.evidence(&["limit Max address space", "status VmSize"]));
    let next = "grep address /proc/PID/limits; wc -l /proc/PID/maps; sysctl vm.max_map_count";
    if let Some(limit) = limit {
        return vec![Opinion::certain(
            "rlimit-as",
            evidence,
            format!(
                "the mapping for a thread's stack failed with ENOMEM, no `clone` did, and the address space is \
                 limited to {limit} bytes"
            ),
        )];
    }
    let likely = Opinion::likely(
        "rlimit-as",
        evidence.clone(),
        "the mapping for a thread's stack failed with ENOMEM and no `clone` did; it asks for no memory, only \
         for address space; not surer because the limit itself is not among the inputs",
    );
    let possible = Opinion::possible(
        "vm-max-map-count",
        evidence,
        "a full table of mappings refuses too, but usually at `mprotect`",
    );
    vec![likely.next(next), possible.next(next)]
}

fn split_refused(refusal: &Refusal<'_>) -> Vec<Opinion> {
    let gauges = &refusal.case.gauges;
    let (count, most) = (
        gauges.number("maps count"),
        gauges.number("sysctl vm.max_map_count"),
    );
    let mut evidence = refusal.evidence.clone();
    evidence.extend(gauges.evidence(&["maps count", "sysctl vm.max_map_count"]));
    let next = "wc -l /proc/PID/maps; sysctl vm.max_map_count vm.overcommit_memory";
    if let (Some(count), Some(most)) = (count, most)
        && count + 2 >= most
    {
        return vec![Opinion::certain(
            "vm-max-map-count",
            evidence,
            format!(
                "`mprotect` on a new stack failed with ENOMEM, and {count} of {most} mappings are in use"
            ),
        )];
    }
    vec![
        Opinion::likely(
            "vm-max-map-count",
            evidence.clone(),
            "the stack was mapped, and `mprotect`, which splits the mapping, failed with ENOMEM; not surer \
             because the count of mappings is not among the inputs",
        )
        .next(next),
        Opinion::possible(
            "vm-overcommit",
            evidence.clone(),
            "making memory writable is refused too where `vm.overcommit_memory` is 2",
        )
        .next(next),
        Opinion::possible("rlimit-data", evidence, "RLIMIT_DATA counts writable private memory").next(next),
    ]
}
