//! A registry's client: how it is run, and what its words mean.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

/// Why a client brought no archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The registry answered that it has no such version; in the client's words.
    Gone(String),
    /// The registry contradicts itself: a mirror in the middle of an update.
    OutOfStep(String),
    /// Anything else: no network, no client, a full disk.
    Failed(String),
}

/// What a client brings: the path of the archive.
pub(super) type Brought = Result<PathBuf, Refusal>;

/// Pauses before another attempt, when the registry could not be reached.
const PAUSES: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(8)];

/// Attempts, as long as the answer is a failure and not a refusal.
pub(super) fn persistently(attempt: impl Fn() -> Brought) -> Brought {
    for pause in PAUSES {
        match attempt() {
            Err(Refusal::Failed(_)) => std::thread::sleep(pause),
            answer => return answer,
        }
    }
    attempt()
}

/// Runs a client; `gone` finds the words that say that the registry has no such version.
pub(super) fn run(command: &mut Command, gone: impl Fn(&str) -> bool) -> Result<Output, Refusal> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|e| Refusal::Failed(format!("cannot start `{program}`: {e}")))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(if gone(&said) {
        Refusal::Gone(words(&said))
    } else {
        Refusal::Failed(words(&said))
    })
}

/// The lines of an error output that say something, at most four, as one.
fn words(said: &str) -> String {
    let dull = |line: &&str| {
        let line = line.trim();
        line.is_empty()
            || line.contains("warn")
            || line.contains("complete log")
            // What APT adds to a failed download: the digests that it wanted.
            || line.starts_with("- ")
            || line.starts_with("Hashes of expected file")
            || line.starts_with("Release file created")
    };
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| !dull(line))
        .map(str::trim)
        .collect();
    lines
        .get(lines.len().saturating_sub(4)..)
        .unwrap_or_default()
        .join(" / ")
}

/// The only file in a folder with one of these endings.
pub(super) fn only_archive(folder: &std::path::Path, ending: &str) -> Brought {
    let read = std::fs::read_dir(folder).map_err(|e| Refusal::Failed(e.to_string()))?;
    let mut found = read
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == ending));
    match (found.next(), found.next()) {
        (Some(archive), None) => Ok(archive),
        _ => Err(Refusal::Failed(format!(
            "the client left not one .{ending} file"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_a_refusal_from_a_failure() {
        let said = |text: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("echo '{text}' >&2; exit 1")]);
            run(&mut command, |said| said.contains("no such version")).unwrap_err()
        };
        assert_eq!(
            said("no such version 3"),
            Refusal::Gone("no such version 3".into())
        );
        assert_eq!(
            said("network is down"),
            Refusal::Failed("network is down".into())
        );
    }

    #[test]
    fn a_missing_client_is_a_failure() {
        let refusal = run(&mut Command::new("no-such-client-of-ours"), |_| true).unwrap_err();
        assert!(
            matches!(refusal, Refusal::Failed(words) if words.contains("no-such-client-of-ours"))
        );
    }
}
