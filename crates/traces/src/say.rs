//! The messages that are known, one name a meaning.

use crate::Signal;

/// What a message means, in whatever wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Say {
    /// runtime/cgo could not make a thread.
    PthreadCreateFailed,
    /// Go's runtime could not make a thread; it says how many it has and the error number.
    NewOsThread,
    /// `fatal error: newosproc`.
    NewOsProc,
    /// Go's own limit on threads.
    ThreadLimit,
    /// Go could not get memory for its heap; it names the block.
    OutOfMemoryBlock,
    /// Go's runtime ran out of memory.
    OutOfMemory,
    /// Go's runtime could not reserve or map its own tables.
    OutOfRuntimeMemory,
    /// Go's report of a fatal signal.
    GoSignal(Signal),
    /// The program counter and code of a fatal signal.
    GoSignalPlace,
    /// `[signal SIGSEGV: …]`.
    GoSignalBracket,
    /// The signal came while C code ran.
    CgoExecution,
    /// A signal that Go's runtime did not expect.
    UnexpectedSignal,
    /// A nil pointer was followed in Go.
    NilDereference,
    /// A rule for pointers across cgo was broken.
    CgoPointer,
    /// A panic.
    Panic,
    /// The header of a goroutine's stack.
    Goroutine,
    /// A frame of a C function's wrapper.
    CgoFrame,
    /// The stack pointer of a crash.
    StackPointer,
    /// Every goroutine waits.
    Deadlock,
    /// A map was written by two goroutines at once.
    ConcurrentMap,
    /// A goroutine's stack grew past its limit.
    GoStackOverflow,
    /// A return address leads nowhere.
    UnexpectedReturn,
    /// A system call of Go's runtime failed as it never should.
    RuntimeCallFailed,
    /// The CPU lacks the level that the program was built for.
    Amd64Level,
    /// A plugin was built with another version of a package.
    PluginMismatch,
    /// The file of a plugin is not there.
    PluginAbsent,
    /// A plugin was not opened; why, stands behind it.
    PluginOpen,
    /// A plugin holds no data that this runtime reads.
    PluginNoData,
    /// The host of a plugin was built without cgo.
    PluginNotImplemented,
    /// A certificate's authority is not known.
    UnknownAuthority,
    /// The system's certificates could not be read.
    NoSystemRoots,
    /// A time zone is not known.
    UnknownTimeZone,
    /// A look-up asked a resolver on this machine, which refused.
    LocalResolverRefused,
    /// A host was not found, and no server is named that was asked.
    NoSuchHost,
    /// A look-up failed for now.
    TemporaryResolution,
    /// A user is not known.
    UnknownUser,
    /// The current user cannot be told without cgo.
    CurrentUserUnknown,
    /// The file of users is missing.
    NoPasswdFile,
    /// A driver was built without the cgo that it needs.
    StubDriver,
    /// Too many files are open.
    TooManyFiles,
    /// A program could not be executed: its name, and the reason behind it.
    ExecRefused,
    /// A command was looked up and not found.
    CommandNotFound,
    /// Bash says that the program is there and a file that it requires is not.
    RequiredFileMissing,
    /// A script's first line names an interpreter that is missing.
    BadInterpreter,
    /// A carriage return stands in the name of a script's interpreter.
    CarriageReturn,
    /// The loader could not load a shared library at start.
    LoaderRefused,
    /// A library could not be opened.
    CannotOpenLibrary,
    /// A library is not ELF.
    InvalidElfHeader,
    /// A library is shorter than its headers.
    FileTooShort,
    /// A library is of another class of ELF.
    WrongElfClass,
    /// A library could not be mapped.
    CannotMapLibrary,
    /// A library may not be preloaded: a warning.
    PreloadIgnored,
    /// A library lacks a version of its symbols.
    VersionNotFound,
    /// A library carries no versions: a warning.
    NoVersionInformation,
    /// The loader's check of versions failed.
    CheckMatch,
    /// A symbol was not found at start or at its first call.
    SymbolLookup,
    /// A symbol was not found by a program that asked for it.
    UndefinedSymbol,
    /// A symbol's version is not in the library that should have it.
    RelocationError,
    /// No room for thread-local storage is left.
    StaticTls,
    /// An executable stack was refused.
    ExecutableStack,
    /// glibc is too new for the kernel.
    KernelTooOld,
    /// The C library's early start failed: the loader and the C library do not match.
    EarlyInit,
    /// glibc found that a stack was smashed.
    StackSmashing,
    /// The C library or C code called `abort`, and said why.
    AbortReason,
    /// musl's loader could not load a library.
    MuslMissing,
    /// musl's loader could not relocate.
    MuslRelocating,
    /// musl's loader refused a library's thread-local storage.
    MuslTls,
    /// QEMU could not open the guest's loader.
    QemuInterpreter,
    /// The guest of QEMU died by a signal.
    QemuSignal,
    /// The kernel killed a process of a memory cgroup.
    MemcgOomKill,
    /// The kernel killed a process because the machine ran out of memory.
    SystemOomKill,
    /// A pids cgroup refused a fork.
    PidsRejected,
    /// The kernel refused memory because of its policy for overcommitting.
    OvercommitRefused,
    /// The kernel's log of a memory fault.
    Segfault,
    /// The audit log of a filter for system calls.
    SeccompAudit,
    /// A shell's or a container's word that a process was killed.
    Killed,
    /// A shell's word that a program died by a signal.
    Died(Signal),
    /// A container or unit was killed for its memory.
    OomKilled,
    /// Something that a traced program wrote, cut off before it could be known.
    CutOff,
    /// Which resolver Go took for a host.
    LookupOrder,
    /// Go's resolver was asked for by `GODEBUG`, and this program cannot do it.
    ResolverIgnored,
}
