//! SIGINT, SIGTERM and SIGHUP: what is unfinished goes, the terminal stays as it was, and the process ends by the
//! signal, so that a shell sees 130, 143 or 129 and stops its loop. While a traced program runs, they are its.

/// The traced program; 0 if there is none.
#[cfg(unix)]
static PROGRAM: std::sync::atomic::AtomicI32 = std::sync::atomic::AtomicI32::new(0);

/// Watches for signals from here on. What the caller had ignored, as nohup(1) does, stays so.
#[cfg(unix)]
pub(crate) fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    let ignored = ignored();
    let watched = [SIGINT, SIGTERM, SIGHUP].into_iter();
    let watched: Vec<i32> = watched
        .filter(|signal| ignored & (1 << (signal - 1)) == 0)
        .collect();
    let watcher = std::thread::Builder::new().spawn(move || {
        let Ok(mut signals) = Signals::new(watched) else {
            return;
        };
        for signal in signals.forever() {
            if !is_passed_on(signal) {
                end(signal);
            }
        }
    });
    // Without a watcher a signal ends the process all the same. Where no thread can be made is where cgone is asked
    // why.
    drop(watcher);
}

/// The signals that this process ignores, a bit each; none where the system does not tell.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.unwrap_or(0)
}

/// From here on signals belong to a program: SIGTERM and SIGHUP are passed on to it, and SIGINT and SIGQUIT, which
/// a terminal sends to it as well, end nothing here. 0 gives them back.
#[cfg(target_os = "linux")]
pub(crate) fn belong_to(program: i32) {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    PROGRAM.store(program, Ordering::SeqCst);
    if program != 0 {
        let seen = Arc::new(AtomicBool::new(false));
        // Without it, the signal ends this process and with it the program.
        drop(signal_hook::flag::register(
            signal_hook::consts::SIGQUIT,
            seen,
        ));
    }
}

/// Whether a signal was the program's.
#[cfg(unix)]
fn is_passed_on(signal: i32) -> bool {
    use nix::sys::signal::{Signal, kill};
    use std::sync::atomic::Ordering;

    let program = PROGRAM.load(Ordering::SeqCst);
    if program == 0 {
        return false;
    }
    if signal != signal_hook::consts::SIGINT
        && let Ok(known) = Signal::try_from(signal)
    {
        // A program that has just ended takes no signal.
        let _: nix::Result<()> = kill(nix::unistd::Pid::from_raw(program), known);
    }
    true
}

/// Ends this process as the program ended: by its signal, without a core of its own.
#[cfg(target_os = "linux")]
#[expect(clippy::exit, reason = "the exit code is the program's, any of 256")]
pub(crate) fn end_like(ending: tracer::Ending) -> ! {
    use nix::sys::resource::{Resource, setrlimit};

    let code = match ending {
        tracer::Ending::Exited(code) => code,
        tracer::Ending::NotExecuted(errno) if errno == nix::errno::Errno::ENOENT as i32 => 127,
        tracer::Ending::NotExecuted(_) => 126,
        tracer::Ending::Killed(signal) => {
            let _: nix::Result<()> = setrlimit(Resource::RLIMIT_CORE, 0, 0);
            drop(signal_hook::low_level::emulate_default_handler(signal));
            128 + signal
        }
    };
    std::process::exit(code)
}

/// Other systems end the process themselves.
#[cfg(not(unix))]
pub(crate) const fn watch() {}

#[cfg(unix)]
#[expect(clippy::exit, reason = "a signal ends the process")]
fn end(signal: i32) {
    use std::io::{self, IsTerminal, Write};

    crate::save::abandon();
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        // A progress bar may stand in the line.
        drop(stderr.write_all(b"\r\x1b[K"));
    }
    // The kernel keeps such a signal from the first process of a container.
    if std::process::id() != 1 {
        drop(signal_hook::low_level::emulate_default_handler(signal));
    }
    std::process::exit(128 + signal);
}
