//! Mutated logs: whatever the bytes, nothing panics, and pieces of any size make the same events.

use proptest::prelude::*;
use traces::{Event, Reader};

/// Lines of every kind, to start from.
const LINES: &[&str] = &[
    "7103  execve(\"./app\", [\"./app\"], 0x7ffe9c29a210 /* 38 vars */) = -1 ENOENT (No such file or directory)",
    "[pid   446] clone(child_stack=0xc000164000, flags=CLONE_VM|CLONE_THREAD <unfinished ...>",
    "[pid   446] <... clone resumed>, tls=0xc0000ba898) = -1 EAGAIN (Resource temporarily unavailable)",
    "32664<sh> 00:02:36 openat(AT_FDCWD</>, \"/etc/resolv.conf\", O_RDONLY) = 3</etc/resolv.conf> <0.000012>",
    "1 write(2, \"panic: \\303\\244\\n\"..., 4096 <unfinished ...>",
    "1 writev(2, [{iov_base=\"a\", iov_len=1}, {iov_base=\": file too short\\n\", iov_len=17}], 2) = 18",
    "9 --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---",
    "9 +++ killed by SIGSYS (core dumped) +++",
    "   287.370 ( 0.070 ms): app/688 clone3(uargs: 0x7f, size: 88) = -1 EAGAIN (Resource)",
    "app 560 [000]  2354.210799:    raw_syscalls:sys_exit: NR 435 = -11",
    "      8131:\tfile=libc.so.6 [0];  needed by ./app [0]",
    "{\"MESSAGE\":\"fatal error: newosproc\",\"PRIORITY\":\"3\"}",
    "Max processes             12                   12                   processes",
    "2026-11-22T10:00:00.123Z stderr F runtime/cgo: pthread_create failed: Operation not permitted",
    "./app: /lib/libc.so.6: version `GLIBC_2.34' not found (required by ./app)",
    "SIGABRT: abort",
    "goroutine 1 gp=0xc000002380 m=0 mp=0x52b960 [syscall]:",
    "[   70.188896] Memory cgroup out of memory: Killed process 411 (oom) total-vm:1225900kB",
];

/// Names that decide how a source is read.
const NAMES: &[&str] = &[
    "log",
    "x/maps",
    "x/limits",
    "x/cgroup",
    "x/census",
    "x/mountinfo",
    "x/pids.events",
];

fn read<'b>(name: &str, pieces: impl Iterator<Item = &'b [u8]>) -> Vec<Event> {
    let mut reader = Reader::new(name);
    let mut events = Vec::new();
    for piece in pieces {
        reader.feed(piece, &mut |event| events.push(event));
    }
    reader.finish(&mut |event| events.push(event));
    events
}

/// One change of a log.
#[derive(Clone, Debug)]
enum Change {
    Set(usize, u8),
    Cut(usize, usize),
    Insert(usize, Vec<u8>),
}

impl Change {
    fn apply(&self, log: &mut Vec<u8>) {
        let length = log.len().max(1);
        match self {
            Self::Set(at, byte) => {
                if let Some(place) = log.get_mut(at % length) {
                    *place = *byte;
                }
            }
            Self::Cut(at, count) => {
                let start = at % length;
                let end = (start + count % 40).min(log.len());
                log.drain(start.min(end)..end);
            }
            Self::Insert(at, bytes) => {
                let start = (at % length).min(log.len());
                log.splice(start..start, bytes.iter().copied());
            }
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<usize>(), any::<usize>()).prop_map(|(at, count)| Change::Cut(at, count)),
        (
            any::<usize>(),
            proptest::collection::vec(any::<u8>(), 0..12)
        )
            .prop_map(|(at, bytes)| Change::Insert(at, bytes)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_log_is_read(
        lines in proptest::collection::vec(0..LINES.len(), 1..12),
        changes in proptest::collection::vec(change(), 0..24),
        name in 0..NAMES.len(),
        size in 1_usize..200,
    ) {
        let lines: Vec<&str> = lines.iter().map(|n| LINES[*n]).collect();
        let mut log = lines.join("\n").into_bytes();
        for change in &changes {
            change.apply(&mut log);
        }
        let whole = read(NAMES[name], std::iter::once(log.as_slice()));
        let pieces = read(NAMES[name], log.chunks(size));
        prop_assert_eq!(whole, pieces);
    }
}

#[test]
fn what_is_kept_does_not_grow_with_the_log() {
    let mut reader = Reader::new("log");
    let mut events = 0_usize;
    for task in 0..200_000_u32 {
        let line = format!(
            "{task} write(2, \"an unfinished line of \", 22 <unfinished ...>\n{task} clone( <unfinished ...>\n"
        );
        reader.feed(line.as_bytes(), &mut |_| events += 1);
    }
    assert_eq!(reader.lines(), 400_000);
    let size = format!("{reader:?}").len();
    assert!(size < 8 << 20, "{size} bytes of state, as text");
    assert_eq!(events, 0);
}
