//! Seeds: small programs that are built, and the parts of the samples and fixtures that one target reads.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use image::{Format, Opened};

use super::{Target, built};
use crate::{fixtures, subjects, workspace};

/// Bytes that are kept of a real file: its headers, and the tables that stand right behind them. An input is run
/// tens of thousands of times, and libFuzzer's mutations of long ones seldom meet a field that matters.
const HEAD: usize = 32 << 10;

/// An input to start from.
#[derive(Debug)]
pub(super) struct Seed {
    name: String,
    bytes: Vec<u8>,
}

impl Seed {
    pub(super) const fn new(name: String, bytes: Vec<u8>) -> Self {
        Self { name, bytes }
    }
}

/// Writes the seeds of a target anew and returns their folder.
///
/// # Errors
/// When the samples cannot be read, or a seed is longer than an input may be.
pub(super) fn write(target: &Target) -> Result<PathBuf> {
    let folder = workspace::root()
        .join("fuzz/corpus")
        .join(format!("{}.seeds", target.name));
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let mut seeds = built::seeds(target.name);
    ensure!(!seeds.is_empty(), "no seed for {}", target.name);
    for (name, sample) in samples()?.into_iter().chain(small_fixtures()?) {
        seeds.extend(part(target.name, &sample).map(|bytes| Seed::new(name, bytes.to_vec())));
    }
    for Seed { name, bytes } in seeds {
        ensure!(bytes.len() <= target.longest, "seed {name} is too long");
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(folder)
}

/// The smallest fixture of each format, system and machine, of those that are built: a seed saves time, it proves
/// nothing.
fn small_fixtures() -> Result<Vec<(String, Vec<u8>)>> {
    let smallest = subjects::smallest(fixtures::built()?)?;
    smallest
        .into_iter()
        .map(|(kind, path)| Ok((kind, std::fs::read(path)?)))
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

/// What one target reads of a real file: the blob of the build info, or the head of a file of its format.
///
/// A real function table is too long to be an input, and one that is cut off is not read at all.
fn part<'d>(target: &str, file: &'d [u8]) -> Option<&'d [u8]> {
    let part = match target {
        "buildinfo" => file.get(build_info(file)?..)?,
        "pclntab" | "policy" | "strace" | "traces" => return None,
        "audit" => file,
        _ => (format(target)? == image::sniff(file)?).then_some(file)?,
    };
    Some(part.get(..HEAD).unwrap_or(part))
}

/// The format that a target's inputs announce.
const fn format(target: &str) -> Option<Format> {
    Some(match target.as_bytes() {
        b"archive" => Format::Archive,
        b"elf" => Format::Elf,
        b"macho" => Format::MachO,
        b"pe" => Format::Pe,
        b"wasm" => Format::Wasm,
        b"xcoff" => Format::Xcoff,
        _ => return None,
    })
}

fn build_info(file: &[u8]) -> Option<usize> {
    let Opened::One(image) = image::open(file).ok()? else {
        return None;
    };
    let offset = gobin::read(&image).go?.build_info?.place.offset?;
    usize::try_from(offset).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzz::TARGETS;

    #[test]
    fn every_target_has_seeds_that_fit() {
        for target in TARGETS {
            let seeds = built::seeds(target.name);
            assert!(!seeds.is_empty(), "{}", target.name);
            let longest = seeds.iter().map(|seed| seed.bytes.len()).max();
            assert!(
                longest <= Some(target.longest.min(HEAD)),
                "{}: {longest:?}",
                target.name
            );
        }
    }

    #[test]
    fn built_seeds_are_of_the_format_of_their_target() {
        for target in TARGETS {
            let Some(format) = format(target.name) else {
                continue;
            };
            for seed in built::seeds(target.name) {
                assert_eq!(image::sniff(&seed.bytes), Some(format), "{}", seed.name);
            }
        }
    }

    #[test]
    fn the_built_program_is_read_as_a_go_program() {
        let bytes = testkit::samples::go::program().build();
        let Ok(Opened::One(image)) = image::open(&bytes) else {
            panic!("not one image");
        };
        let facts = gobin::read(&image);
        let go = facts.go.unwrap();
        assert_eq!(go.build_info.unwrap().version, "go1.26.8");
        assert_eq!(go.pclntab.unwrap().functions, 17);
        assert_eq!(facts.cgo.packages.len(), 3);
    }
}
