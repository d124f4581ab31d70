//! GoReSym from the Go module proxy. Its newer releases have no version that a module can require (a major
//! version above 1 without the suffix), so this is the last of major version 1.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::{cache, command};

/// The newest version that a module can require.
pub(super) const VERSION: &str = "v1.7.1";

const MODULE: &str = "github.com/mandiant/GoReSym";

/// Its program, built by that Go if it is not there yet.
///
/// `go install MODULE@VERSION` asks the proxy for a list of versions that it does not have; a module that
/// requires the version does not.
pub(super) fn ensure(go: &Path) -> Result<PathBuf> {
    let folder = cache::root()?.join(format!("goresym-{VERSION}"));
    cache::folder(&folder, |folder| {
        let go_mod = format!("module bench\n\ngo 1.21\n\nrequire {MODULE} {VERSION}\n");
        std::fs::write(folder.join("go.mod"), go_mod)?;
        let mut build = Command::new(go);
        build
            .args(["build", "-mod=mod", "-o", "GoReSym", MODULE])
            .current_dir(folder);
        build
            .env("GOTOOLCHAIN", "local")
            .env_remove("GOROOT")
            .env("GOFLAGS", "");
        command::output(&mut build).map(|_| ())
    })?;
    Ok(folder.join("GoReSym"))
}
