//! Reading a text that people wrote: tables of declared keys, and every flaw with its place.
//!
//! A table's keys are declared once, as a slice of [`Key`]: it reads them, names the nearest one to a typo, and
//! makes the JSON Schema.

mod flaw;
mod key;
mod quote;
mod reader;
mod source;
mod values;

pub use flaw::{Flaw, Flaws};
pub(crate) use key::{Key, schema_of};
pub(crate) use quote::quote;
pub(crate) use reader::{Entry, Reader};
pub(crate) use source::Source;
pub(crate) use values::{Word, a_boolean, a_day, a_string, one_of, strings};
