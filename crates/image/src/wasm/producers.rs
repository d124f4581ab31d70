//! The custom section `producers`: which language and which tools made the module ("Producers Section" in
//! the WebAssembly tool conventions). Go's linker names itself there, also under `-s -w`.

use diagnostic::Located;

use super::leb::Cursor;
use crate::Image;
use crate::words::Words;

/// The version behind `language`, `Go`: fields of a name and a list of names with versions.
pub(super) fn go_version(
    image: &Image<'_>,
    words: Words<'_>,
    (start, end): (u64, u64),
) -> Option<Located<String>> {
    let mut cursor = Cursor::new(words, start, end);
    for _ in 0..cursor.unsigned()? {
        let field = cursor.name()?;
        for _ in 0..cursor.unsigned()? {
            let at = cursor.at;
            let (name, version) = (cursor.name()?, cursor.name()?);
            if field == "language" && name == "Go" {
                let place = image.place_at("producers", at).name("language Go");
                return Some(Located::new(version.to_owned(), place));
            }
        }
    }
    None
}
