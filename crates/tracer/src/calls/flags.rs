//! Names of flags and numbers, as the kernel's headers have them and strace prints them.

/// Names of the values of one argument.
#[derive(Debug)]
pub(crate) struct Names {
    /// What no bit at all is called, or the value 0.
    zero: &'static str,
    /// Bits below this mask are a number of its own with names in `choices`.
    mask: u64,
    choices: &'static [(u64, &'static str)],
    bits: &'static [(u64, &'static str)],
}

impl Names {
    /// A value in words: `O_RDONLY|O_CLOEXEC`; what has no name stays a number.
    pub(crate) fn words(&self, value: u64) -> String {
        let choice = value & self.mask;
        let mut parts: Vec<String> = Vec::new();
        match self.choices.iter().find(|(known, _)| *known == choice) {
            Some((_, name)) => parts.push((*name).to_owned()),
            None if choice != 0 => parts.push(format!("{choice:#x}")),
            None => {}
        }
        let mut rest = value & !self.mask;
        for (bit, name) in self.bits {
            if rest & bit == *bit {
                parts.push((*name).to_owned());
                rest &= !bit;
            }
        }
        if rest != 0 {
            parts.push(format!("{rest:#x}"));
        }
        if parts.is_empty() {
            return self.zero.to_owned();
        }
        parts.join("|")
    }
}

const fn bits(zero: &'static str, bits: &'static [(u64, &'static str)]) -> Names {
    Names {
        zero,
        mask: 0,
        choices: &[],
        bits,
    }
}

const fn choices(choices: &'static [(u64, &'static str)]) -> Names {
    Names {
        zero: "0",
        mask: u64::MAX,
        choices,
        bits: &[],
    }
}

/// fcntl.h.
pub(crate) const OPEN: Names = Names {
    zero: "O_RDONLY",
    mask: 3,
    choices: &[(0, "O_RDONLY"), (1, "O_WRONLY"), (2, "O_RDWR")],
    bits: &[
        (0o100, "O_CREAT"),
        (0o200, "O_EXCL"),
        (0o400, "O_NOCTTY"),
        (0o1000, "O_TRUNC"),
        (0o2000, "O_APPEND"),
        (0o4000, "O_NONBLOCK"),
        (libc::O_DIRECTORY as u64, "O_DIRECTORY"),
        (libc::O_NOFOLLOW as u64, "O_NOFOLLOW"),
        (0o200_0000, "O_CLOEXEC"),
        (libc::O_PATH as u64, "O_PATH"),
    ],
};

/// unistd.h.
pub(crate) const ACCESS: Names = bits("F_OK", &[(4, "R_OK"), (2, "W_OK"), (1, "X_OK")]);

/// Flags of the `…at` calls.
pub(crate) const AT: Names = bits(
    "0",
    &[
        (0x100, "AT_SYMLINK_NOFOLLOW"),
        (0x200, "AT_EACCESS"),
        (0x1000, "AT_EMPTY_PATH"),
    ],
);

/// linux/sched.h; the lowest byte is the signal at the end.
pub(crate) const CLONE: Names = Names {
    zero: "0",
    mask: 0xff,
    choices: &[(17, "SIGCHLD")],
    bits: &[
        (0x100, "CLONE_VM"),
        (0x200, "CLONE_FS"),
        (0x400, "CLONE_FILES"),
        (0x800, "CLONE_SIGHAND"),
        (0x1000, "CLONE_PIDFD"),
        (0x2000, "CLONE_PTRACE"),
        (0x4000, "CLONE_VFORK"),
        (0x8000, "CLONE_PARENT"),
        (0x1_0000, "CLONE_THREAD"),
        (0x2_0000, "CLONE_NEWNS"),
        (0x4_0000, "CLONE_SYSVSEM"),
        (0x8_0000, "CLONE_SETTLS"),
        (0x10_0000, "CLONE_PARENT_SETTID"),
        (0x20_0000, "CLONE_CHILD_CLEARTID"),
        (0x40_0000, "CLONE_DETACHED"),
        (0x80_0000, "CLONE_UNTRACED"),
        (0x100_0000, "CLONE_CHILD_SETTID"),
        (0x200_0000, "CLONE_NEWCGROUP"),
        (0x400_0000, "CLONE_NEWUTS"),
        (0x800_0000, "CLONE_NEWIPC"),
        (0x1000_0000, "CLONE_NEWUSER"),
        (0x2000_0000, "CLONE_NEWPID"),
        (0x4000_0000, "CLONE_NEWNET"),
        (0x1_0000_0000, "CLONE_CLEAR_SIGHAND"),
        (0x2_0000_0000, "CLONE_INTO_CGROUP"),
    ],
};

/// sys/mman.h.
pub(crate) const PROT: Names = bits(
    "PROT_NONE",
    &[
        (1, "PROT_READ"),
        (2, "PROT_WRITE"),
        (4, "PROT_EXEC"),
        (0x100_0000, "PROT_GROWSDOWN"),
    ],
);

/// sys/mman.h.
pub(crate) const MAP: Names = Names {
    zero: "0",
    mask: 3,
    choices: &[
        (1, "MAP_SHARED"),
        (2, "MAP_PRIVATE"),
        (3, "MAP_SHARED_VALIDATE"),
    ],
    bits: &[
        (0x10, "MAP_FIXED"),
        (0x20, "MAP_ANONYMOUS"),
        (0x100, "MAP_GROWSDOWN"),
        (0x800, "MAP_DENYWRITE"),
        (0x2000, "MAP_LOCKED"),
        (0x4000, "MAP_NORESERVE"),
        (0x8000, "MAP_POPULATE"),
        (0x2_0000, "MAP_STACK"),
        (0x4_0000, "MAP_HUGETLB"),
        (0x10_0000, "MAP_FIXED_NOREPLACE"),
    ],
};

/// bits/resource.h.
pub(crate) const LIMIT: Names = choices(&[
    (0, "RLIMIT_CPU"),
    (1, "RLIMIT_FSIZE"),
    (2, "RLIMIT_DATA"),
    (3, "RLIMIT_STACK"),
    (4, "RLIMIT_CORE"),
    (5, "RLIMIT_RSS"),
    (6, "RLIMIT_NPROC"),
    (7, "RLIMIT_NOFILE"),
    (8, "RLIMIT_MEMLOCK"),
    (9, "RLIMIT_AS"),
]);

/// linux/prctl.h.
pub(crate) const PRCTL: Names = choices(&[(22, "PR_SET_SECCOMP")]);

/// linux/seccomp.h.
pub(crate) const SECCOMP: Names = choices(&[(1, "SECCOMP_SET_MODE_FILTER")]);

/// linux/ptrace.h.
pub(crate) const PTRACE: Names = choices(&[
    (0, "PTRACE_TRACEME"),
    (16, "PTRACE_ATTACH"),
    (17, "PTRACE_DETACH"),
    (0x4206, "PTRACE_SEIZE"),
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_named() {
        assert_eq!(OPEN.words(0o200_0000), "O_RDONLY|O_CLOEXEC");
        assert_eq!(PROT.words(0), "PROT_NONE");
        assert_eq!(MAP.words(0x2_0022), "MAP_PRIVATE|MAP_ANONYMOUS|MAP_STACK");
        assert_eq!(CLONE.words(17), "SIGCHLD");
        assert_eq!(LIMIT.words(6), "RLIMIT_NPROC");
        assert_eq!(LIMIT.words(99), "0x63");
    }
}
