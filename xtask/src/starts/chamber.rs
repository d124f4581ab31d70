//! Where a program is started: its own namespaces without network, the root read-only below a few empty
//! folders, no privileges, a time limit, and a harmless argument.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};

use super::cause::Cause;
use super::words;
use crate::roots::Root;
use crate::{cache, command};

/// Runs as root in the new namespaces: `FRONT ROOT POINT FILE TOOL WORD…`. Only the last line is the
/// program's.
const SCRIPT: &str = r#"set -e
mount -t overlay -o "ro,lowerdir=$1:$2" overlay "$3"
mount -t proc proc "$3/proc"
mount --bind "$4" "$3/tmp/x/BIN"
if [ -n "$5" ]; then mount --bind "$5" "$3/tmp/x/tool"; fi
point=$3
shift 5
echo entered
exec chroot --userspec=65534:65534 "$point" "$@"
"#;

/// Where the program stands.
pub(super) const PROGRAM: &str = "/tmp/x/BIN";
/// Where an emulator or another tool stands.
pub(super) const TOOL: &str = "/tmp/x/tool";

/// The first line, without which the program was never tried.
const ENTERED: &str = "entered\n";

/// Seconds. A loader that fails does so at once; what still runs was started.
const LIMIT: &str = "20";
/// `timeout`'s status for a program that it ended.
const TIMED_OUT: i32 = 124;

/// Folders that every run shares: each mounts on them in a namespace of its own.
#[derive(Debug)]
pub(crate) struct Chamber {
    folder: PathBuf,
}

/// What a start showed.
#[derive(Debug)]
pub(crate) struct Seen {
    /// How it ended.
    pub(crate) cause: Cause,
    /// Its first words.
    pub(crate) words: String,
}

impl Chamber {
    /// Makes the folders.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn new() -> Result<Self> {
        let folder = cache::root()?.join(format!("chamber-{}", std::process::id()));
        for part in ["front/proc", "front/tmp/x", "point"] {
            fs::create_dir_all(folder.join(part))?;
        }
        for file in ["front/tmp/x/BIN", "front/tmp/x/tool"] {
            fs::write(folder.join(file), "")?;
        }
        Ok(Self { folder })
    }

    /// Starts the file in the root.
    ///
    /// # Errors
    /// The namespaces cannot be made, or what happened cannot be told.
    pub(crate) fn start(&self, root: &Root, file: &Path) -> Result<Seen> {
        let emulator = emulator(root)?;
        let mut words = vec![PROGRAM, "--version"];
        if emulator.is_some() {
            words.insert(0, TOOL);
        }
        let output = self.run(root, file, emulator.as_deref(), &words)?;
        judge(&output, file)
            .with_context(|| format!("`{}` in `{}`", file.display(), root.spec.name))
    }

    /// Runs a command in the root, where the file stands at [`PROGRAM`] and the tool at [`TOOL`].
    ///
    /// # Errors
    /// It cannot be started.
    pub(super) fn run(
        &self,
        root: &Root,
        file: &Path,
        tool: Option<&Path>,
        words: &[&str],
    ) -> Result<Output> {
        executable(file)?;
        let mut command = Command::new("timeout");
        command.args(["--kill-after=5", LIMIT, "unshare", "-n", "-m", "-p", "-f"]);
        command.args(["--kill-child", "sh", "-c", SCRIPT, "start"]);
        command.arg(self.folder.join("front")).arg(&root.folder);
        command.arg(self.folder.join("point")).arg(file);
        command.arg(tool.unwrap_or(Path::new(""))).args(words);
        command
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
            .stdin(std::process::Stdio::null())
            .output()
            .with_context(|| format!("cannot start {}", command::line(&command)))
    }
}

impl Drop for Chamber {
    fn drop(&mut self) {
        // Nothing is mounted there outside the namespaces of the runs.
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Files of the corpus are kept read-only; a program must be executable too.
fn executable(file: &Path) -> Result<()> {
    let mode = fs::metadata(file)?.permissions().mode();
    if mode & 0o111 == 0 {
        fs::set_permissions(file, fs::Permissions::from_mode(0o555))?;
    }
    Ok(())
}

/// Where the emulator is, if one is needed.
fn emulator(root: &Root) -> Result<Option<PathBuf>> {
    let Some(name) = root.spec.machine()?.emulator else {
        return Ok(None);
    };
    let found = Path::new("/usr/bin").join(name);
    if !found.is_file() {
        bail!(
            "no {}: install the package qemu-user-static",
            found.display()
        );
    }
    Ok(Some(found))
}

fn judge(output: &Output, file: &Path) -> Result<Seen> {
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let Some(said) = said.strip_prefix(ENTERED) else {
        bail!("the program was never tried: {errors}");
    };
    let cause = match words::read(&errors) {
        Some(Cause::Fails { reason, subject }) if reason == "missing-interpreter" => {
            Cause::fails(&reason, &interpreter(file, &subject)?)
        }
        Some(cause) => cause,
        None => silent(output, said, &errors)?,
    };
    let words = [errors.as_ref(), said].concat();
    let words = words.lines().next().unwrap_or_default().chars().take(200);
    Ok(Seen {
        cause,
        words: words.collect(),
    })
}

/// No loader complained: the program spoke, ended by itself, or still ran.
fn silent(output: &Output, said: &str, errors: &str) -> Result<Cause> {
    let spoke = !said.is_empty() || !errors.is_empty();
    match output.status.code() {
        Some(0 | TIMED_OUT) => Ok(Cause::Starts),
        Some(126 | 127) if !spoke => bail!("ended with {} and said nothing", output.status),
        Some(_) => Ok(Cause::Starts),
        None if spoke => Ok(Cause::Starts),
        None => bail!(
            "ended by signal {:?} and said nothing",
            output.status.signal()
        ),
    }
}

/// The kernel does not say which interpreter it missed: the file does.
fn interpreter(file: &Path, named: &str) -> Result<String> {
    if !named.is_empty() {
        return Ok(named.to_owned());
    }
    let bytes = fs::read(file)?;
    let (library, _) = image::Library::parse(&bytes)
        .map_err(|error| anyhow::anyhow!("{}: {error:?}", file.display()))?;
    library
        .interpreter
        .with_context(|| format!("{} names no interpreter and was not found", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::ExitStatus;

    fn check(code: i32, said: &str, errors: &str) -> Result<Cause> {
        let output = Output {
            status: ExitStatus::from_raw(code << 8),
            stdout: said.into(),
            stderr: errors.into(),
        };
        judge(&output, Path::new("none")).map(|seen| seen.cause)
    }

    #[test]
    fn what_was_not_tried_is_an_error() {
        let error = check(1, "", "mount: permission denied")
            .unwrap_err()
            .to_string();
        assert!(error.contains("never tried: mount"), "{error}");
    }

    #[test]
    fn what_spoke_was_started() {
        assert_eq!(
            check(2, "entered\n", "no such flag").unwrap(),
            Cause::Starts
        );
        assert_eq!(check(0, "entered\n", "").unwrap(), Cause::Starts);
        assert_eq!(check(124, "entered\n", "").unwrap(), Cause::Starts);
        assert!(check(127, "entered\n", "").is_err());
    }

    #[test]
    fn a_loader_is_believed() {
        let errors = "/b: /lib/libc.so.6: version `GLIBC_2.38' not found (required by /b)";
        assert_eq!(
            check(1, "entered\n", errors).unwrap(),
            Cause::fails("version-not-found", "GLIBC_2.38")
        );
    }
}
