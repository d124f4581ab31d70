use super::*;
use crate::{Errno, Outcome, Say};

fn read(lines: &[&str]) -> Vec<Event> {
    let mut strace = Strace::default();
    let mut events = Vec::new();
    for (number, line) in (1..).zip(lines) {
        strace.line(line.as_bytes(), number, &mut |event| events.push(event));
    }
    strace.finish(&mut |event| events.push(event));
    events
}

fn calls(lines: &[&str]) -> Vec<(String, Outcome)> {
    let call = |event: Event| match event.what {
        What::Call(call) => Some((call.name, call.outcome)),
        _ => None,
    };
    read(lines).into_iter().filter_map(call).collect()
}

fn says(lines: &[&str]) -> Vec<Say> {
    let say = |event: Event| match event.what {
        What::Said(say, _) => Some(say),
        _ => None,
    };
    read(lines).into_iter().filter_map(say).collect()
}

#[test]
fn halves_are_joined() {
    let lines = [
        "446 clone(child_stack=0xc0, flags=CLONE_VM|CLONE_THREAD <unfinished ...>",
        "447 futex(0x1, FUTEX_WAIT, 2, NULL) = -1 EAGAIN (Resource temporarily unavailable)",
        "446 <... clone resumed>, tls=0xc1) = -1 EAGAIN (Resource temporarily unavailable)",
    ];
    let expect = [("clone".to_owned(), Outcome::Failed(Errno::AGAIN))];
    assert_eq!(calls(&lines), expect);
}

#[test]
fn a_line_torn_by_the_tracer_is_joined() {
    let lines = [
        "[pid 12] clone3({flags=CLONE_VM, tls=0x7f}/usr/bin/strace: Process 13 attached",
        " => {parent_tid=[13]}, 88) = 13",
    ];
    assert_eq!(
        calls(&lines),
        [("clone3".to_owned(), Outcome::Returned(13))]
    );
}

#[test]
fn output_is_put_together() {
    let lines = [
        r#"1 write(2, "fatal error: ", 13) = 13"#,
        r#"2 write(2, "other", 5) = 5"#,
        r#"1 write(2, "newosproc", 9) = 9"#,
        r#"1 write(2, "\n", 1) = 1"#,
    ];
    assert_eq!(says(&lines), [Say::NewOsProc]);
}

#[test]
fn output_glued_into_the_trace_is_read() {
    let lines = [
        r#"[pid 5] write(2, "fork/exec /bin/true: resource te"..., 54fork/exec /bin/true: resource temporarily unavailable"#,
        ") = 54",
    ];
    assert!(says(&lines).contains(&Say::ExecRefused));
}

#[test]
fn pieces_of_a_vector_are_one_line() {
    let line = concat!(
        r#"1 writev(2, [{iov_base="/app", iov_len=4}, {iov_base=": ", iov_len=2}, "#,
        r#"{iov_base="error while loading shared libra"..., iov_len=36}, {iov_base=": ", iov_len=2}, "#,
        r#"{iov_base="libfoo.so", iov_len=9}, {iov_base="\n", iov_len=1}], 6) = 54"#
    );
    assert_eq!(says(&[line]), [Say::LoaderRefused]);
}

#[test]
fn ends_and_signals_are_read() {
    let events = read(&[
        "7 --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---",
        "7 --- signal 6 code -6 addr 0x2af8 ---",
        "7 +++ killed by SIGSYS +++",
        "8 +++ killed by 31 +++",
        "9 +++ exited with 2 +++",
    ]);
    let whats: Vec<What> = events.into_iter().map(|event| event.what).collect();
    let signal = |number, code: &str, address| What::Signal {
        signal: Signal(number),
        code: code.to_owned(),
        address: Some(address),
    };
    let expect = [
        signal(11, "SEGV_MAPERR", 0x10),
        signal(6, "-6", 0x2af8),
        What::Ended(Ending::Killed(Signal::SYS)),
        What::Ended(Ending::Killed(Signal::SYS)),
        What::Ended(Ending::Exited(2)),
    ];
    assert_eq!(whats, expect);
}

#[test]
fn noise_is_passed_over() {
    let lines = [
        "1 futex(0x1, FUTEX_WAIT, 2, NULL) = -1 EAGAIN (Resource temporarily unavailable)",
        "1 read(6, 0xc000072000, 512) = -1 EAGAIN (Resource temporarily unavailable)",
        "1 openat(AT_FDCWD, \"/data/x\", O_RDONLY) = -1 ENOENT (No such file or directory)",
        "1 epoll_ctl(4, EPOLL_CTL_ADD, 3, {}) = -1 EPERM (Operation not permitted)",
        " > /srv/app(runtime.retryOnEAGAIN+0x5c) [0x4965c]",
    ];
    assert_eq!(read(&lines), []);
}
