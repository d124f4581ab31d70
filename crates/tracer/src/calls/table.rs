//! The table of calls: one line a call.

use super::flags::{self, Names};

/// A call that is traced.
#[derive(Debug)]
pub(crate) struct Call {
    /// Its name, as strace prints it.
    pub(crate) name: &'static str,
    /// Its number on this architecture.
    pub(crate) number: i64,
    /// What its arguments are, as far as they are written down.
    pub(crate) arguments: &'static [Shape],
    /// When it is traced: any of these; always if empty.
    pub(crate) when: &'static [When],
}

/// How an argument is written down.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// An address, or `NULL`.
    Address,
    /// A number.
    Number,
    /// A number of which the lower half counts, such as a descriptor; -1 is none.
    Int,
    /// A descriptor of a folder: `AT_FDCWD`.
    Folder,
    /// A file's name.
    Path,
    /// A list of texts that ends with null.
    Texts,
    /// A buffer whose length is the next argument.
    Buffer,
    /// A vector of buffers whose count is the next argument.
    Vector,
    /// A buffer whose length is what the call returned.
    Filled,
    /// What is known of a file: `struct stat`, behind the call.
    Stat,
    /// A mode of a file, in eights.
    Mode,
    /// Flags by name.
    Flags(&'static Names),
    /// `struct clone_args` of linux/sched.h.
    CloneArgs,
    /// A new limit: `struct rlimit`.
    Limit,
}

/// A condition on an argument's number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    /// The lower half is this.
    Is(u32, u32),
    /// One of these bits of the lower half is set.
    Any(u32, u32),
    /// It is at least this.
    AtLeast(u32, u32),
}

impl Call {
    /// Whether one of its conditions holds, as the filter decides it.
    pub(crate) fn holds(&self, values: &[u64; 6]) -> bool {
        let value = |argument: u32| values.get(argument as usize).copied().unwrap_or(0);
        self.when.is_empty()
            || self.when.iter().any(|when| match *when {
                When::Is(argument, wanted) => value(argument) & 0xffff_ffff == u64::from(wanted),
                When::Any(argument, mask) => value(argument) & u64::from(mask) != 0,
                When::AtLeast(argument, least) => value(argument) >= u64::from(least),
            })
    }

    /// Whether what it is about is there only behind it.
    pub(crate) fn is_read_behind(&self) -> bool {
        self.arguments
            .iter()
            .any(|shape| matches!(shape, Filled | Stat))
    }
}

use Shape::{
    Address, Buffer, CloneArgs, Filled, Flags, Folder, Int, Limit, Mode, Number, Path, Stat, Texts,
    Vector,
};

/// Lengths of mappings from which on a failure is of interest: stacks of threads and arenas of heaps.
const LARGE: u32 = 1 << 20;
/// `MAP_STACK`, `PROT_EXEC`, `PR_SET_SECCOMP`, `SECCOMP_SET_MODE_FILTER`.
const MAP_STACK: u32 = 0x2_0000;
const PROT_EXEC: u32 = 4;
const PR_SET_SECCOMP: u32 = 22;
const SET_MODE_FILTER: u32 = 1;

const fn call(
    name: &'static str,
    number: libc::c_long,
    arguments: &'static [Shape],
    when: &'static [When],
) -> Call {
    Call {
        name,
        number,
        arguments,
        when,
    }
}

/// Calls that only x86-64 has: newer architectures have the `…at` forms alone.
#[cfg(target_arch = "x86_64")]
const OLD: &[Call] = &[
    call("fork", libc::SYS_fork, &[], &[]),
    call("vfork", libc::SYS_vfork, &[], &[]),
    call(
        "open",
        libc::SYS_open,
        &[Path, Flags(&flags::OPEN), Mode],
        &[],
    ),
    call(
        "access",
        libc::SYS_access,
        &[Path, Flags(&flags::ACCESS)],
        &[],
    ),
    call("pipe", libc::SYS_pipe, &[Address], &[]),
    call("epoll_create", libc::SYS_epoll_create, &[Number], &[]),
];
#[cfg(not(target_arch = "x86_64"))]
const OLD: &[Call] = &[];

/// Order of the arguments of `clone`: the last two differ by architecture.
#[cfg(target_arch = "x86_64")]
const CLONE: &[Shape] = &[Flags(&flags::CLONE), Address, Address, Address, Address];
#[cfg(not(target_arch = "x86_64"))]
const CLONE: &[Shape] = &[Flags(&flags::CLONE), Address, Address, Address, Address];

