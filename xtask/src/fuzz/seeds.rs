//! Seeds: the samples and the smallest fixture of each format, or the parts of them that one target reads.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use image::Opened;

use crate::{subjects, workspace};

/// Writes the seeds of a target and returns their folder.
///
/// # Errors
/// When the samples cannot be read.
pub(super) fn write(target: &str, longest: usize) -> Result<PathBuf> {
    let folder = workspace::root()
        .join("fuzz/corpus")
        .join(format!("{target}.seeds"));
    std::fs::create_dir_all(&folder)?;
    let mut seeds = 0_usize;
    for (name, sample) in samples()?.into_iter().chain(fixtures()?) {
        for (part, bytes) in parts(target, &sample) {
            let bytes = bytes.get(..longest).unwrap_or(bytes);
            std::fs::write(folder.join(format!("{name}.{part}")), bytes)?;
            seeds += 1;
        }
    }
    ensure!(seeds > 0, "no seed for {target}");
    Ok(folder)
}

/// The smallest fixture of each format, system and machine, by these.
fn fixtures() -> Result<Vec<(String, Vec<u8>)>> {
    let files = std::fs::read_dir(subjects::folder()?)?;
    files
        .map(|file| {
            let file = file?;
            let name = file.file_name().to_string_lossy().into_owned();
            Ok((name, std::fs::read(file.path())?))
        })
        .collect()
}

/// Every sample, unpacked, by name.
///
/// # Errors
/// When there is none, or one cannot be unpacked.
fn samples() -> Result<Vec<(String, Vec<u8>)>> {
    let folder = workspace::root().join("corpus/samples");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)?
        .map(|file| Ok(file?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "gz"));
    paths.sort();
    ensure!(!paths.is_empty(), "no sample in {}", folder.display());
    paths.iter().map(|path| unpack(path)).collect()
}

fn unpack(path: &Path) -> Result<(String, Vec<u8>)> {
    let name = path
        .file_stem()
        .context("a file without a name")?
        .to_string_lossy()
        .into_owned();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path)?)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot unpack {}", path.display()))?;
    Ok((name, bytes))
}

/// What one target reads of a file: Go's own tables for their decoders, else the whole file.
fn parts<'d>(target: &str, sample: &'d [u8]) -> Vec<(&'static str, &'d [u8])> {
    let facts = || match image::open(sample).ok()? {
        Opened::One(image) => Some(gobin::read(&image)),
        Opened::Universal(_) | Opened::Archive(_) => None,
    };
    let from = |offset: Option<u64>| sample.get(usize::try_from(offset?).ok()?..);
    let table = match target {
        "buildinfo" => facts().and_then(|f| from(f.go?.build_info?.place.offset)),
        "pclntab" => facts().and_then(|f| from(f.go?.pclntab?.place.offset)),
        _ => Some(sample),
    };
    table.map(|bytes| ("whole", bytes)).into_iter().collect()
}
