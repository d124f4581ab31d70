//! Layers, and archives that hold images.

use std::io::{self, Read};
use std::sync::Arc;

use container::{Bytes, Files, Image, Keeper, Limits, Members, images, read_root};

/// Small enough that an input which reaches one ends at once.
const LIMITS: Limits = Limits {
    nodes: 10_000,
    names: 1 << 20,
    layer: 64 << 20,
    free: 1 << 20,
    ratio: 100,
    file: 1 << 20,
    kept: 4 << 20,
    steps: 1 << 18,
    layers: 8,
    document: 1 << 20,
};

/// The input alone, or the members that it names.
struct Held<'d>(&'d [u8], Option<Members>);

impl Files for Held<'_> {
    fn file(&self, name: &str) -> Result<Option<Bytes>, String> {
        let bytes = match &self.1 {
            None => Some(self.0),
            Some(members) => members.range(name).and_then(|range| self.0.get(range)),
        };
        Ok(bytes.map(|bytes| Arc::new(bytes.to_vec()) as Bytes))
    }
}

struct All;

impl Keeper for All {
    fn wants(&self, _path: &str, mode: u32, _size: u64, _first: &[u8]) -> bool {
        mode & 1 != 0
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

/// Reads the input as a layer, and as an archive of an image.
pub fn layer(data: &[u8]) {
    let mut image = Image::tarball("layer");
    for whiteouts in [false, true] {
        image.whiteouts = whiteouts;
        visit(&image, &Held(data, None));
    }
    let Ok(members) = Members::of(data) else {
        return;
    };
    let held = Held(data, Some(members));
    if let Ok((images, _)) = images(&held, &LIMITS) {
        images.iter().take(4).for_each(|image| visit(image, &held));
    }
}

fn visit(image: &Image, held: &Held<'_>) {
    let root = read_root(image, held, LIMITS, &mut All);
    for listed in root.list() {
        let found = root.find(&listed.path).expect("what is listed is there");
        assert_eq!(found.inode, listed.found.inode);
        assert!(!listed.path.contains("/../"), "{}", listed.path);
    }
}
