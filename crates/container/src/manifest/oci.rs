//! OCI layouts: an index of manifests, each a platform's configuration and layers.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::config::{Document, or_default};
use super::{Image, Layer, NoDocument, Platform, Unlisted, document, short};
use crate::{Files, Limits};

pub(super) const LAYOUT: &str = "oci-layout";
pub(super) const INDEX: &str = "index.json";

/// Indexes in indexes.
const DEEPEST: usize = 4;
/// Manifests of one layout.
const MOST: usize = 4096;
/// The tag that an index gives a manifest.
const REFERENCE: &str = "org.opencontainers.image.ref.name";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    #[serde(default)]
    media_type: String,
    digest: String,
    #[serde(default)]
    platform: Option<Platform>,
    #[serde(default, deserialize_with = "or_default")]
    annotations: BTreeMap<String, String>,
}

/// An index or a manifest: which of both, its fields tell.
#[derive(Debug, Deserialize)]
struct Either {
    #[serde(default)]
    manifests: Option<Vec<Descriptor>>,
    #[serde(default)]
    config: Option<Descriptor>,
    #[serde(default, deserialize_with = "or_default")]
    layers: Vec<Descriptor>,
}

/// What is found while going through the indexes.
struct Search<'f> {
    files: &'f dyn Files,
    limits: &'f Limits,
    images: Vec<Image>,
    unlisted: Vec<Unlisted>,
    met: usize,
}

pub(super) fn images(
    files: &dyn Files,
    limits: &Limits,
) -> Result<(Vec<Image>, Vec<Unlisted>), String> {
    let index: Either =
        document(files, INDEX, None, limits).map_err(|error| format!("`{INDEX}`: {error}"))?;
    let manifests = index.manifests;
    let manifests = manifests.ok_or_else(|| format!("`{INDEX}` names no manifests"))?;
    let mut search = Search {
        files,
        limits,
        images: Vec::new(),
        unlisted: Vec::new(),
        met: 0,
    };
    search.all(&manifests, None, 0);
    Ok((search.images, search.unlisted))
}

impl Search<'_> {
    fn all(&mut self, manifests: &[Descriptor], reference: Option<&str>, depth: usize) {
        for descriptor in manifests {
            self.met += 1;
            if self.met > MOST || depth >= DEEPEST {
                let why = format!("the index goes on behind {MOST} manifests or {DEEPEST} indexes");
                return self.skip(descriptor, why, true);
            }
            let own = descriptor.annotations.get(REFERENCE).map(String::as_str);
            self.one(descriptor, own.or(reference), depth);
        }
    }

    fn one(&mut self, descriptor: &Descriptor, reference: Option<&str>, depth: usize) {
        if descriptor.is_attestation() {
            let why = "an attestation, no image".to_owned();
            return self.skip(descriptor, why, false);
        }
        let either: Either = match self.blob(descriptor) {
            Ok(either) => either,
            Err(NoDocument::Missing) => {
                let platform = descriptor.platform.as_ref().map(Platform::to_string);
                let platform = platform.unwrap_or_else(|| "a manifest".to_owned());
                return self.skip(
                    descriptor,
                    format!("{platform} is named and not there"),
                    false,
                );
            }
            Err(error) => return self.skip(descriptor, error.to_string(), true),
        };
        match (either.manifests, either.config) {
            (Some(manifests), _) => self.all(&manifests, reference, depth + 1),
            (None, Some(config)) => {
                self.manifest(descriptor, &config, &either.layers, reference);
            }
            (None, None) => {
                let why = "neither an index nor a manifest".to_owned();
                self.skip(descriptor, why, true);
            }
        }
    }

    fn manifest(
        &mut self,
        descriptor: &Descriptor,
        config: &Descriptor,
        layers: &[Descriptor],
        reference: Option<&str>,
    ) {
        if !config.is_image_config() {
            let why = format!("an artifact of type `{}`, no image", config.media_type);
            return self.skip(descriptor, why, false);
        }
        let read: Document = match self.blob(config) {
            Ok(read) => read,
            Err(error) => {
                return self.skip(descriptor, format!("its configuration: {error}"), true);
            }
        };
        let said = descriptor.platform.clone();
        let platform = if read.platform.is_empty() {
            said.unwrap_or_default()
        } else {
            read.platform
        };
        self.images.push(Image {
            reference: reference.map(str::to_owned),
            platform,
            config: read.config,
            whiteouts: true,
            layers: layers.iter().map(Descriptor::layer).collect(),
        });
    }

    fn blob<T: serde::de::DeserializeOwned>(
        &self,
        descriptor: &Descriptor,
    ) -> Result<T, NoDocument> {
        let file = descriptor.file().ok_or_else(|| {
            NoDocument::Wrong(format!("`{}` is no digest", short(&descriptor.digest)))
        })?;
        document(self.files, &file, Some(&descriptor.digest), self.limits)
    }

    fn skip(&mut self, descriptor: &Descriptor, why: String, is_error: bool) {
        self.unlisted.push(Unlisted {
            what: short(&descriptor.digest),
            why,
            is_error,
        });
    }
}

impl Descriptor {
    /// Its file in a layout; `None` where the digest is none, which could lead anywhere.
    fn file(&self) -> Option<String> {
        let (algorithm, hex) = self.digest.split_once(':')?;
        let is_word =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (is_word(algorithm) && is_word(hex)).then(|| format!("blobs/{algorithm}/{hex}"))
    }

    fn layer(&self) -> Layer {
        Layer {
            file: self.file().unwrap_or_default(),
            digest: Some(self.digest.clone()),
        }
    }

    /// What `BuildKit` puts beside the images of an index.
    fn is_attestation(&self) -> bool {
        let kind = self.annotations.get("vnd.docker.reference.type");
        kind.is_some_and(|kind| kind == "attestation-manifest")
    }

    /// Signatures, charts and other artifacts are stored as manifests with a configuration of another type.
    fn is_image_config(&self) -> bool {
        matches!(
            self.media_type.as_str(),
            "" | "application/vnd.oci.image.config.v1+json"
                | "application/vnd.docker.container.image.v1+json"
        )
    }
}
