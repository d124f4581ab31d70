//! Files that are not files: nothing may hang, loop or be skipped in silence.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the command, read and write files, and fail by panicking"
)]

mod run;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use run::{cgone, samples};
use serde_json::Value;
use tempfile::TempDir;

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

#[test]
fn named_special_files_are_said_and_not_opened() {
    let folder = TempDir::new().unwrap();
    let pipe = folder.path().join("pipe");
    let socket = folder.path().join("socket");
    fifo(&pipe);
    let _listening = UnixListener::bind(&socket).unwrap();
    for (path, kind) in [
        (pipe.to_str().unwrap(), "is a FIFO"),
        (socket.to_str().unwrap(), "is a socket"),
        ("/dev/zero", "is a device"),
    ] {
        let run = cgone(&["audit", path]);
        assert_eq!(run.code, 3, "{path}");
        assert!(run.stderr.contains(kind), "{path}: {}", run.stderr);
    }
}

#[test]
fn a_folder_full_of_tricks_is_counted() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::copy(samples("age-keygen.gz"), at("good.gz")).unwrap();
    fifo(&at("pipe"));
    let _listening = UnixListener::bind(at("socket")).unwrap();
    symlink(folder.path(), at("loop")).unwrap();
    symlink(at("good.gz"), at("again.gz")).unwrap();
    symlink(at("nowhere"), at("dangling")).unwrap();
    fs::write(at("text"), "hello").unwrap();
    fs::write(at("empty"), "").unwrap();
    fs::write(at("page.gz"), [0x1f, 0x8b, 8, 0, 0]).unwrap();
    fs::create_dir(at("sub")).unwrap();
    fs::copy(samples("static-cgo.gz"), at("sub/other")).unwrap();
    let run = cgone(&["audit", "--format=json", folder.path().to_str().unwrap()]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let passed = &document["summary"]["passed_over"];
    assert_eq!(document["summary"]["go_images"], 2, "{}", run.stdout);
    assert_eq!(passed["links"], 3);
    assert_eq!(passed["special"], 2);
    assert_eq!(passed["other_files"], 2);
    assert_eq!(run.code, 3, "the broken gzip file: {}", run.stderr);
    assert!(
        run.stderr
            .contains("page.gz: the compressed stream is broken"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_named_link_is_followed_and_a_loop_is_said() {
    let folder = TempDir::new().unwrap();
    let link = folder.path().join("link.gz");
    symlink(samples("age-keygen.gz"), &link).unwrap();
    assert_eq!(cgone(&["audit", link.to_str().unwrap()]).code, 0);
    let circle = folder.path().join("circle");
    symlink(&circle, &circle).unwrap();
    let run = cgone(&["audit", circle.to_str().unwrap()]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("symbolic links"), "{}", run.stderr);
}

/// Root reads everything, so the file's mode stops nobody there; then nothing may be reported as unread.
#[test]
fn an_unreadable_file_is_said() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("locked.gz");
    fs::copy(samples("age-keygen.gz"), &path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    let readable = fs::read(&path).is_ok();
    let run = cgone(&["audit", folder.path().to_str().unwrap()]);
    if readable {
        assert_eq!(run.code, 0, "{}", run.stderr);
    } else {
        assert_eq!(run.code, 3);
        assert!(run.stderr.contains("permission denied"), "{}", run.stderr);
    }
}

#[test]
fn a_hostile_name_cannot_write_to_the_terminal() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a\u{1b}[2J\u{202e}\nforged.gz");
    fs::copy(samples("age-keygen.gz"), &path).unwrap();
    fs::write(folder.path().join("b\u{1b}]0;x\u{7}"), [0x1f, 0x8b, 8]).unwrap();
    let run = cgone(&["audit", folder.path().to_str().unwrap()]);
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("forged")));
    }
    assert!(
        run.stdout.contains(r"\u{1b}[2J\u{202e}\u{a}forged.gz"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cgone"))
        .args(["audit", "--format=ndjson", "--jobs=1", &samples("")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}
