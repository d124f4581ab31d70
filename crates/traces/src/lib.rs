//! Log text to [`Event`]s: what programs, loaders, shells, runtimes and kernels say, and what tracers saw.
//!
//! One file a kind of log. A [`Reader`] takes bytes as they come, recognises each line by its content, and
//! keeps no more than one line and the unfinished calls of the tasks: a log of any length is read in the same
//! memory. What no kind of log recognises is passed over.

mod errno;
mod event;
mod gauge;
mod json_log;
mod ld_debug;
mod logs;
mod perf_script;
mod perf_trace;
mod phrase;
mod prefix;
mod reader;
mod say;
mod signal;
mod snapshot;
mod strace;

pub use errno::Errno;
pub use event::{Call, Ending, Event, Linking, Outcome, What};
pub use gauge::Gauge;
pub use logs::{KINDS, Kind};
pub use phrase::Phrase;
pub use reader::Reader;
pub use say::Say;
pub use signal::Signal;
pub use snapshot::is_snapshot;
