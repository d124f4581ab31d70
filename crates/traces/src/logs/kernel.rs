//! The kernel's log, as `dmesg`, `journalctl -k` and the audit log print it.

use super::Kind;
use crate::{Phrase, Say};

pub(super) const KIND: Kind = Kind {
    name: "kernel",
    phrases: &[
        Phrase::new(
            Say::MemcgOomKill,
            &["Memory cgroup out of memory: Killed process ", " (", ")"],
        )
        .whole(),
        Phrase::new(
            Say::MemcgOomKill,
            &["Memory cgroup out of memory: Kill process ", " (", ")"],
        )
        .whole(),
        Phrase::new(Say::MemcgOomKill, &["oom-kill:constraint=CONSTRAINT_MEMCG"]).whole(),
        Phrase::new(
            Say::SystemOomKill,
            &["Out of memory: Killed process ", " (", ")"],
        )
        .whole(),
        Phrase::new(
            Say::SystemOomKill,
            &["Out of memory: Kill process ", " (", ")"],
        )
        .whole(),
        Phrase::new(
            Say::PidsRejected,
            &["cgroup: fork rejected by pids controller in "],
        )
        .whole(),
        Phrase::new(
            Say::OvercommitRefused,
            &[
                "__vm_enough_memory: pid: ",
                ", comm: ",
                " enough memory for the allocation",
            ],
        )
        .whole(),
        Phrase::new(
            Say::OvercommitRefused,
            &["__vm_enough_memory: pid: ", ", comm: ", ", bytes: "],
        )
        .whole(),
        Phrase::new(
            Say::Segfault,
            &["]: segfault at ", " ip ", " sp ", " error "],
        )
        .whole(),
        Phrase::new(Say::SeccompAudit, &["type=1326 ", " sig=", " syscall="]).whole(),
        Phrase::new(Say::SeccompAudit, &["type=SECCOMP ", " sig=", " syscall="]).whole(),
    ],
};
