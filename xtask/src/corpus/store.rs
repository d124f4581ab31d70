//! The files on disk: named by their digest, complete from the moment they have their name, executable and read-only.

use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Row;
use crate::cache;

/// `<cache>/corpus`.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
}

impl Store {
    /// Opens the folder, and makes it if it is not there.
    pub(super) fn open() -> Result<Self> {
        Self::at(cache::root()?.join("corpus"))
    }

    fn at(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Where the file of this digest is or would be.
    pub(super) fn path(&self, sha256: &str) -> PathBuf {
        self.folder.join(sha256)
    }

    /// The file is there, with the size that the list gives. Its digest was checked when it was admitted.
    pub(super) fn holds(&self, row: &Row) -> bool {
        let found = fs::metadata(self.path(&row.sha256)).ok();
        found.is_some_and(|m| m.is_file() && row.size.is_none_or(|size| size == m.len()))
    }

    /// A folder for archives on their way, on the file system of the store. Removed when dropped.
    pub(super) fn staging(&self, name: &str) -> Result<Staging> {
        let path = self
            .folder
            .join(format!(".staging-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Staging { path })
    }

    /// Removes what interrupted runs left behind. Only for who holds the lock of the corpus.
    pub(super) fn clear_stale_staging(&self) -> Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(".staging-") {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    /// Takes a file in if it has the digest; otherwise gives the digest that it has.
    pub(super) fn admit(&self, file: &Path, row: &Row) -> Result<Result<(), String>> {
        let found = digest(file)?;
        if found != row.sha256 {
            return Ok(Err(found));
        }
        fs::set_permissions(file, Permissions::from_mode(0o555))?;
        let target = self.path(&row.sha256);
        fs::rename(file, &target)
            .with_context(|| format!("cannot rename to {}", target.display()))?;
        Ok(Ok(()))
    }

    /// Hashes what is there, on two threads; removes and counts what has another digest than its name.
    pub(super) fn drop_damaged(&self, rows: &[Row]) -> Result<(usize, usize)> {
        let there: Vec<&Row> = rows.iter().filter(|row| self.holds(row)).collect();
        let (one, other) = there.split_at(there.len() / 2);
        let damaged = std::thread::scope(|scope| {
            let other = scope.spawn(|| self.drop_damaged_of(other));
            let one = self.drop_damaged_of(one)?;
            anyhow::Ok(
                one + other
                    .join()
                    .map_err(|_| anyhow::anyhow!("hashing panicked"))??,
            )
        })?;
        Ok((there.len(), damaged))
    }

    fn drop_damaged_of(&self, rows: &[&Row]) -> Result<usize> {
        let mut damaged = 0;
        for row in rows {
            let path = self.path(&row.sha256);
            if digest(&path)? != row.sha256 {
                fs::remove_file(&path)?;
                damaged += 1;
            }
        }
        Ok(damaged)
    }
}

/// A folder that goes away with its value.
#[derive(Debug)]
pub(super) struct Staging {
    path: PathBuf,
}

impl Staging {
    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What stays behind is found by its name, `.staging-`.
        drop(fs::remove_dir_all(&self.path));
    }
}

/// SHA-256 of a file in hexadecimal, without reading it whole into memory.
pub(super) fn digest(file: &Path) -> Result<String> {
    let open = File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    digest_of(open).with_context(|| format!("cannot read {}", file.display()))
}

/// SHA-256 of what a reader gives.
pub(super) fn digest_of(mut reader: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = reader.read(&mut buffer)?;
        match buffer.get(..read) {
            None | Some([]) => break,
            Some(bytes) => hash.update(bytes),
        }
    }
    Ok(hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: impl FnOnce(&Store, &Row)) {
        let base =
            std::env::temp_dir().join(format!("cgone-store-{:?}", std::thread::current().id()));
        let store = Store::at(base.clone()).unwrap();
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned();
        body(
            &store,
            &Row {
                sha256,
                size: Some(3),
                ..Row::default()
            },
        );
        fs::remove_dir_all(&base).unwrap();
    }

    #[test]
    fn a_file_enters_under_its_digest_only() {
        check(|store, row| {
            let staging = store.staging("test").unwrap();
            let file = staging.path().join("f");
            fs::write(&file, "abd").unwrap();
            assert!(
                store
                    .admit(&file, row)
                    .unwrap()
                    .unwrap_err()
                    .starts_with("a52d159f")
            );
            assert!(!store.holds(row));
            fs::write(&file, "abc").unwrap();
            store.admit(&file, row).unwrap().unwrap();
            assert!(store.holds(row));
        });
    }

    #[test]
    fn damage_is_found_and_removed() {
        check(|store, row| {
            fs::write(store.path(&row.sha256), "abX").unwrap();
            assert!(store.holds(row));
            assert_eq!(
                store.drop_damaged(std::slice::from_ref(row)).unwrap(),
                (1, 1)
            );
            assert!(!store.holds(row));
        });
    }

    #[test]
    fn another_size_is_another_file() {
        check(|store, row| {
            fs::write(store.path(&row.sha256), "abcd").unwrap();
            assert!(!store.holds(row));
        });
    }
}
