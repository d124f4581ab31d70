//! `cgone diagnose` on a long trace, against what counts one word in it and what a script would do.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use super::measure::in_turn;
use super::table::{Table, mb, ms, verdict};
use crate::{cache, workspace};

/// Options of `cargo xtask bench diagnose`.
#[derive(Debug, clap::Args)]
pub(super) struct Trace {
    /// How often each command runs; medians are printed.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Length of the trace.
    #[arg(long, default_value_t = 500)]
    megabytes: u64,
}

/// Time against `grep`: this many times as long, or less.
const GREP_AIM: f64 = 2.0;
/// Time of a script against ours: this many times as long, or more.
const SCRIPT_AIM: f64 = 20.0;
/// Peak memory, in bytes, whatever the length.
const PEAK_AIM: u64 = 64_000_000;

/// What a script does: each line against one expression for calls.
const SCRIPT: &str = r#"
import re, sys
call = re.compile(r'^(?:\[pid +(\d+)\] |(\d+) +)?(?:[\d:.]+ )?(?:<\.\.\. )?(\w+)(?: resumed>|\().*= (-?\w+)(?: (E\w+))?')
failed = {}
with open(sys.argv[1], errors='replace') as log:
    for line in log:
        m = call.match(line)
        if m and m.group(5):
            key = m.group(3), m.group(5)
            failed[key] = failed.get(key, 0) + 1
print(failed)
"#;

pub(super) fn run(trace: &Trace) -> Result<()> {
    let cgone = workspace::cgone()?;
    let log = write(trace.megabytes)?;
    let length = std::fs::metadata(&log)?.len();
    let commands = commands(&cgone, &log);
    let measured = in_turn(&commands, trace.runs);
    std::fs::remove_file(&log)?;
    let measured = measured?;
    let [ours, grep, script] = measured.as_slice() else {
        anyhow::bail!("a command was not measured");
    };
    println!("## Diagnosis of a trace of {} MB\n", mb(length));
    let mut table = Table::new(&["command", "wall, ms", "MB a second", "peak, MB"]);
    for (name, cost) in [
        ("cgone diagnose", ours),
        ("grep -c EAGAIN", grep),
        ("a script in Python", script),
    ] {
        let speed = speed(length, cost.wall);
        table.row(vec![
            name.into(),
            ms(cost.wall),
            format!("{speed:.0}"),
            mb(cost.peak),
        ]);
    }
    println!("{}", table.render());
    let against_grep = ours.wall.as_secs_f64() / grep.wall.as_secs_f64();
    let against_script = script.wall.as_secs_f64() / ours.wall.as_secs_f64();
    let mut aims = Table::new(&["aim", "measured", "verdict"]);
    aims.row(vec![
        format!("at most {GREP_AIM} times as long as grep"),
        format!("{against_grep:.2}"),
        verdict(against_grep <= GREP_AIM).into(),
    ]);
    aims.row(vec![
        format!("a script takes {SCRIPT_AIM} times as long, or more"),
        format!("{against_script:.1}"),
        verdict(against_script >= SCRIPT_AIM).into(),
    ]);
    aims.row(vec![
        format!("peak memory under {} MB", mb(PEAK_AIM)),
        mb(ours.peak),
        verdict(ours.peak < PEAK_AIM).into(),
    ]);
    println!("{}", aims.render());
    Ok(())
}

fn commands(cgone: &Path, log: &Path) -> Vec<Vec<OsString>> {
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let mut commands = vec![
        vec![cgone.as_os_str().to_owned(), "diagnose".into()],
        words(&["env", "LC_ALL=C", "grep", "-c", "EAGAIN"]),
        words(&["python3", "-c", SCRIPT]),
    ];
    for command in &mut commands {
        command.push(log.as_os_str().to_owned());
    }
    commands
}

/// Megabytes a second.
#[expect(clippy::cast_precision_loss, reason = "a figure to read")]
fn speed(bytes: u64, wall: Duration) -> f64 {
    bytes as f64 / 1e6 / wall.as_secs_f64()
}

/// Lines as `strace -f` prints them of a busy server of Go's; `{}` is a number that changes.
const LINES: &[&str] = &[
    "futex(0xc000{}48, FUTEX_WAIT_PRIVATE, 0, NULL) = -1 EAGAIN (Resource temporarily unavailable)",
    "epoll_pwait(4, [{events=EPOLLIN|EPOLLOUT, data={u32={}, u64={}}}], 128, 0, NULL, 0) = 1",
    "read(7, \"GET /{} HTTP/1.1\\r\\nHost: localho\"..., 4096) = 78",
    "write(7, \"HTTP/1.1 200 OK\\r\\nContent-Type: \"..., 1{}) = 132",
    "read(7, 0xc000{}00, 4096)        = -1 EAGAIN (Resource temporarily unavailable)",
    "nanosleep({tv_sec=0, tv_nsec=20000}, NULL) = 0",
    "futex(0x58a{}, FUTEX_WAKE_PRIVATE, 1 <unfinished ...>",
    "<... futex resumed>)              = 1",
    "openat(AT_FDCWD, \"/srv/data/{}.json\", O_RDONLY|O_CLOEXEC) = 9",
    "mmap(NULL, 262144, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f{}000",
    "rt_sigprocmask(SIG_SETMASK, [], NULL, 8) = 0",
    "close(9)                          = 0",
    "accept4(3, 0xc000{}b64, [112], SOCK_CLOEXEC|SOCK_NONBLOCK) = -1 EAGAIN (Resource temporarily unavailable)",
    "tgkill(1{}, 1{}, SIGURG) = 0",
    "getpid()                          = 4{}",
];

/// The end: a row of refused threads, and the message.
const END: &str = "4242 clone(child_stack=0xc000188000, flags=CLONE_VM|CLONE_FS|CLONE_THREAD, tls=0xc0) = -1 EAGAIN (Resource temporarily unavailable)\n";

/// Writes the trace into the cache.
fn write(megabytes: u64) -> Result<PathBuf> {
    let path = cache::root()?.join(format!("bench-trace.{}", std::process::id()));
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    let mut log = BufWriter::with_capacity(1 << 20, file);
    let mut written = 0_u64;
    let mut number = 1_u64;
    for line in LINES.iter().cycle() {
        // A linear congruence: the same trace in each run.
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let figure = format!("{}", number >> 44);
        let task = 4240 + (number >> 60);
        let text = format!("{task} {}\n", line.replace("{}", &figure));
        log.write_all(text.as_bytes())?;
        written += u64::try_from(text.len())?;
        if written >= megabytes * 1_000_000 {
            break;
        }
    }
    for _ in 0..20 {
        log.write_all(END.as_bytes())?;
    }
    log.write_all(
        b"4242 write(2, \"fatal error: newosproc\\n\", 23) = 23\n4240 +++ exited with 2 +++\n",
    )?;
    log.flush()?;
    Ok(path)
}
