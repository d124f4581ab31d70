//! Where scenes are played: copies of the programs that every user may run, and a new folder for each scene.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::scene::{Cause, Done, Scene};
use crate::{fixtures, roots, workspace};

/// Seconds that one scene may take.
const LIMIT: &str = "20";

/// Fixtures by the variable that names them.
const PROGRAMS: &[(&str, &str)] = &[
    ("THREADS", "threads/go1.27/linux-amd64"),
    ("THREADS_PURE", "threads-pure/go1.27/linux-amd64"),
    ("CRASH", "crash/go1.27/linux-amd64"),
    ("CRASH_PURE", "crash-pure/go1.27/linux-amd64"),
    ("FOO", "cgofoo/go1.27/linux-amd64"),
    ("ARM64", "platform/go1.27/linux-arm64"),
];

/// Functions and variables of every script. `$PIDS N [INNER]` and `$MEMORY N` move the shell into cgroups.
const PRELUDE: &str = r#"set -e
pids() {
  mkdir "$PIDS_AT/$GROUP"; echo "$1" > "$PIDS_AT/$GROUP/pids.max"
  own="$PIDS_AT/$GROUP"
  if [ -n "${2:-}" ]; then own="$own/$2"; mkdir "$own"; fi
  echo $$ > "$own/cgroup.procs"
}
memory() {
  mkdir "$MEMORY_AT/$GROUP"
  for file in memory.max memory.limit_in_bytes; do
    if [ -e "$MEMORY_AT/$GROUP/$file" ]; then echo "$1" > "$MEMORY_AT/$GROUP/$file"; fi
  done
  echo $$ > "$MEMORY_AT/$GROUP/cgroup.procs"
}
PIDS=pids MEMORY=memory
"#;

/// The place.
#[derive(Debug)]
pub(super) struct Stage {
    folder: PathBuf,
    variables: Vec<(String, String)>,
    has_pids: bool,
    has_memory: bool,
}

impl Stage {
    /// Builds what is played, and copies it where every user can run it.
    pub(super) fn new(cgone: Option<&Path>) -> Result<Self> {
        ensure!(
            nix::unistd::geteuid().is_root(),
            "failures are made by root, who lowers limits and becomes other users"
        );
        let name = format!("cgone-live-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("bin"))?;
        open(&folder)?;
        open(&folder.join("bin"))?;
        let mut variables = Vec::new();
        for (name, id) in PROGRAMS {
            let path = fixture(id)?;
            let copy = keep(&folder, name, &path)?;
            variables.push(((*name).to_owned(), copy));
        }
        let built = match cgone {
            Some(given) => given.to_path_buf(),
            None => workspace::cgone()?,
        };
        let cgone = keep(&folder, "cgone", &built)?;
        variables.push(("CGONE".to_owned(), cgone));
        let own = keep(&folder, "xtask", &std::env::current_exe()?)?;
        variables.push(("FILTER".to_owned(), format!("{own} filter")));
        let user = "setpriv --reuid=54321 --regid=54321 --clear-groups";
        variables.push(("USER_".to_owned(), user.to_owned()));
        let bullseye = roots::ensure(&["bullseye".to_owned()])?;
        let bullseye = bullseye.first().context("a root")?;
        let root = bullseye.folder.display().to_string();
        variables.push(("BULLSEYE".to_owned(), root));
        let (pids, memory) = (controller("pids"), controller("memory"));
        let (has_pids, has_memory) = (pids.is_some(), memory.is_some());
        for (name, at) in [("PIDS_AT", pids), ("MEMORY_AT", memory)] {
            let at = at.map_or_else(String::new, |at| at.display().to_string());
            variables.push((name.to_owned(), at));
        }
        Ok(Self {
            folder,
            variables,
            has_pids,
            has_memory,
        })
    }

    /// What the scene needs and this machine lacks.
    pub(super) fn misses(&self, scene: &Scene) -> Option<&'static str> {
        let needs = |name: &str| scene.script.contains(name);
        if needs("$PIDS") && !self.has_pids {
            return Some("no pids cgroup can be made");
        }
        (needs("$MEMORY") && !self.has_memory).then_some("no memory cgroup can be made")
    }

