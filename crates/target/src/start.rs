//! What is started, and under which conditions.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::glibc::Glibc;
use crate::kernel::{self, Interpreter};
use crate::musl::Musl;
use crate::{Bytes, Failure, GoNeeds, Loader, Object, Outcome, Step, Tree, Verdict};

/// The file that is started. One value serves every target of a run.
#[derive(Clone)]
pub struct Program {
    /// Where it stands in the target, absolute: `$ORIGIN` and messages are made of it.
    pub path: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// The same as ELF; `None` if it is something else.
    pub object: Option<Arc<Object>>,
    /// What it asks as a Go program.
    pub go: Option<Arc<GoNeeds>>,
    /// Permission bits, where they are known to be those in the target.
    pub mode: Option<u32>,
}

impl Program {
    /// A program at a path of the target.
    #[must_use]
    pub fn new(path: impl Into<String>, bytes: Bytes) -> Self {
        let is_elf = (*bytes).as_ref().starts_with(b"\x7fELF");
        let object = is_elf
            .then(|| Object::read(Arc::clone(&bytes)).ok())
            .flatten();
        Self {
            path: path.into(),
            bytes,
            object: object.map(Arc::new),
            go: None,
            mode: None,
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("path", &self.path)
            .field("object", &self.object)
            .finish_non_exhaustive()
    }
}

/// The conditions of a start.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// Environment variables, in order; of two with one name the first counts (`getenv`).
    pub environment: Vec<(String, String)>,
    /// The level of the CPU.
    pub cpu: Option<crate::Cpu>,
    /// The release of the kernel: `[6, 1]`.
    pub kernel: Option<[u32; 2]>,
    /// The machine, by its `GOARCH` name; `None`: what the target says, or the program's own.
    pub arch: Option<&'static str>,
    /// A loader that is started by hand with the program as its argument, in place of `PT_INTERP`.
    pub loader: Option<String>,
    /// The program lies on a mount that is `noexec`.
    pub noexec: bool,
    /// Libraries that the program opens while running (`dlopen`), in order.
    pub opens: Vec<String>,
}

impl Conditions {
    /// A variable's value.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        let found = self.environment.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Why a start does not go on.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// It fails.
    Fails(Failure),
    /// The target does not tell.
    Unknown(Vec<String>),
}

impl Stop {
    pub(crate) fn unknown(missing: impl Into<String>) -> Self {
        Self::Unknown(vec![missing.into()])
    }
}

/// What was done so far.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) trail: Vec<Step>,
    pub(crate) later: Vec<Failure>,
    pub(crate) notes: Vec<String>,
    pub(crate) loaded: Vec<crate::Loaded>,
}

/// Starts a program on a target, without running anything.
#[must_use]
pub fn start(tree: &dyn Tree, program: &Program, conditions: &Conditions) -> Outcome {
    let mut record = Record::default();
    let verdict = match run(tree, program, conditions, &mut record) {
        Ok(()) => Verdict::Starts,
        Err(Stop::Fails(failure)) => Verdict::Fails(failure),
        Err(Stop::Unknown(missing)) => Verdict::Unknown {
            missing: each_once(missing),
        },
    };
    Outcome {
        verdict,
        later: record.later,
        notes: record.notes,
        trail: record.trail,
        loaded: record.loaded,
    }
}

/// Several folders of one search may want to know the same.
fn each_once(mut words: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words
}

fn run(
    tree: &dyn Tree,
    program: &Program,
    conditions: &Conditions,
    record: &mut Record,
) -> Result<(), Stop> {
    let handed = kernel::exec(tree, program, conditions, record)?;
    let interpreter = handed.interpreter.as_ref();
    if let Some(interpreter) = interpreter {
        load(
            tree,
            &handed.program,
            &handed.object,
            interpreter,
            conditions,
            record,
        )?;
    }
    match &program.go {
        // Of a script, the interpreter was started.
        Some(go) if handed.program == program.path => go.check(tree, conditions, record),
        _ => Ok(()),
    }
}

fn load(
    tree: &dyn Tree,
    program: &str,
    object: &Arc<Object>,
    interpreter: &Interpreter,
    conditions: &Conditions,
    record: &mut Record,
) -> Result<(), Stop> {
    match interpreter.loader {
        Loader::Glibc(release) => Glibc::new(
            tree,
            program,
            object,
            interpreter,
            release,
            conditions,
            record,
        )
        .run(),
        Loader::Musl(release) => Musl::new(
            tree,
            program,
            object,
            interpreter,
            release,
            conditions,
            record,
        )
        .run(),
    }
}

#[cfg(test)]
mod tests {
    use super::each_once;

    #[test]
    fn what_is_missing_is_said_once_in_the_order_of_the_search() {
        let words = ["usr", "lib", "usr"].map(str::to_owned).to_vec();
        assert_eq!(each_once(words), ["usr", "lib"]);
    }
}
