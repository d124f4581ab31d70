//! `kernel.pid_max` as the thread's own pid namespace has it: since Linux 6.14 each has its own.

use std::fs;
use std::path::Path;

use super::process::text;
use crate::sys::{self, Tid};

const SYSCTL: &str = "/proc/sys/kernel/pid_max";

/// The value; `None` where the namespace is another and cannot be entered.
pub(crate) fn pid_max(tid: Tid) -> Option<u64> {
    let own = fs::read_link("/proc/self/ns/pid").ok()?;
    let namespace = Path::new("/proc").join(tid.to_string()).join("ns/pid");
    let its = fs::read_link(&namespace).ok()?;
    if own == its {
        return text(Path::new(SYSCTL))?.trim().parse().ok();
    }
    let bytes = sys::read_inside(&namespace, c"/proc/sys/kernel/pid_max")?;
    String::from_utf8_lossy(&bytes).trim().parse().ok()
}
