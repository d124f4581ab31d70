//! The tree of an image as cgone reads it, against the one that umoci unpacks.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use container::{Bytes, Files, Keeper, Kind, Limits, Listed};

use super::build::{Spec, Workshop};

/// Differences that are shown of one image.
const SHOWN: usize = 10;

/// What stands at a path: type, mode, size or target, and the first of its names.
type Tree = BTreeMap<String, String>;

/// Compares; the number of paths, and what differs.
pub(super) fn compare(shop: &Workshop, spec: &Spec) -> Result<(usize, Vec<String>)> {
    let image = format!("{}:{}", shop.layout(), spec.tag);
    let unpacked = shop.folder.join("unpacked");
    shop.umoci(&[
        "raw",
        "unpack",
        "--image",
        &image,
        &unpacked.display().to_string(),
    ])?;
    let theirs = on_disk(&unpacked)?;
    fs::remove_dir_all(&unpacked)?;
    let ours = read(shop, spec.tag)?;
    ensure!(!theirs.is_empty(), "`{}` unpacks to nothing", spec.tag);
    let mut wrong = Vec::new();
    for path in theirs.keys().chain(ours.keys()) {
        let (theirs, ours) = (theirs.get(path), ours.get(path));
        if theirs != ours {
            wrong.push(format!(
                "{}: {path}: umoci {theirs:?}, cgone {ours:?}",
                spec.tag
            ));
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong.truncate(SHOWN);
    Ok((theirs.len(), wrong))
}

fn on_disk(top: &Path) -> Result<Tree> {
    let mut tree = Tree::new();
    let mut names: BTreeMap<u64, String> = BTreeMap::new();
    let mut waiting = vec![top.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let metadata = fs::symlink_metadata(&path)?;
            if metadata.is_dir() {
                waiting.push(path.clone());
            }
            files.push((
                format!("/{}", path.strip_prefix(top)?.display()),
                path,
                metadata,
            ));
        }
    }
    files.sort_by(|a, b| a.0.split('/').cmp(b.0.split('/')));
    for (name, path, metadata) in files {
        let what = described(&path, &metadata)?;
        let first = names.entry(metadata.ino()).or_insert_with(|| name.clone());
        let first = first.clone();
        tree.insert(name, format!("{what}, first name {first}"));
    }
    Ok(tree)
}

fn described(path: &Path, metadata: &Metadata) -> Result<String> {
    let mode = metadata.permissions().mode() & 0o7777;
    let kind = metadata.file_type();
    Ok(if kind.is_symlink() {
        format!("link to {}", fs::read_link(path)?.display())
    } else if kind.is_dir() {
        format!("folder {mode:04o}")
    } else if kind.is_fifo() || kind.is_char_device() || kind.is_block_device() {
        format!("special {mode:04o}")
    } else {
        format!("file {mode:04o} of {}", metadata.len())
    })
}

fn read(shop: &Workshop, tag: &str) -> Result<Tree> {
    let files = Layout(PathBuf::from(shop.layout()));
    let limits = Limits::default();
    let (images, unlisted) = container::images(&files, &limits).map_err(anyhow::Error::msg)?;
    ensure!(unlisted.is_empty(), "not listed: {unlisted:?}");
    let image = images
        .iter()
        .find(|image| image.reference.as_deref() == Some(tag));
    let image = image.with_context(|| format!("no image `{tag}` in the layout"))?;
    let root = container::read_root(image, &files, limits, &mut Nothing);
    if !root.incomplete().is_empty() {
        bail!("`{tag}` is incomplete: {:?}", root.incomplete());
    }
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    let mut tree = Tree::new();
    for listed in root.list() {
        let first = names.entry(listed.found.inode);
        let first = first.or_insert_with(|| listed.path.clone()).clone();
        let what = said(&listed);
        tree.insert(listed.path, format!("{what}, first name {first}"));
    }
    Ok(tree)
}

fn said(listed: &Listed<'_>) -> String {
    let mode = listed.found.mode;
    match listed.found.kind {
        Kind::Folder(_) => format!("folder {mode:04o}"),
        Kind::File(file) => format!("file {mode:04o} of {}", file.size),
        Kind::Link(target) => format!("link to {target}"),
        Kind::Special => format!("special {mode:04o}"),
        Kind::Unknown(why) => format!("unknown: {why}"),
    }
}

struct Layout(PathBuf);

impl Files for Layout {
    fn file(&self, name: &str) -> Result<Option<Bytes>, String> {
        match fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(Arc::new(bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Trees are compared without the bytes of their files.
struct Nothing;

impl Keeper for Nothing {
    fn wants(&self, _path: &str, _mode: u32, _size: u64, _first: &[u8]) -> bool {
        false
    }

    fn wants_first(&self, _path: &str, _mode: u32) -> bool {
        false
    }

    fn keep(&mut self, _size: u64, _bytes: &mut dyn Read) -> io::Result<Bytes> {
        Err(io::Error::other("nothing is kept"))
    }
}
