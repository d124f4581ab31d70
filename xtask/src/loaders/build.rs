//! A scenario's root filesystem: a loader and its C library from a real root, then the scenario's own steps.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use target::{Folder, Node, Tree};

use crate::{cache, command, workspace};

use super::scenario::{FOLDER, Scenario};

/// What is taken of a real root, where it has it.
const TAKEN: [&str; 4] = [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/x86_64-linux-gnu/libc.so.6",
    "/lib/x86_64-linux-gnu/libdl.so.2",
    "/lib/ld-musl-x86_64.so.1",
];

/// Where scenarios are built.
#[derive(Debug)]
pub(super) struct Workshop {
    folder: PathBuf,
    go: PathBuf,
    /// Starts a program inside a root.
    pub(super) enter: PathBuf,
}

impl Workshop {
    /// Makes the folder and builds what starts programs.
    pub(super) fn open(go: &Path) -> Result<Self> {
        let folder = cache::root()?.join(format!("loaders-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let enter = folder.join("enter");
        let source = workspace::root().join(FOLDER).join("enter.c");
        let mut gcc = Command::new("gcc");
        gcc.args(["-O1", "-static", "-o"]).arg(&enter).arg(source);
        command::output(&mut gcc)?;
        Ok(Self {
            folder,
            go: go.to_owned(),
            enter,
        })
    }

    /// Builds one; its folder is the root.
    pub(super) fn build(&self, scenario: &Scenario, root: &Path) -> Result<PathBuf> {
        let folder = self.folder.join(&scenario.name);
        fs::create_dir_all(folder.join("proc"))?;
        let tree = Folder::open(&scenario.root, root)?;
        for path in TAKEN {
            take(&tree, path, &folder)?;
        }
        if let Some(emulator) = &scenario.emulator {
            let from = Path::new("/usr/bin").join(emulator);
            fs::copy(&from, folder.join("emulator")).with_context(|| from.display().to_string())?;
        }
        let source = workspace::root().join(FOLDER);
        for step in &scenario.steps {
            let mut sh = Command::new("sh");
            sh.args(["-euc", &format!(". \"$SRC/build.sh\"\n{step}")]);
            sh.current_dir(&folder)
                .env("SRC", &source)
                .env("GO", &self.go);
            sh.env("GOFLAGS", "").env("GOTOOLCHAIN", "local");
            command::output(&mut sh).with_context(|| format!("step `{step}`"))?;
        }
        Ok(folder)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Copies one file to its place, links resolved.
fn take(tree: &Folder, path: &str, folder: &Path) -> Result<()> {
    let Node::File(node) = tree.look(path) else {
        return Ok(());
    };
    let from = tree.root().join(node.path.trim_start_matches('/'));
    let to = folder.join(path.trim_start_matches('/'));
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}
