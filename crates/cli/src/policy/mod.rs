//! The policy of a run: where its file is, what the command line adds, and what day it is.

mod arguments;
mod find;
mod folder;

use std::fs;
use std::path::Path;

use rules::{Baseline, Flaws, Levels, Policy};

pub(crate) use arguments::{PolicyArguments, levels};
pub(crate) use find::NAME;
pub(crate) use folder::Folder;

use crate::args::Color;
use crate::input::plain;
use crate::terminal;

/// A policy and the folder that its paths start at.
#[derive(Debug, Default)]
pub(crate) struct Demands {
    /// What is demanded.
    pub(crate) policy: Policy,
    /// Where paths in it start.
    pub(crate) folder: Folder,
}

/// Why there is no policy to go by.
#[derive(Debug)]
pub(crate) enum NoPolicy {
    /// The file says something wrong.
    Flawed(Box<Flaws>),
    /// The file cannot be read, or an option is wrong.
    Failed(String),
}

impl From<String> for NoPolicy {
    fn from(message: String) -> Self {
        Self::Failed(message)
    }
}

impl NoPolicy {
    /// Says it on standard error.
    pub(crate) fn complain(&self, color: Color) {
        match self {
            Self::Flawed(flaws) => terminal::complain_of_text(color, flaws),
            Self::Failed(message) => terminal::complain(color, "", message),
        }
    }
}

/// The policy that was named, or the one that lies above the working folder, under the levels of the command
/// line.
pub(crate) fn load(arguments: &PolicyArguments, levels: &Levels) -> Result<Demands, NoPolicy> {
    let working = Folder::working()?;
    let (policy, folder) = match (&arguments.policy, arguments.no_policy) {
        (_, true) => (Policy::default(), working),
        (Some(file), _) => (read(file, &file.to_string_lossy())?, working),
        (None, false) => match find::above(working.path()) {
            Some(found) => (read(&found.file, &found.name)?, working.at(found.folder)),
            None => (Policy::default(), working),
        },
    };
    let mut policy = policy.on(today()).with_arguments(levels);
    if let Some(file) = &arguments.baseline {
        policy = policy.with_baseline(baseline(file)?);
    }
    Ok(Demands { policy, folder })
}

fn read(file: &Path, name: &str) -> Result<Policy, NoPolicy> {
    Policy::parse(name, &text(file, name)?).map_err(|flaws| NoPolicy::Flawed(Box::new(flaws)))
}

fn baseline(file: &Path) -> Result<Baseline, NoPolicy> {
    let name = file.to_string_lossy();
    let baseline = Baseline::parse(&name, &text(file, &name)?);
    baseline.map_err(|flaws| NoPolicy::Flawed(Box::new(flaws)))
}

/// The text of a file that people wrote.
fn text(file: &Path, name: &str) -> Result<String, String> {
    let is_file = fs::metadata(file).map(|metadata| metadata.is_file());
    match is_file {
        Ok(true) => fs::read_to_string(file).map_err(|error| format!("{name}: {}", plain(&error))),
        Ok(false) => Err(format!("{name}: not a file")),
        Err(error) => Err(format!("{name}: {}", plain(&error))),
    }
}

/// The day in UTC.
fn today() -> jiff::civil::Date {
    jiff::tz::Offset::UTC
        .to_datetime(jiff::Timestamp::now())
        .date()
}
