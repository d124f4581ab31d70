//! Small fixtures that the mutation test and the fuzz targets change: the smallest of each format, system and machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::{cache, fixtures};

/// Bytes that a fixture may have: the mutation test copies it a thousand times.
const LARGEST: u64 = 4_000_000;

/// A folder of links to them, made anew.
pub(crate) fn folder() -> Result<PathBuf> {
    let mut smallest: BTreeMap<String, (u64, PathBuf)> = BTreeMap::new();
    for row in fixtures::ensure()? {
        let Some(path) = row.path else { continue };
        let size = std::fs::metadata(&path)?.len();
        let word = |name: &str| {
            row.expected
                .get(name)
                .and_then(|v| v.as_str())
                .unwrap_or("any")
                .to_owned()
        };
        let kind = [word("format"), word("os"), word("arch")].join("-");
        let known = smallest.get(&kind).map_or(LARGEST, |(size, _)| *size);
        if size < known {
            smallest.insert(kind, (size, path));
        }
    }
    ensure!(!smallest.is_empty(), "no fixture is small enough to mutate");
    let folder = cache::root()?.join("mutate");
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    for (kind, (_, path)) in &smallest {
        link(path, &folder.join(kind))?;
    }
    Ok(folder)
}

fn link(to: &Path, name: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(to, name)?)
}
