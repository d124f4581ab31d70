//! The count of imports agrees with their list.

#![expect(
    clippy::disallowed_methods,
    reason = "a test reads the repository's samples"
)]

use std::io::Read;
use std::path::Path;

use image::{Opened, open};

#[test]
fn counting_gives_what_listing_gives() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    let mut symbols = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "gz") {
            continue;
        }
        let mut bytes = Vec::new();
        let file = std::fs::File::open(&path).unwrap();
        flate2::read::GzDecoder::new(file)
            .read_to_end(&mut bytes)
            .unwrap();
        let Ok(Opened::One(image)) = open(&bytes) else {
            panic!("{}: not one image", path.display());
        };
        let listed = image.imports().symbols;
        let lazy = listed
            .iter()
            .filter(|import| import.lazy == Some(true))
            .count();
        let counts = image.import_counts();
        assert_eq!(
            (counts.symbols, counts.lazy),
            (listed.len(), lazy),
            "{}",
            path.display()
        );
        symbols += listed.len();
    }
    assert!(symbols > 100, "no sample imports anything");
}
