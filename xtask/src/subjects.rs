//! Small fixtures that the mutation test and the fuzz targets change: the smallest of each format, system and machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::{
    cache,
    fixtures::{self, Row},
};

/// Bytes that a fixture may have: the mutation test copies it a thousand times.
const LARGEST: u64 = 4_000_000;

/// The smallest row of each format, system and machine, by these.
///
/// # Errors
/// When a fixture is gone.
pub(crate) fn smallest(rows: Vec<Row>) -> Result<BTreeMap<String, PathBuf>> {
    let mut smallest: BTreeMap<String, (u64, PathBuf)> = BTreeMap::new();
    for row in rows {
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
    Ok(smallest
        .into_iter()
        .map(|(kind, (_, path))| (kind, path))
        .collect())
}

/// A folder of links to them, made anew.
pub(crate) fn folder() -> Result<PathBuf> {
    let smallest = smallest(fixtures::ensure()?)?;
    ensure!(!smallest.is_empty(), "no fixture is small enough to mutate");
    let folder = cache::root()?.join("mutate");
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    for (kind, path) in &smallest {
        link(path, &folder.join(kind))?;
    }
    Ok(folder)
}

fn link(to: &Path, name: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(to, name)?)
}
