//! The images that a path holds, one after the other, each as the files in it.

use std::path::Path;
use std::sync::Arc;

use container::Platform;
use report::Unread;

use crate::contained::{Holder, OpenedImage};
use crate::input::{Candidate, NamedImage};

/// What is met in an image.
#[derive(Debug)]
pub(crate) enum Event {
    /// The binaries of one image of one platform.
    Image(Vec<Candidate>),
    /// Something could not be read, so that binaries may be missing.
    Unread(Unread),
    /// The image's command does not start.
    Fails(Unread),
    /// Something is odd, and nothing is missing.
    Remark(Unread),
}

/// Goes through the images at a path. One image at a time is held in memory.
///
/// # Errors
/// The first error that `take` returns.
pub(crate) fn each(
    named: &NamedImage,
    platform: Option<&Platform>,
    mut take: impl FnMut(Event) -> Result<(), String>,
) -> Result<(), String> {
    let holder = match Holder::open(&named.path, named.form) {
        Ok(holder) => holder,
        Err(message) => return take(Event::Unread(unread(&named.path, message))),
    };
    for unlisted in &holder.unlisted {
        let said = unread(&named.path, format!("{}: {}", unlisted.what, unlisted.why));
        take(if unlisted.is_error {
            Event::Unread(said)
        } else {
            Event::Remark(said)
        })?;
    }
    let images = match holder.of(platform) {
        Ok(images) => images,
        Err(message) => return take(Event::Unread(unread(&named.path, message))),
    };
    for image in images {
        let opened = Arc::new(holder.read(image));
        said(&opened, &mut take)?;
        take(Event::Image(opened.candidates(named.root)))?;
    }
    Ok(())
}

/// What is to be said about the image as a whole.
fn said(
    opened: &OpenedImage,
    take: &mut impl FnMut(Event) -> Result<(), String>,
) -> Result<(), String> {
    let about = |message: String| Unread {
        path: opened.name.clone(),
        message,
    };
    let root = opened.tree.root();
    for missing in root.incomplete() {
        take(Event::Unread(about(format!(
            "not read whole: missing {missing}"
        ))))?;
    }
    for remark in root.remarks() {
        take(Event::Remark(about(remark)))?;
    }
    let fails = opened.entrypoint.as_ref().and_then(|e| e.fails.clone());
    match fails {
        Some(words) => take(Event::Fails(about(format!(
            "its command does not start: {words}"
        )))),
        None => Ok(()),
    }
}

fn unread(path: &Path, message: String) -> Unread {
    Unread {
        path: path.to_string_lossy().into_owned(),
        message,
    }
}
