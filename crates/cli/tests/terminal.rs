//! What depends on a terminal, in a pseudo-terminal: colour, width, progress; and what depends on its absence.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the command, read and write files, and fail by panicking"
)]

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::pty::{Winsize, openpty};
use tempfile::TempDir;

/// The path of a sample.
fn samples(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    let folder = folder.canonicalize().unwrap();
    folder.join(name).to_str().unwrap().to_owned()
}

fn cgone(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cgone"));
    command.args(arguments).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm");
    command
}

/// What the command writes to both streams in a terminal of so many columns.
fn on_terminal(mut command: Command, columns: u16) -> String {
    let size = Winsize {
        ws_row: 24,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let pty = openpty(Some(&size), None).unwrap();
    let error = pty.slave.try_clone().unwrap();
    let mut child = command.stdout(pty.slave).stderr(error).spawn().unwrap();
    // The command holds copies of the terminal; it must not outlive the child.
    drop(command);
    let mut said = Vec::new();
    // Linux says EIO where the last writer has gone.
    drop(File::from(pty.master).read_to_end(&mut said));
    child.wait().unwrap();
    String::from_utf8(said).unwrap().replace("\r\n", "\n")
}

fn in_pipe(mut command: Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// The text without its colours.
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.filter_map(|part| part.split_once('m'));
    rest.fold(first, |all, (_, part)| all + part)
}

fn with(mut command: Command, name: &str, value: &str) -> Command {
    command.env(name, value);
    command
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let sample = samples("age-keygen.gz");
    let audit = || cgone(&["audit", &sample]);
    let coloured = |text: &str| text.contains("\u{1b}[");
    assert!(coloured(&on_terminal(audit(), 100)));
    assert!(!coloured(&in_pipe(audit())));
    assert!(!coloured(&on_terminal(with(audit(), "NO_COLOR", "1"), 100)));
    assert!(coloured(&on_terminal(with(audit(), "NO_COLOR", ""), 100)));
    assert!(!coloured(&on_terminal(with(audit(), "TERM", "dumb"), 100)));
    assert!(coloured(&in_pipe(with(audit(), "CLICOLOR_FORCE", "1"))));
    assert!(!coloured(&in_pipe(with(audit(), "CLICOLOR_FORCE", "0"))));
    let both = with(with(audit(), "CLICOLOR_FORCE", "1"), "NO_COLOR", "1");
    assert!(!coloured(&in_pipe(both)));
    let never = cgone(&["audit", &sample, "--color", "never"]);
    assert!(!coloured(&on_terminal(never, 100)));
    let always = with(
        cgone(&["audit", &sample, "--color", "always"]),
        "NO_COLOR",
        "1",
    );
    assert!(coloured(&in_pipe(always)));
}

#[test]
fn colour_changes_no_word() {
    let sample = samples("age-keygen.gz");
    let terminal = on_terminal(cgone(&["audit", &sample]), 100);
    assert_eq!(plain(&terminal), in_pipe(cgone(&["audit", &sample])));
    let terminal = on_terminal(cgone(&["explain", "interp-without-needed"]), 100);
    assert_eq!(
        plain(&terminal),
        in_pipe(cgone(&["explain", "interp-without-needed"]))
    );
}

#[test]
fn lines_fit_the_terminal() {
    for columns in [60_u16, 80] {
        for arguments in [
            ["audit", &samples("docker-credential-secretservice.gz")],
            ["explain", "static-glibc-lookups"],
        ] {
            let said = plain(&on_terminal(cgone(&arguments), columns));
            let may_be_long = |line: &str| {
                // A word without a space, such as a symbol's name, is not broken; a line of code is code.
                let is_code = arguments.first() == Some(&"explain") && line.starts_with("      ");
                is_code || !line.trim().contains(' ') || line.contains('[')
            };
            // The headline is one line, as long as the path is.
            let mut lines = said.lines().skip(1).filter(|line| !may_be_long(line));
            let long = lines.find(|line| line.chars().count() > usize::from(columns));
            assert_eq!(long, None, "{columns}");
        }
    }
}

/// A folder whose audit takes longer than the patience of the progress bar.
fn long_run() -> TempDir {
    let folder = TempDir::new().unwrap();
    let sample = fs::read(samples("static-cgo.gz")).unwrap();
    for number in 0..150 {
        fs::write(folder.path().join(format!("app{number:03}.gz")), &sample).unwrap();
    }
    folder
}

fn audit_of(folder: &Path, more: &[&str]) -> Command {
    let mut arguments = vec!["audit", "-j1", "--no-policy", folder.to_str().unwrap()];
    arguments.extend(more);
    cgone(&arguments)
}

#[test]
fn progress_shows_on_a_terminal_and_leaves_nothing() {
    let folder = long_run();
    let said = on_terminal(
        audit_of(folder.path(), &["--format", "json=/dev/null"]),
        100,
    );
    assert!(said.contains("/150 files"), "no bar: {said:.300}");
    let left = said.rsplit('\r').next().unwrap_or_default();
    assert!(!left.contains("/150 files"), "{left:.300}");
    let output = audit_of(folder.path(), &["-q", "--format", "json=/dev/null"])
        .output()
        .unwrap();
    assert!(output.stderr.is_empty());
}

fn start(folder: &Path, report: &Path) -> Child {
    let target = format!("json={}", report.display());
    let mut command = audit_of(folder, &["--format", &target]);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_signal_ends_the_run_and_leaves_no_half_report() {
    let folder = long_run();
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let out = TempDir::new().unwrap();
        let report = out.path().join("report.json");
        fs::write(&report, "the last one").unwrap();
        let mut child = start(folder.path(), &report);
        std::thread::sleep(Duration::from_millis(300));
        let kill = Command::new("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success(), "it had ended");
        let status = child.wait().unwrap();
        // A shell makes 128 + N of it: 130, 143, 129.
        assert_eq!(status.signal(), Some(number), "{status}");
        assert_eq!(fs::read_to_string(&report).unwrap(), "the last one");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    for arguments in [
        vec!["audit", "--format", "ndjson"],
        vec!["rules"],
        vec!["explain"],
        vec!["completions", "bash"],
        vec!["man"],
        vec!["--help"],
    ] {
        let mut arguments = arguments;
        let samples = samples("");
        if arguments.first() == Some(&"audit") {
            arguments.push(&samples);
        }
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = cgone(&arguments).stdout(writer).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), &*said),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn threads_have_two_names_and_say_the_same() {
    let samples = samples("");
    let of = |option: &str| {
        in_pipe(cgone(&[
            "audit", option, "2", "--format", "ndjson", &samples,
        ]))
    };
    let said = of("--threads");
    assert!(said.lines().count() >= 6);
    assert_eq!(said, of("--jobs"));
    assert_eq!(said, of("-j"));
}

#[test]
fn a_page_is_set_for_people_and_kept_for_markdown() {
    let set = in_pipe(cgone(&["explain", "interp-without-needed"]));
    assert!(set.starts_with("interp-without-needed\n\n  "), "{set}");
    assert!(set.contains("\nWhat it does\n\n  "), "{set}");
    let kept = in_pipe(cgone(&[
        "explain",
        "--format",
        "markdown",
        "interp-without-needed",
    ]));
    assert!(kept.starts_with("# interp-without-needed\n") && kept.contains("\n## What it does\n"));
    let all = in_pipe(cgone(&["explain"]));
    for expect in ["\nLoading\n", "\ncgo\n", "`interp-without-needed` (warn)"] {
        assert!(all.contains(expect), "{expect}: {all}");
    }
}
