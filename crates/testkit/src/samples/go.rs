//! What Go puts into a program: build info, the function table, and the runtime code that tells about cgo.

use crate::elf::{BASE, File, Shape};
use crate::pclntab::Table;
use crate::{buildinfo, bytes::Bytes};

/// The module text of a program that asks for more than it gets.
pub const MODULES: &str = "path\texample.org/app/cmd/app\n\
    mod\texample.org/app\tv1.2.3\th1:x=\n\
    dep\tgithub.com/mattn/go-sqlite3\tv1.14.0\th1:y=\n\
    =>\t../sqlite\t(devel)\t\n\
    build\t-buildmode=pie\n\
    build\t-ldflags=\"-linkmode external -extldflags '-static'\"\n\
    build\t-tags=netgo,osusergo\n\
    build\tCGO_ENABLED=1\n\
    build\tCGO_LDFLAGS=\"-O2 -lm\"\n\
    build\tGOARCH=amd64\n\
    build\tGOOS=linux\n\
    build\tGOAMD64=v3\n\
    build\tGOEXPERIMENT=boringcrypto\n\
    build\tGOFIPS140=v1.0.0\n\
    build\tvcs=git\n\
    build\tvcs.revision=0123456789abcdef\n\
    build\tvcs.time=2026-01-02T03:04:05Z\n\
    build\tvcs.modified=true\n";

/// Functions, and the first file of each one's unit.
const FUNCTIONS: [(&str, u64, u64); 17] = [
    ("go:buildid", 0, 0xffff_ffff),
    ("_rt0_amd64_linux", 0x10, 0),
    ("runtime.rt0_go", 0x20, 0),
    ("runtime.cgocall", 0x60, 0),
    ("runtime.cgocallbackg", 0xa0, 0),
    ("runtime.schedinit", 0xb0, 0),
    ("runtime.main", 0xd0, 0),
    ("_cgo_topofstack", 0xe0, 0),
    ("runtime._cgo_panic_internal", 0xe8, 0),
    ("crosscall2", 0xf0, 2),
    ("net._C2func_getaddrinfo", 0x100, 4),
    ("net.(*Resolver).lookupIP", 0x110, 4),
    ("os/user._Cfunc_getpwnam_r", 0x120, 7),
    ("github.com/mattn/go-sqlite3._Cfunc_sqlite3_open", 0x130, 8),
    (
        "github.com/mattn/go-sqlite3._Cfunc_sqlite3_open.func1",
        0x140,
        8,
    ),
    ("_cgoexp_0123456789ab_callback", 0x150, 8),
    ("main.main", 0x160, 9),
];

const FILES: [&str; 10] = [
    "runtime/proc.go",
    "runtime/cgocall.go",
    "runtime/cgo/callbacks.go",
    "_cgo_gotypes.go",
    "net/_cgo_gotypes.go",
    "net/dnsclient_unix.go",
    "net/lookup_unix.go",
    "os/user/_cgo_gotypes.go",
    "github.com/mattn/go-sqlite3/_cgo_gotypes.go",
    "example.org/app/main.go",
];

/// A function table for code at `text`.
#[must_use]
pub fn table(magic: u64, wide: bool, text: u64) -> Table {
    Table {
        magic,
        wide,
        little: true,
        text,
        functions: FUNCTIONS.to_vec(),
        files: FILES.to_vec(),
        units: (0..FILES.len()).collect(),
    }
}

/// Code of those functions on amd64: the loads of `_cgo_init` and `runtime.iscgo`, whose variables stand `ahead`
/// of the code's start.
#[must_use]
pub fn code(ahead: u64) -> Vec<u8> {
    let mut code = Bytes::new(true);
    code.raw(&crate::bytes::text_build_id("a/b/c/d"));
    code.data.resize(0x20, 0xcc);
    // mov _cgo_init(%rip), %rax; test %rax, %rax; jz
    code.raw(&[0x48, 0x8b, 0x05])
        .uint(ahead.wrapping_sub(0x27), 4);
    code.raw(&[0x48, 0x85, 0xc0, 0x74, 0x10, 0xc3]);
    code.data.resize(0x60, 0xcc);
    // cmp 0x10(%r14), %rsp; jbe; push %rbp; mov %rsp, %rbp; cmpb $0, runtime.iscgo(%rip); je
    code.raw(&[0x49, 0x3b, 0x66, 0x10, 0x76, 0x20, 0x55, 0x48, 0x89, 0xe5]);
    code.raw(&[0x80, 0x3d])
        .uint((ahead + 8).wrapping_sub(0x71), 4);
    code.raw(&[0, 0x74, 0x10, 0xc3]);
    code.data.resize(0x180, 0xcc);
    code.data
}

/// The table, the code and its variables as one run of bytes that starts at `at`.
#[must_use]
pub fn tables(magic: u64, at: u64) -> Vec<u8> {
    let size = table(magic, true, 0).build().len() as u64;
    let text = (at + size).next_multiple_of(16);
    let mut bytes = Bytes::new(true);
    bytes.raw(&table(magic, true, text).build()).align(16);
    // Nothing is left between the code's end and its variables.
    bytes.raw(&code(0x180)).uints(&[0, 1], 8);
    bytes.data
}

/// A 64-bit program with build info, the function table, code and its variables.
#[must_use]
pub fn program() -> File {
    let shape = Shape {
        wide: true,
        little: true,
    };
    let mut file = super::elf::program(shape, super::elf::Hash::Gnu, &[]);
    file.note("Go", 4, b"a/b/c/d");
    let info = buildinfo::inline("go1.26.8", MODULES);
    let mut at = file.blob(&[]);
    while !at.is_multiple_of(16) {
        at = file.blob(&[0]) + 8;
    }
    file.blob(&info);
    let at = file.blob(&[]);
    file.blob(&tables(0xffff_fff1, at));
    debug_assert!(at > BASE);
    file
}
