//! Go's runtime and standard library, 1.2 to 1.27.

use super::Kind;
use crate::{Phrase, Say, Signal};

const fn says(say: Say, fixed: &'static [&'static str]) -> Phrase {
    Phrase::new(say, fixed)
}

const fn begins(say: Say, fixed: &'static [&'static str]) -> Phrase {
    Phrase::new(say, fixed).at_start()
}

pub(super) const KIND: Kind = Kind {
    name: "Go",
    phrases: &[
        says(
            Say::PthreadCreateFailed,
            &["runtime/cgo: pthread_create failed: "],
        ),
        says(Say::PthreadCreateFailed, &["pthread_create failed: "]),
        says(
            Say::NewOsThread,
            &[
                "runtime: failed to create new OS thread (have ",
                " already; errno=",
                ")",
            ],
        ),
        begins(Say::NewOsProc, &["fatal error: newosproc"]),
        says(
            Say::ThreadLimit,
            &["runtime: program exceeds ", "-thread limit"],
        ),
        begins(Say::ThreadLimit, &["fatal error: thread exhaustion"]),
        says(
            Say::OutOfMemoryBlock,
            &[
                "runtime: out of memory: cannot allocate ",
                "-byte block (",
                " in use)",
            ],
        ),
        begins(Say::OutOfMemory, &["fatal error: runtime: out of memory"]),
        begins(
            Say::OutOfRuntimeMemory,
            &["fatal error: out of memory allocating "],
        ),
        begins(Say::OutOfMemory, &["fatal error: out of memory"]),
        begins(
            Say::OutOfRuntimeMemory,
            &["fatal error: failed to reserve page summary memory"],
        ),
        begins(
            Say::OutOfRuntimeMemory,
            &["fatal error: failed to reserve page bitmap memory"],
        ),
        begins(
            Say::OutOfRuntimeMemory,
            &["fatal error: cannot reserve arena virtual address space"],
        ),
        begins(
            Say::OutOfRuntimeMemory,
            &["fatal error: runtime: cannot allocate memory"],
        ),
        begins(
            Say::OutOfRuntimeMemory,
            &["runtime: cannot allocate heap metadata"],
        ),
        begins(
            Say::OutOfRuntimeMemory,
            &["runtime: panic before malloc heap initialized"],
        ),
        begins(
            Say::GoSignal(Signal::SEGV),
            &["SIGSEGV: segmentation violation"],
        ),
        begins(Say::GoSignal(Signal::ABRT), &["SIGABRT: abort"]),
        begins(Say::GoSignal(Signal::ILL), &["SIGILL: illegal instruction"]),
        begins(
            Say::GoSignal(Signal::FPE),
            &["SIGFPE: floating-point exception"],
        ),
        begins(Say::GoSignal(Signal::BUS), &["SIGBUS: bus error"]),
        begins(Say::GoSignal(Signal::SYS), &["SIGSYS: bad system call"]),
        begins(Say::GoSignalPlace, &["PC=", " m=", " sigcode="]),
        begins(Say::GoSignalPlace, &["PC=", " m="]),
        says(
            Say::GoSignalBracket,
            &["[signal ", " code=", " addr=", " pc=", "]"],
        ),
        begins(Say::CgoExecution, &["signal arrived during cgo execution"]),
        begins(
            Say::CgoExecution,
            &["signal arrived during external code execution"],
        ),
        begins(
            Say::UnexpectedSignal,
            &["fatal error: unexpected signal during runtime execution"],
        ),
        begins(
            Say::NilDereference,
            &["panic: runtime error: invalid memory address or nil pointer dereference"],
        )
        .whole(),
        says(Say::CgoPointer, &["cgo argument has Go pointer to "]).whole(),
        says(
            Say::CgoPointer,
            &["argument of cgo function has Go pointer to "],
        )
        .whole(),
        says(Say::CgoPointer, &["cgo result has Go pointer"]).whole(),
        says(Say::CgoPointer, &["cgo result is unpinned Go pointer"]).whole(),
        says(
            Say::CgoPointer,
            &["result of Go function ", " called from cgo "],
        )
        .whole(),
        begins(Say::Panic, &["panic: "]),
        begins(Say::Panic, &["fatal error: sync: "]),
        begins(Say::Goroutine, &["goroutine ", "]:"]),
        says(Say::CgoFrame, &["._Cfunc_", "("]),
        says(Say::CgoFrame, &["._C2func_", "("]),
        begins(Say::StackPointer, &["rsp    0x"]),
        begins(Say::StackPointer, &["sp      0x"]),
        begins(
            Say::Deadlock,
            &["fatal error: all goroutines are asleep - deadlock!"],
        ),
        begins(
            Say::Deadlock,
            &["throw: all goroutines are asleep - deadlock!"],
        ),
        begins(Say::ConcurrentMap, &["fatal error: concurrent map "]),
        begins(Say::GoStackOverflow, &["fatal error: stack overflow"]),
        begins(
            Say::GoStackOverflow,
            &["runtime: goroutine stack exceeds ", "-byte limit"],
        ),
        says(
            Say::UnexpectedReturn,
            &["unexpected return pc for ", " called from "],
        ),
        begins(Say::UnexpectedReturn, &["fatal error: unknown caller pc"]),
        says(Say::RuntimeCallFailed, &["futexwakeup addr=", " returned "]),
        says(
            Say::RuntimeCallFailed,
            &["runtime: epollcreate failed with "],
        ),
        says(Say::RuntimeCallFailed, &["runtime: epollctl failed with "]),
        says(Say::RuntimeCallFailed, &["runtime: eventfd failed with "]),
        says(Say::RuntimeCallFailed, &["runtime: pipe failed with "]),
        says(
            Say::RuntimeCallFailed,
            &["runtime: mlock of signal stack failed: "],
        ),
        says(
            Say::Amd64Level,
            &[
                "This program can only be run on AMD64 processors with ",
                " microarchitecture support",
            ],
        ),
        says(
            Say::PluginMismatch,
            &["plugin was built with a different version of package "],
        ),
        says(
            Say::PluginNoData,
            &["fatal error: runtime: no plugin module data"],
        ),
        says(Say::PluginAbsent, &["plugin.Open(\"", "): realpath failed"]),
        says(Say::PluginOpen, &["plugin.Open(\""]),
        says(Say::PluginNotImplemented, &["plugin: not implemented"]),
        says(
            Say::UnknownAuthority,
            &["x509: certificate signed by unknown authority"],
        ),
        says(
            Say::NoSystemRoots,
            &["x509: system root pool is not available"],
        ),
        says(
            Say::NoSystemRoots,
            &["x509: failed to load system roots and no roots provided"],
        ),
        says(Say::UnknownTimeZone, &["unknown time zone "]),
        says(
            Say::LocalResolverRefused,
            &["lookup ", " on [::1]:53: ", "connection refused"],
        )
        .whole(),
        says(
            Say::LocalResolverRefused,
            &["lookup ", " on 127.0.0.1:53: ", "connection refused"],
        )
        .whole(),
        says(Say::NoSuchHost, &["lookup ", ": no such host"]),
        says(
            Say::TemporaryResolution,
            &["Temporary failure in name resolution"],
        ),
        says(Say::UnknownUser, &["user: unknown user"]),
        says(Say::UnknownUser, &["user: lookup username "]),
        says(
            Say::CurrentUserUnknown,
            &["user: Current requires cgo or $USER"],
        ),
        says(
            Say::CurrentUserUnknown,
            &["user: Current not implemented on "],
        ),
        says(
            Say::NoPasswdFile,
            &["open /etc/passwd: no such file or directory"],
        ),
        says(
            Say::NoPasswdFile,
            &["open /etc/group: no such file or directory"],
        ),
        says(Say::StubDriver, &["compiled with 'CGO_ENABLED=0'"]),
        says(Say::StubDriver, &["requires cgo to work. This is a stub"]),
        says(
            Say::StubDriver,
            &["sql: unknown driver \"", "(forgotten import?)"],
        ),
        says(Say::TooManyFiles, &["too many open files"]),
        says(Say::TooManyFiles, &["Too many open files"]),
    ],
};