    /// Plays a scene: what its run said, and what its record says.
    pub(super) fn play(&self, scene: &Scene) -> Result<Done> {
        let folder = self.folder.join(&scene.name);
        fs::create_dir_all(&folder)?;
        open(&folder)?;
        let (said, record) = (folder.join("said.json"), folder.join("record"));
        let cgone = self.variable("CGONE");
        let diagnose = format!(
            "{cgone} diagnose --format json --output {} --record {}",
            said.display(),
            record.display()
        );
        let group = format!("cgone-live-{}-{}", std::process::id(), scene.name);
        let output = Command::new("timeout")
            .args(["-k", "5", LIMIT, "sh", "-c"])
            .arg(format!("{PRELUDE}{}", scene.script))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("D", format!("{diagnose} --"))
            .env("DIAGNOSE", diagnose)
            .env("GROUP", &group)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .output()?;
        self.remove(&group);
        let causes = causes(&fs::read(&said).unwrap_or_default()).with_context(|| {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            format!("scene `{}` was not diagnosed: {words}", scene.name)
        })?;
        let again = Command::new(cgone)
            .args(["diagnose", "--format", "json"])
            .arg(&record)
            .output()?;
        Ok(Done {
            causes,
            again: causes_or_none(&again.stdout),
            output,
        })
    }

    fn variable(&self, name: &str) -> &str {
        let found = self.variables.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Removes the scene's cgroups. What is not there needs no removing.
    fn remove(&self, group: &str) {
        for at in [self.variable("PIDS_AT"), self.variable("MEMORY_AT")] {
            let folder = Path::new(at).join(group);
            for folder in [folder.join("inner"), folder] {
                drop(fs::remove_dir(folder));
            }
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// The file of a fixture, which is built if need be.
fn fixture(id: &str) -> Result<PathBuf> {
    let rows = fixtures::built()?;
    let row = rows.into_iter().find(|row| row.id == id);
    let row = row.with_context(|| format!("no fixture `{id}`: run `cargo xtask fixtures`"))?;
    row.path.with_context(|| format!("`{id}` has no file"))
}

/// Copies a program where every user may run it.
fn keep(folder: &Path, name: &str, from: &Path) -> Result<String> {
    let to = folder.join("bin").join(name.to_lowercase());
    fs::copy(from, &to).with_context(|| from.display().to_string())?;
    fs::set_permissions(&to, fs::Permissions::from_mode(0o755))?;
    Ok(to.display().to_string())
}

fn open(folder: &Path) -> Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777))?;
    Ok(())
}

/// The folder below which cgroups of a controller can be made.
fn controller(name: &str) -> Option<PathBuf> {
    let mut places = [
        format!("/sys/fs/cgroup/{name}"),
        "/sys/fs/cgroup".to_owned(),
    ]
    .into_iter()
    .map(PathBuf::from);
    places.find(|place| {
        let trial = place.join(format!("cgone-trial-{}", std::process::id()));
        let file = if name == "pids" {
            "pids.max"
        } else {
            "memory.max"
        };
        let old = trial.join("memory.limit_in_bytes");
        let made = fs::create_dir(&trial).is_ok();
        let fits = made && (trial.join(file).exists() || old.exists());
        drop(fs::remove_dir(&trial));
        fits
    })
}

fn causes(json: &[u8]) -> Result<Vec<Cause>> {
    let value: Value = serde_json::from_slice(json)?;
    let causes = value.get("causes").context("no causes")?;
    Ok(serde_json::from_value(causes.clone())?)
}

fn causes_or_none(json: &[u8]) -> Vec<Cause> {
    causes(json).unwrap_or_default()
}
