//! `--verify`: really starts the program there, and tells what happened beside the verdict.
//!
//! Own namespaces for mounts, processes and network, the root below an empty layer in memory so that nothing is
//! written to it, nobody's rights, no way to more, a time limit, and `--version` as the only argument. util-linux and
//! coreutils do the work, so that no privileged code stands here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use report::load::Reality;
use target::{Failure, Folder, Outcome, Program, Verdict};

use crate::input;

/// `LAYERS ROOT FILE AT EMULATOR USER`. In new namespaces, as their root. The program's folders are made in the
/// empty layer, where no link leads out of it. Only what follows the first line is the program's.
const SCRIPT: &str = r#"set -e
mount -t tmpfs tmpfs "$1"
mkdir -p "$1/upper/proc" "$1/work" "$1/root" "$1/upper$(dirname "$4")"
[ -z "$3" ] || : >"$1/upper$4"
[ -z "$5" ] || : >"$1/upper/.emulator"
mount -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
mount -t proc proc "$1/root/proc"
[ -z "$3" ] || mount --bind "$3" "$1/root$4"
emulator=
if [ -n "$5" ]; then
  mount --bind "$5" "$1/root/.emulator"
  emulator=/.emulator
fi
echo entered
exec setpriv --no-new-privs chroot $6 "$1/root" $emulator "$4" --version
"#;

const ENTERED: &str = "entered\n";
/// Seconds: what still runs then was started.
const LIMIT: &str = "20";
/// `timeout`'s status for a program that it ended.
const TIMED_OUT: i32 = 124;

/// How loaders, emulators and chroot(1) begin to say that a program does not start.
const REFUSALS: [&str; 9] = [
    "error while loading shared libraries: ",
    "not found (required by ",
    "symbol lookup error: ",
    "CPU ISA level is lower than required",
    "FATAL: kernel too old",
    "Error loading shared library ",
    "Error relocating ",
    "chroot: failed to run command",
    "Could not open '/",
];

/// Starts a program in a root filesystem.
///
/// # Errors
/// When it cannot even be tried: what is missing.
pub(super) fn verify(
    folder: &Folder,
    program: &Program,
    file: &Path,
    outcome: &Outcome,
) -> Result<Reality, String> {
    let layers = tempfile::tempdir().map_err(|error| input::plain(&error))?;
    let lies_inside = file
        .canonicalize()
        .is_ok_and(|file| file.starts_with(folder.root()));
    let file = if lies_inside {
        PathBuf::new()
    } else {
        executable(file, layers.path())?
    };
    let emulator = emulator(program)?;
    let is_root = nix::unistd::geteuid().is_root();
    #[expect(
        clippy::disallowed_methods,
        reason = "`--verify` asks for exactly this"
    )]
    let mut command = Command::new("timeout");
    command.args([
        "--kill-after=5",
        LIMIT,
        "unshare",
        "-n",
        "-m",
        "-p",
        "-f",
        "--kill-child",
    ]);
    // Without privileges the namespaces' root is the user, who has none outside.
    let user = if is_root {
        "--userspec=65534:65534"
    } else {
        "--groups="
    };
    if !is_root {
        command.arg("--map-root-user");
    }
    let point = layers.path().join("layers");
    fs::create_dir(&point).map_err(|error| input::plain(&error))?;
    command
        .args(["sh", "-c", SCRIPT, "verify"])
        .arg(&point)
        .arg(folder.root())
        .arg(file);
    command.arg(&program.path).arg(emulator).arg(user);
    command
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| input::plain(&error))?;
    judge(&output, outcome)
}

/// A copy that may be run, of a file that may not: what a container image would hold.
fn executable(file: &Path, folder: &Path) -> Result<PathBuf, String> {
    use std::os::unix::fs::PermissionsExt;
    let failed = |error: std::io::Error| input::plain(&error);
    let metadata = file.metadata().map_err(failed)?;
    let compressed = file
        .extension()
        .is_some_and(|end| end == "gz" || end == "zst");
    if compressed {
        return Err("expand it first: only a plain file can be started".to_owned());
    }
    if metadata.permissions().mode() & 0o005 == 0o005 {
        return file.canonicalize().map_err(failed);
    }
    let copy = folder.join("program");
    fs::copy(file, &copy).map_err(failed)?;
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).map_err(failed)?;
    Ok(copy)
}

