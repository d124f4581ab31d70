//! How far a long run has come, on standard error.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar that appears on a terminal when a run takes long.
#[derive(Debug)]
pub(super) struct Progress {
    total: u64,
    started: Instant,
    wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For so many files; never shown unless `wanted` and on a terminal.
    pub(super) fn new(total: usize, wanted: bool) -> Self {
        Self {
            total: total as u64,
            started: Instant::now(),
            wanted: wanted && io::stderr().is_terminal(),
            bar: None,
        }
    }

    /// So many files are done.
    pub(super) fn at(&mut self, done: usize) {
        if !self.wanted || (self.bar.is_none() && self.started.elapsed() < PATIENCE) {
            return;
        }
        let total = self.total;
        let bar = self.bar.get_or_insert_with(|| {
            let target = ProgressDrawTarget::stderr_with_hz(10);
            let bar = ProgressBar::with_draw_target(Some(total), target);
            match ProgressStyle::with_template("{bar:30} {pos}/{len} files") {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        bar.set_position(done as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
