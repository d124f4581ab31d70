//! Starts the command and keeps what it said.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What one run of the command said.
#[derive(Debug)]
pub(crate) struct Run {
    /// Exit code; -1 after a signal.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

/// Runs `cgone` with these arguments.
pub(crate) fn cgone(arguments: &[&str]) -> Run {
    fed(arguments, b"")
}

/// Runs `cgone` with these arguments and this standard input.
pub(crate) fn fed(arguments: &[&str], stdin: &[u8]) -> Run {
    within(Path::new("."), arguments, stdin)
}

/// Runs `cgone` in a folder.
pub(crate) fn within(folder: &Path, arguments: &[&str], stdin: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cgone"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads no input closes the pipe; that is its right.
    drop(child.stdin.take().unwrap().write_all(stdin));
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The path of a sample.
pub(crate) fn samples(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    let folder = folder.canonicalize().unwrap();
    folder.join(name).to_str().unwrap().to_owned()
}
