//! What `docker save` writes (Docker image specification v1.2): a list of images, each with its files.

use serde::Deserialize;

use super::config::{Document, or_default};
use super::{Image, Layer, Unlisted, document};
use crate::{Files, Limits};

pub(super) const MANIFEST: &str = "manifest.json";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    config: String,
    #[serde(default, deserialize_with = "or_default")]
    repo_tags: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    layers: Vec<String>,
}

pub(super) fn images(
    files: &dyn Files,
    limits: &Limits,
) -> Result<(Vec<Image>, Vec<Unlisted>), String> {
    let entries: Vec<Entry> = document(files, MANIFEST, None, limits)
        .map_err(|error| format!("`{MANIFEST}`: {error}"))?;
    let mut images = Vec::new();
    let mut unlisted = Vec::new();
    for entry in entries {
        match document::<Document>(files, &entry.config, None, limits) {
            Ok(read) => images.push(image(entry, read)),
            Err(error) => unlisted.push(Unlisted {
                what: entry.config,
                why: error.to_string(),
                is_error: true,
            }),
        }
    }
    Ok((images, unlisted))
}

fn image(entry: Entry, read: Document) -> Image {
    let layer = |file| Layer { file, digest: None };
    Image {
        reference: entry.repo_tags.into_iter().next(),
        platform: read.platform,
        config: read.config,
        whiteouts: true,
        layers: entry.layers.into_iter().map(layer).collect(),
    }
}
