//! What a binary lands on, and whether it starts there: root filesystems and release profiles behind one
//! [`Tree`], the kernel and the dynamic loaders of glibc and musl modelled from their sources, and the
//! [`Verdict`] with the [`Trail`] of everything tried.
//!
//! Nothing here is run. The only files opened are those of a [`Folder`], read-only, never outside it. What a
//! target does not tell makes a verdict unknown and is named in it.

mod contained;
mod cpu;
mod entrypoint;
mod folder;
mod glibc;
mod go;
mod identify;
mod kernel;
mod loaded;
mod musl;
mod named;
mod object;
mod profile;
mod releases;
mod start;
mod trail;
mod tree;
mod verdict;
mod why;

pub use contained::Contained;
pub use cpu::Cpu;
pub use entrypoint::{Command, Entrypoint, Started, follow};
pub use folder::{Folder, Mapper};
pub use go::GoNeeds;
pub use loaded::Loaded;
pub use object::{Bytes, Exports, Object};
pub use profile::{Certainty, Entry, Profile};
pub use releases::{Family, Listed, NoProfile, Oldest, families, listed, profile};
pub use start::{Conditions, Program, start};
pub use trail::{Stage, Step, Trail, Try};
pub use tree::{Absence, Content, FileNode, Loader, Node, Stat, Tree, resolve};
pub use verdict::{Failure, Outcome, Reason, Verdict};
pub use why::{Answer, Chain, NotThere, Remedy, why};
