//! Where the pieces are run: a scratch folder with binaries in it, and `cgone` on the path.

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::command::{last_words, line};
use crate::workspace;

/// A program without findings at warn or deny.
pub(super) const CLEAN: &str = "clean";

/// A program with a finding of this rule.
pub(super) const FOUND: (&str, &str) = ("found", "interp-without-needed");

/// The scratch folder.
pub(super) struct Bench {
    root: PathBuf,
    cgone: PathBuf,
}

/// What a run said and how it ended.
pub(super) struct Ended {
    /// Exit code; -1 after a signal.
    pub(super) code: i32,
    /// Both streams.
    pub(super) said: String,
}

impl Bench {
    /// Builds `cgone` and makes the folder anew.
    pub(super) fn set_up() -> Result<Self> {
        let cgone = workspace::cgone()?;
        let root = workspace::target()?.join("integrations");
        if root.is_dir() {
            fs::remove_dir_all(&root)?;
        }
        fs::create_dir_all(&root)?;
        Ok(Self { root, cgone })
    }

    /// A new folder that holds the two programs.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = self.root.join(name);
        fs::create_dir_all(&folder)?;
        expand("gocryptfs-statfs.gz", &folder.join(CLEAN))?;
        expand("age-keygen.gz", &folder.join(FOUND.0))?;
        Ok(folder)
    }

    /// The built `cgone`.
    pub(super) fn cgone(&self) -> &Path {
        &self.cgone
    }

    /// The path with `cgone` in front.
    pub(super) fn path(&self) -> Result<OsString> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let own = self.cgone.parent().map(Path::to_path_buf);
        Ok(std::env::join_paths(
            own.into_iter().chain(std::env::split_paths(&path)),
        )?)
    }

    /// A command in a folder, with `cgone` on the path.
    pub(super) fn command(
        &self,
        program: impl AsRef<std::ffi::OsStr>,
        folder: &Path,
    ) -> Result<Command> {
        let mut command = Command::new(program);
        command
            .current_dir(folder)
            .env("PATH", self.path()?)
            .env("NO_COLOR", "1");
        Ok(command)
    }
}

/// Runs to the end, whatever the exit code.
pub(super) fn end(command: &mut Command) -> Result<Ended> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", line(command)))?;
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    Ok(Ended {
        code: output.status.code().unwrap_or(-1),
        said: String::from_utf8_lossy(&said).into_owned(),
    })
}

/// Runs to the end and wants that exit code.
pub(super) fn end_with(command: &mut Command, code: i32) -> Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", line(command)))?;
    ensure!(
        output.status.code() == Some(code),
        "{} ended with {}, not with {code}\n{}",
        line(command),
        output.status,
        last_words(&output)
    );
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    Ok(String::from_utf8_lossy(&said).into_owned())
}

/// A piece's file.
pub(super) fn piece(path: &str) -> PathBuf {
    workspace::root().join("integrations").join(path)
}

fn expand(sample: &str, to: &Path) -> Result<()> {
    let from = workspace::root().join("corpus/samples").join(sample);
    let packed = fs::read(&from).with_context(|| format!("{}", from.display()))?;
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes)?;
    fs::write(to, bytes)?;
    make_executable(to)
}

fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o755),
    )?)
}
