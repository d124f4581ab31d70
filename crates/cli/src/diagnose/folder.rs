//! Named paths to logs: a folder is a set of them, such as `strace -ff` writes or a tracer records.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Failed, Input};

/// Folders below a named one that are entered.
const DEEPEST: usize = 8;
/// Files of one folder's tree that are read.
const MOST: usize = 20_000;

/// Every log that was named, in order; what a folder holds is sorted.
pub(crate) fn inputs(paths: &[PathBuf]) -> Vec<Result<Input, Failed>> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut found = Vec::new();
            if let Err(failed) = walk(path, 0, &mut found) {
                inputs.push(Err(failed));
            }
            found.sort();
            inputs.extend(found.into_iter().map(|path| {
                Ok(Input {
                    path,
                    is_named: false,
                })
            }));
        } else {
            let path = path.clone();
            inputs.push(Ok(Input {
                path,
                is_named: true,
            }));
        }
    }
    inputs
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Failed> {
    let failed =
        |error: std::io::Error| Failed::new(&folder.display().to_string(), error.to_string());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // Links are not followed: a record of /proc is full of them.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && depth < DEEPEST {
            walk(&entry.path(), depth + 1, found)?;
        } else if kind.is_file() && found.len() < MOST && !is_description(&entry.path()) {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// A JSON document beside logs describes them, and quotes what is no event. A log in JSON is read where it is
/// named.
fn is_description(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "json")
        && !path.to_string_lossy().ends_with("-json.log")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_a_sorted_set_without_descriptions() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("at_exit")).unwrap();
        for name in ["trace.2", "trace.1", "meta.json", "at_exit/limits"] {
            fs::write(root.join(name), "x").unwrap();
        }
        let names: Vec<String> = inputs(&[root.to_path_buf(), PathBuf::from("-")])
            .into_iter()
            .map(|input| input.unwrap().path)
            .map(|path| {
                path.strip_prefix(root)
                    .map_or_else(|_| path.clone(), Path::to_path_buf)
            })
            .map(|path| path.display().to_string())
            .collect();
        assert_eq!(names, ["at_exit/limits", "trace.1", "trace.2", "-"]);
    }
}
