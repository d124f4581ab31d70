//! A running program to a record: the system calls that decide why it fails, and what /proc and its cgroups held
//! at that moment.
//!
//! [`run`] starts a program under ptrace(2). A seccomp filter stops it at the calls of one table alone, so that
//! all others cost nothing; where another filter is in force, whose refusals would hide a call from ours, every
//! call is stopped at instead. The record is a folder of text that `traces` reads like any other log.
#![cfg(target_os = "linux")]

mod calls;
mod follow;
mod live;
mod memory;
mod record;
mod snapshot;
mod stop;
mod sys;

pub use follow::{Acceleration, Command, Ending, Failed, run};
pub use live::{Gauge, Live, live};
pub use snapshot::Own;
