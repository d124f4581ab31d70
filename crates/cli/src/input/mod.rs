//! From what the user named to bytes.

mod expand;
mod map;
mod open;
mod text;
mod walk;

pub(crate) use map::{map, map_part};
pub(crate) use open::{Bytes, NotOpened, Source, irregular, open, open_at_once, plain};
pub(crate) use text::read_text;
pub(crate) use walk::{Candidate, Named, NamedImage, Walk};
