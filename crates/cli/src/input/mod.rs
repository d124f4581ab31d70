//! From what the user named to bytes.

mod expand;
mod map;
mod open;
mod text;
mod walk;

pub(crate) use map::map;
pub(crate) use open::{Bytes, NotOpened, Source, open, plain};
pub(crate) use text::read_text;
pub(crate) use walk::{Candidate, Named, Walk};
