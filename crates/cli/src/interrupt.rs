//! SIGINT, SIGTERM and SIGHUP: what is unfinished goes, the terminal stays as it was, and the process ends by the
//! signal, so that a shell sees 130, 143 or 129 and stops its loop.

/// Watches for signals from here on.
#[cfg(unix)]
pub(crate) fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Without a watcher a signal ends the process all the same.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else {
        return;
    };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end(signal);
        }
    });
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
