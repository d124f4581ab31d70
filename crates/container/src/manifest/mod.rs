//! What an image says of itself: platforms, layers, configuration.

mod config;
mod docker;
mod oci;

use std::fmt;

pub use config::{Config, Platform};

use crate::read::fits;
use crate::{Files, Limits};

/// One image of one platform.
#[derive(Clone, Debug)]
pub struct Image {
    /// The name or tag that the layout or archive gives it.
    pub reference: Option<String>,
    /// What it runs on; empty for a plain tarball.
    pub platform: Platform,
    /// How it is started; empty for a plain tarball.
    pub config: Config,
    /// Names that start with `.wh.` take something away.
    pub whiteouts: bool,
    pub(crate) layers: Vec<Layer>,
}

/// One layer of an image.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    /// Its file in the layout or archive.
    pub(crate) file: String,
    /// The digest that its bytes must have.
    pub(crate) digest: Option<String>,
}

/// What a layout or archive names and that is not listed as an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    /// A digest, or the name of a file.
    pub what: String,
    /// Why, as a clause.
    pub why: String,
    /// Whether an image may be missing because of it.
    pub is_error: bool,
}

impl Image {
    /// A root filesystem's tarball: one layer without a configuration.
    #[must_use]
    pub fn tarball(file: impl Into<String>) -> Self {
        Self {
            reference: None,
            platform: Platform::default(),
            config: Config::default(),
            whiteouts: false,
            layers: vec![Layer {
                file: file.into(),
                digest: None,
            }],
        }
    }
}

impl Layer {
    pub(crate) fn label(&self) -> String {
        match &self.digest {
            Some(digest) => format!("layer {}", short(digest)),
            None => format!("layer `{}`", self.file),
        }
    }
}

/// A digest as people write it: the algorithm and twelve digits.
fn short(digest: &str) -> String {
    let end = digest.find(':').map_or(12, |colon| colon + 13);
    digest.chars().take(end).collect()
}

/// Whether some files are an image: they hold `oci-layout`, `index.json` or `manifest.json`.
#[must_use]
pub fn is_archive(holds: impl Fn(&str) -> bool) -> bool {
    holds(oci::LAYOUT) || holds(oci::INDEX) || holds(docker::MANIFEST)
}

/// Every image that a layout or archive holds, and what else it names. An archive with both forms is read as an
/// OCI layout, which has digests.
///
/// # Errors
/// When it is neither, or its index cannot be read, as a clause.
pub fn images(files: &dyn Files, limits: &Limits) -> Result<(Vec<Image>, Vec<Unlisted>), String> {
    if files.file(oci::INDEX)?.is_some() {
        return oci::images(files, limits);
    }
    if files.file(docker::MANIFEST)?.is_some() {
        return docker::images(files, limits);
    }
    Err(format!(
        "holds neither `{}` nor `{}`",
        oci::INDEX,
        docker::MANIFEST
    ))
}

/// A document, whole and of the digest that names it.
fn document<T: serde::de::DeserializeOwned>(
    files: &dyn Files,
    name: &str,
    digest: Option<&str>,
    limits: &Limits,
) -> Result<T, NoDocument> {
    let bytes = files.file(name).map_err(NoDocument::Wrong)?;
    let bytes = bytes.ok_or(NoDocument::Missing)?;
    let bytes = (*bytes).as_ref();
    if bytes.len() as u64 > limits.document {
        let most = limits.document >> 20;
        return Err(NoDocument::Wrong(format!("is larger than {most} MiB")));
    }
    if digest.is_some_and(|digest| !fits(digest, bytes)) {
        return Err(NoDocument::Wrong("its bytes have another digest".into()));
    }
    serde_json::from_slice(bytes).map_err(|error| NoDocument::Wrong(error.to_string()))
}

/// Why there is no document.
enum NoDocument {
    /// It is not there: an index may name images that were not fetched.
    Missing,
    /// It is not what it should be, as a clause.
    Wrong(String),
}

impl fmt::Display for NoDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is not there"),
            Self::Wrong(what) => f.write_str(what),
        }
    }
}
