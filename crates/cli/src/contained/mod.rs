//! Container images and root filesystem tarballs on this machine: told by their content, read into a tree, and
//! every binary in them as a file of its own.

mod chosen;
mod files;
mod opened;
mod placed;
mod recognise;
mod store;

pub(crate) use chosen::{Chosen, split};
pub(crate) use opened::{Holder, OpenedImage};
pub(crate) use placed::Inside;
pub(crate) use recognise::{Form, recognise};