const NEW: &[Call] = &[
    call("execve", libc::SYS_execve, &[Path, Texts, Address], &[]),
    call(
        "execveat",
        libc::SYS_execveat,
        &[Folder, Path, Texts, Address, Flags(&flags::AT)],
        &[],
    ),
    call("clone", libc::SYS_clone, CLONE, &[]),
    call("clone3", libc::SYS_clone3, &[CloneArgs, Number], &[]),
    call(
        "openat",
        libc::SYS_openat,
        &[Folder, Path, Flags(&flags::OPEN), Mode],
        &[],
    ),
    call(
        "openat2",
        libc::SYS_openat2,
        &[Folder, Path, Address, Number],
        &[],
    ),
    call(
        "faccessat",
        libc::SYS_faccessat,
        &[Folder, Path, Flags(&flags::ACCESS)],
        &[],
    ),
    call(
        "faccessat2",
        libc::SYS_faccessat2,
        &[Folder, Path, Flags(&flags::ACCESS), Flags(&flags::AT)],
        &[],
    ),
    call(
        "mmap",
        libc::SYS_mmap,
        &[
            Address,
            Number,
            Flags(&flags::PROT),
            Flags(&flags::MAP),
            Int,
            Address,
        ],
        &[
            When::AtLeast(1, LARGE),
            When::Any(2, PROT_EXEC),
            When::Any(3, MAP_STACK),
        ],
    ),
    call(
        "mprotect",
        libc::SYS_mprotect,
        &[Address, Number, Flags(&flags::PROT)],
        &[When::AtLeast(1, LARGE), When::Any(2, PROT_EXEC)],
    ),
    call(
        "mremap",
        libc::SYS_mremap,
        &[Address, Number, Number],
        &[When::AtLeast(2, LARGE)],
    ),
    call("brk", libc::SYS_brk, &[Address], &[When::Is(0, 0)]),
    call("mlock", libc::SYS_mlock, &[Address, Number], &[]),
    call("mlock2", libc::SYS_mlock2, &[Address, Number], &[]),
    call(
        "prlimit64",
        libc::SYS_prlimit64,
        &[Number, Flags(&flags::LIMIT), Limit, Address],
        &[When::AtLeast(2, 1)],
    ),
    call(
        "setrlimit",
        libc::SYS_setrlimit,
        &[Flags(&flags::LIMIT), Limit],
        &[],
    ),
    call(
        "prctl",
        libc::SYS_prctl,
        &[Flags(&flags::PRCTL), Number, Address],
        &[When::Is(0, PR_SET_SECCOMP)],
    ),
    call(
        "seccomp",
        libc::SYS_seccomp,
        &[Flags(&flags::SECCOMP), Number, Address],
        &[When::Is(0, SET_MODE_FILTER)],
    ),
    call(
        "ptrace",
        libc::SYS_ptrace,
        &[Flags(&flags::PTRACE), Number],
        &[],
    ),
    call("unshare", libc::SYS_unshare, &[Flags(&flags::CLONE)], &[]),
    call("socket", libc::SYS_socket, &[Int, Int, Int], &[]),
    call("pipe2", libc::SYS_pipe2, &[Address, Number], &[]),
    call("dup3", libc::SYS_dup3, &[Number, Number, Number], &[]),
    call("eventfd2", libc::SYS_eventfd2, &[Number, Number], &[]),
    call("epoll_create1", libc::SYS_epoll_create1, &[Number], &[]),
    call(
        "write",
        libc::SYS_write,
        &[Int, Buffer, Number],
        &[When::Is(0, 2)],
    ),
    call(
        "writev",
        libc::SYS_writev,
        &[Int, Vector, Number],
        &[When::Is(0, 2)],
    ),
];

/// Calls that are traced only where every call is, or right after one that says that they matter.
const FOLLOWING: &[Call] = &[
    #[cfg(target_arch = "x86_64")]
    call("stat", libc::SYS_stat, &[Path, Stat], &[]),
    call(
        "newfstatat",
        libc::SYS_newfstatat,
        &[Folder, Path, Stat, Flags(&flags::AT)],
        &[],
    ),
    call("read", libc::SYS_read, &[Int, Filled, Number], &[]),
    call(
        "pread64",
        libc::SYS_pread64,
        &[Int, Filled, Number, Number],
        &[],
    ),
];

/// Every call that is traced.
pub(crate) const CALLS: [&[Call]; 2] = [OLD, NEW];

/// The call of a number.
pub(crate) fn called(number: u64) -> Option<&'static Call> {
    let number = i64::try_from(number).ok()?;
    let all = OLD.iter().chain(NEW).chain(FOLLOWING);
    let mut all = all;
    all.find(|call| call.number == number)
}
