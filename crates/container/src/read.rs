//! An image to its root.

use sha2::{Digest, Sha256};

use crate::{Files, Image, Keeper, Limits, Root, read_layer};

/// Reads every layer of an image, the lowest first.
///
/// A layer that is missing or whose bytes have another digest than the manifest says makes the root incomplete.
#[must_use]
pub fn read_root(
    image: &Image,
    files: &dyn Files,
    limits: Limits,
    keeper: &mut dyn Keeper,
) -> Root {
    let mut root = Root::new(limits);
    for (number, layer) in (0..).zip(&image.layers) {
        if (number as usize) >= limits.layers {
            root.cut(format!("the layers behind the {}th", limits.layers));
            break;
        }
        let label = layer.label();
        let bytes = match files.file(&layer.file) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                root.cut(format!("{label}, which the image does not hold"));
                continue;
            }
            Err(error) => {
                root.cut(format!("{label}: {error}"));
                continue;
            }
        };
        let packed = (*bytes).as_ref();
        if let Some(digest) = &layer.digest
            && !fits(digest, packed)
        {
            root.cut(format!("{label}, whose bytes have another digest"));
            continue;
        }
        read_layer(&mut root, &label, number, packed, image.whiteouts, keeper);
    }
    root
}

/// Whether bytes have a digest; one of an unknown algorithm proves nothing.
pub(crate) fn fits(digest: &str, bytes: &[u8]) -> bool {
    match digest.split_once(':') {
        Some(("sha256", hex)) => {
            let own = Sha256::digest(bytes);
            let own: String = own.iter().map(|byte| format!("{byte:02x}")).collect();
            own.eq_ignore_ascii_case(hex)
        }
        Some(("sha512", hex)) => {
            let own = sha2::Sha512::digest(bytes);
            let own: String = own.iter().map(|byte| format!("{byte:02x}")).collect();
            own.eq_ignore_ascii_case(hex)
        }
        _ => false,
    }
}