/// The emulator for a program of another machine than this one; empty for one of this machine.
fn emulator(program: &Program) -> Result<PathBuf, String> {
    let Some(arch) = program
        .object
        .as_ref()
        .and_then(|o| o.facts.identity.arch.goarch())
    else {
        return Ok(PathBuf::new());
    };
    let own = match std::env::consts::ARCH {
        "x86_64" => ["amd64", "386"],
        "aarch64" => ["arm64", "arm64"],
        other => [other, other],
    };
    if own.contains(&arch) {
        return Ok(PathBuf::new());
    }
    let name = match arch {
        "arm64" => "aarch64",
        "amd64" => "x86_64",
        "386" => "i386",
        "loong64" => "loongarch64",
        "mipsle" => "mipsel",
        "mips64le" => "mips64el",
        other => other,
    };
    let path = PathBuf::from(format!("/usr/bin/qemu-{name}-static"));
    if path.is_file() {
        Ok(path)
    } else {
        Err(format!(
            "no `{}` to run a program for {arch}",
            path.display()
        ))
    }
}

fn judge(output: &Output, outcome: &Outcome) -> Result<Reality, String> {
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let Some(said) = said.strip_prefix(ENTERED) else {
        let why = errors.lines().next().unwrap_or("nothing was said");
        return Err(format!("it could not be tried: {why}"));
    };
    let refused = errors
        .lines()
        .find(|line| REFUSALS.iter().any(|known| line.contains(known)));
    let started = refused.is_none();
    let agrees = match &outcome.verdict {
        Verdict::Starts => Some(started || refused.is_some_and(|line| is_later(outcome, line))),
        Verdict::Fails(failure) => Some(!started && is_printed(failure, &errors)),
        Verdict::Unknown { .. } => None,
    };
    let first = errors
        .lines()
        .chain(said.lines())
        .find(|line| !line.trim().is_empty());
    Ok(Reality {
        started,
        status: match output.status.code() {
            Some(TIMED_OUT) => format!("still ran after {LIMIT} s"),
            Some(code) => format!("status {code}"),
            None => output.status.to_string(),
        },
        words: refused.or(first).unwrap_or_default().to_owned(),
        agrees,
    })
}

fn is_later(outcome: &Outcome, line: &str) -> bool {
    outcome.later.iter().any(|later| later.message == line)
}

/// The failure's own words, or chroot's around the kernel's.
fn is_printed(failure: &Failure, errors: &str) -> bool {
    let message = failure.message.lines().next().unwrap_or_default();
    if message.is_empty() || errors.lines().any(|line| line == message) {
        return true;
    }
    let words = message.rsplit(": ").next().unwrap_or_default();
    message.starts_with("exec ") && errors.to_lowercase().contains(words)
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use target::Reason;

    use super::*;

    fn check(verdict: Verdict, errors: &str, agrees: Option<bool>) {
        let output = Output {
            status: std::process::ExitStatus::from_raw(0),
            stdout: b"entered\nv1.0\n".to_vec(),
            stderr: errors.into(),
        };
        let outcome = Outcome {
            verdict,
            later: Vec::new(),
            notes: Vec::new(),
            trail: Vec::new(),
            loaded: Vec::new(),
        };
        assert_eq!(judge(&output, &outcome).unwrap().agrees, agrees, "{errors}");
    }

    fn fails(message: &str) -> Verdict {
        Verdict::Fails(Failure {
            reason: Reason::MissingInterpreter,
            subject: "/lib/ld.so".into(),
            message: message.into(),
        })
    }

    #[test]
    fn a_verdict_is_held_against_what_was_printed() {
        let chroot = "chroot: failed to run command '/x': No such file or directory\n";
        check(Verdict::Starts, "", Some(true));
        check(Verdict::Starts, chroot, Some(false));
        check(
            fails("exec /x: no such file or directory"),
            chroot,
            Some(true),
        );
        check(fails("exec /x: exec format error"), chroot, Some(false));
        check(fails("exec /x: no such file or directory"), "", Some(false));
        let missing = vec!["the CPU".to_owned()];
        check(Verdict::Unknown { missing }, "", None);
    }

    #[test]
    fn what_was_not_tried_is_an_error() {
        let output = Output {
            status: std::process::ExitStatus::from_raw(256),
            stdout: Vec::new(),
            stderr: b"unshare: unshare failed: Operation not permitted\n".to_vec(),
        };
        let outcome = Outcome {
            verdict: Verdict::Starts,
            later: Vec::new(),
            notes: Vec::new(),
            trail: Vec::new(),
            loaded: Vec::new(),
        };
        assert!(
            judge(&output, &outcome)
                .unwrap_err()
                .contains("not permitted")
        );
    }
}
