//! What `cgone load` starts, where, and under which conditions.

mod args;
mod conditions;
mod floor;
mod list;
mod program;
mod target;
mod verify;
mod wanted;

pub(crate) use args::{Arguments, Format, WhyArguments};
pub(crate) use conditions::{MACHINES, conditions, on_target, plain_conditions};
pub(crate) use list::list_targets;
pub(crate) use program::{Named, go_needs};
pub(crate) use target::Target;
pub(crate) use wanted::{Targets, Wanted, targets, wanted};
