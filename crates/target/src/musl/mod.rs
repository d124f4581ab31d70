//! musl's loader (ldso/dynlink.c of 1.2.2, 1.2.5 and 1.2.6): no cache, no version check, everything looked up
//! at start, every error printed before it ends with status 127.

mod load;
mod search;
mod symbols;

use std::sync::Arc;

use crate::kernel::Interpreter;
use crate::start::{Record, Stop};
use crate::{Conditions, Failure, Loaded, Object, Tree};

/// One start under musl.
pub(crate) struct Musl<'s> {
    tree: &'s dyn Tree,
    conditions: &'s Conditions,
    record: &'s mut Record,
    release: Option<(u32, u32, u32)>,
    interpreter: &'s Interpreter,
    /// The program, then everything in load order; the loader where it was first asked for.
    objects: Vec<Mapped>,
    /// Everything that was printed, in order.
    errors: Vec<Failure>,
    /// What may be there and was not known.
    doubts: Vec<String>,
}

/// `struct dso`.
struct Mapped {
    loaded: Loaded,
    /// Found by this name later on; `None` for one that was asked for by path.
    short: Option<String>,
    /// The loader, which is the C library too.
    is_self: bool,
}

impl<'s> Musl<'s> {
    pub(crate) fn new(
        tree: &'s dyn Tree,
        program: &'s str,
        object: &Arc<Object>,
        interpreter: &'s Interpreter,
        release: Option<(u32, u32, u32)>,
        conditions: &'s Conditions,
        record: &'s mut Record,
    ) -> Self {
        let loaded = Loaded {
            name: program.to_owned(),
            path: program.to_owned(),
            real: program.to_owned(),
            identity: (u64::MAX, u64::MAX),
            by: None,
            needs: Vec::new(),
            found: "the program".to_owned(),
            object: Arc::clone(object),
        };
        Self {
            tree,
            conditions,
            record,
            release,
            interpreter,
            objects: vec![Mapped {
                loaded,
                short: None,
                is_self: false,
            }],
            errors: Vec::new(),
            doubts: Vec::new(),
        }
    }

    /// The whole start.
    pub(crate) fn run(mut self) -> Result<(), Stop> {
        let ended = self.steps();
        self.record.loaded = self
            .objects
            .into_iter()
            .map(|mapped| mapped.loaded)
            .collect();
        ended
    }

    fn steps(&mut self) -> Result<(), Stop> {
        self.load_all()?;
        self.check_relr();
        self.relocate();
        if let Some(first) = self.errors.first().cloned() {
            let lines: Vec<&str> = self.errors.iter().map(|e| e.message.as_str()).collect();
            return Err(Stop::Fails(Failure {
                message: lines.join("\n"),
                ..first
            }));
        }
        if self.doubts.is_empty() {
            Ok(())
        } else {
            Err(Stop::Unknown(std::mem::take(&mut self.doubts)))
        }
    }

    fn at_least(&self, release: (u32, u32, u32)) -> bool {
        self.release.is_none_or(|own| own >= release)
    }

    /// musl knows `DT_RELR` from 1.2.4 on; an older one leaves those relocations undone and says nothing.
    fn check_relr(&mut self) {
        if self.at_least((1, 2, 4)) {
            return;
        }
        for mapped in self
            .objects
            .iter()
            .filter(|mapped| mapped.loaded.object.facts.relr)
        {
            self.doubts.push(format!(
                "what `{}` does with the relocations of DT_RELR left undone",
                mapped.loaded.path
            ));
        }
    }
}
