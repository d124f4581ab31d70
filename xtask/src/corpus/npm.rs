//! npm packages, by `npm pack`.

use std::path::Path;
use std::process::Command;

use super::Row;
use super::client::{self, Brought};

/// Brings the tarball into the folder. Nothing of it is run, and npm's own cache goes with the folder.
pub(super) fn bring(row: &Row, folder: &Path) -> Brought {
    let mut command = Command::new("npm");
    command
        .args([
            "pack",
            "--loglevel=error",
            "--ignore-scripts",
            "--pack-destination",
        ])
        .arg(folder)
        .arg("--cache")
        .arg(folder.join("npm"))
        .arg(format!("{}@{}", row.package, row.version))
        .current_dir(folder);
    client::run(&mut command, gone)?;
    client::only_archive(folder, "tgz")
}

/// `E404`: no such package; `ETARGET`: no such version of it.
fn gone(said: &str) -> bool {
    said.contains("code E404") || said.contains("code ETARGET")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        assert!(gone(
            "npm error code ETARGET\nnpm error notarget No matching version found for a@9."
        ));
        assert!(gone("npm error code E404\n"));
        assert!(!gone(
            "npm error code ECONNREFUSED\nnpm error syscall connect"
        ));
    }
}
