//! From what the user named to bytes.

mod expand;
mod map;
mod open;
mod walk;

pub(crate) use open::{Bytes, NotOpened, Source, open};
pub(crate) use walk::{Candidate, Named, Walk};
