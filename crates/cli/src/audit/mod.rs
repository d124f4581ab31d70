//! The audit of many files: one file to its records, many files at once, progress.

mod go_libraries;
pub(crate) mod images;
mod one;
mod progress;
mod run;

pub(crate) use go_libraries::GoLibraries;
pub(crate) use one::{Auditor, Outcome, Passed};
pub(crate) use run::run;
