//! Images of layers that are made here, and their tree as text.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::sync::Arc;

use container::{Bytes, Files, Keeper, Kind, Limits, Root};

/// Gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("a made image is sound");
    encoder.finish().expect("a made image is sound")
}

/// Keeps every file.
pub(crate) struct All;

impl Keeper for All {
    fn wants(&self, _path: &str, _mode: u32, _size: u64, _first: &[u8]) -> bool {
        true
    }

    fn wants_first(&self, _path: &str, _mode: u32) -> bool {
        true
    }

    fn keep(&mut self, _size: u64, bytes: &mut dyn Read) -> io::Result<Bytes> {
        let mut all = Vec::new();
        bytes.read_to_end(&mut all)?;
        Ok(Arc::new(all))
    }
}

/// Files by name.
#[derive(Default)]
pub(crate) struct Named(pub(crate) BTreeMap<String, Vec<u8>>);

impl Files for Named {
    fn file(&self, name: &str) -> Result<Option<Bytes>, String> {
        let found = self.0.get(name).cloned();
        Ok(found.map(|bytes| Arc::new(bytes) as Bytes))
    }
}

/// An image of these layers, as `docker save` stores it.
pub(crate) fn saved(layers: &[Vec<u8>]) -> Named {
    let mut files = Named::default();
    let names: Vec<String> = (0..layers.len())
        .map(|n| format!("{n}/layer.tar"))
        .collect();
    for (name, layer) in names.iter().zip(layers) {
        files.0.insert(name.clone(), layer.clone());
    }
    let config = br#"{"architecture":"amd64","os":"linux","config":{"Cmd":["/app"],"Env":null}}"#;
    files.0.insert("config.json".to_owned(), config.to_vec());
    let list = format!(r#"[{{"Config":"config.json","RepoTags":["a:1"],"Layers":{names:?}}}]"#);
    files
        .0
        .insert("manifest.json".to_owned(), list.into_bytes());
    files
}

/// The root of an image of these layers.
pub(crate) fn root(layers: &[Vec<u8>], limits: Limits) -> Root {
    let files = saved(layers);
    let (images, unlisted) = container::images(&files, &limits).expect("a made image is sound");
    assert!(unlisted.is_empty());
    let [image] = images.as_slice() else {
        unreachable!("one image was made");
    };
    container::read_root(image, &files, limits, &mut All)
}

/// Every path with what stands there, a word each.
pub(crate) fn tree(root: &Root) -> Vec<String> {
    let line = |listed: container::Listed<'_>| match listed.found.kind {
        Kind::Folder(_) => format!("{}/", listed.path),
        Kind::Link(target) => format!("{} -> {target}", listed.path),
        Kind::File(file) => match &file.content {
            container::Content::Whole(bytes) => {
                let text = String::from_utf8_lossy((**bytes).as_ref()).into_owned();
                format!("{}={text}", listed.path)
            }
            other => format!("{}: {other:?}", listed.path),
        },
        other => format!("{}: {other:?}", listed.path),
    };
    root.list().map(line).collect()
}
