//! glibc's `ld.so` (elf/rtld.c, elf/dl-load.c, elf/dl-deps.c, elf/dl-version.c, elf/dl-lookup.c of 2.31, 2.36,
//! 2.41 and 2.43; what differs between releases is asked of [`Release`]).

mod cache;
mod dependencies;
mod hwcaps;
mod open;
mod opened;
mod release;
mod search;
mod symbols;
mod tokens;
mod versions;

use std::sync::Arc;

use crate::kernel::Interpreter;
use crate::start::{Record, Stop};
use crate::{Conditions, Failure, Loaded, Object, Reason, Stage, Step, Tree};

use release::Release;

/// One start under `ld.so`.
pub(crate) struct Glibc<'s> {
    tree: &'s dyn Tree,
    conditions: &'s Conditions,
    record: &'s mut Record,
    /// `argv[0]`, with which every message begins.
    program: &'s str,
    release: Release,
    /// Built-in folders, in order.
    folders: Vec<String>,
    /// Subfolders tried in each folder, best first; the last is empty: the folder itself.
    subfolders: Vec<String>,
    /// Every object, in load order: the program, the loader where it was put, the rest.
    objects: Vec<Mapped>,
    /// Indices of the objects that symbols are looked up in, in order.
    scope: Vec<usize>,
    /// What may be there and was not known.
    doubts: Vec<String>,
    interpreter: &'s Interpreter,
}

/// A link map.
struct Mapped {
    /// As reports see it.
    loaded: Loaded,
    /// `l_name`: empty for the program.
    name: String,
    /// `l_libname`: the names it was asked for by, and its soname.
    names: Vec<String>,
    /// Is in the list that symbols are looked up in.
    in_scope: bool,
    /// `$ORIGIN`.
    origin: String,
    /// `DT_RPATH` and `DT_RUNPATH`, split and expanded at the first use.
    rpath: Option<Vec<String>>,
    runpath: Option<Vec<String>>,
}

impl<'s> Glibc<'s> {
    pub(crate) fn new(
        tree: &'s dyn Tree,
        program: &'s str,
        object: &Arc<Object>,
        interpreter: &'s Interpreter,
        release: Option<(u32, u32)>,
        conditions: &'s Conditions,
        record: &'s mut Record,
    ) -> Self {
        let folders = folders(tree, interpreter);
        let release = Release(release.or_else(|| release::by_libc(tree, &folders)));
        let mut glibc = Self {
            tree,
            conditions,
            record,
            program,
            release,
            subfolders: hwcaps::subfolders(release, object.facts.identity.arch, conditions.cpu),
            folders,
            objects: Vec::new(),
            scope: Vec::new(),
            doubts: Vec::new(),
            interpreter,
        };
        glibc.put_program(object);
        glibc.put_loader();
        glibc
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
        self.kernel_release()?;
        self.stack()?;
        self.map_all()?;
        self.check_versions()?;
        self.check_cpu()?;
        self.relocate()?;
        self.open_later()
    }

    fn put_program(&mut self, object: &Arc<Object>) {
        let path = self.program.to_owned();
        let real = match self.tree.look(&path) {
            crate::Node::File(node) => node.path,
            _ => path.clone(),
        };
        self.objects.push(Mapped {
            name: String::new(),
            names: vec![String::new()],
            in_scope: true,
            origin: tokens::folder_of(&real).to_owned(),
            rpath: None,
            runpath: None,
            loaded: Loaded {
                name: path.clone(),
                path,
                real,
                // No file of a target has this identity: the program may stand anywhere.
                identity: (u64::MAX, u64::MAX),
                by: None,
                needs: Vec::new(),
                found: "the program".to_owned(),
                object: Arc::clone(object),
            },
        });
    }

    fn put_loader(&mut self) {
        let Interpreter {
            path, node, object, ..
        } = self.interpreter;
        let mut names = vec![path.clone()];
        names.extend(object.facts.soname.clone());
        self.objects.push(Mapped {
            name: path.clone(),
            names,
            in_scope: false,
            origin: tokens::folder_of(path).to_owned(),
            rpath: None,
            runpath: None,
            loaded: Loaded {
                name: path.clone(),
                path: path.clone(),
                real: node.path.clone(),
                identity: node.identity,
                by: None,
                needs: Vec::new(),
                found: "PT_INTERP".to_owned(),
                object: Arc::clone(object),
            },
        });
    }

    /// `FATAL: kernel too old`, up to 2.35: `ld.so` compares the kernel with its own and libc's tag.
    fn kernel_release(&mut self) -> Result<(), Stop> {
        let (Some([major, minor]), true) = (self.conditions.kernel, self.release.checks_kernel())
        else {
            return Ok(());
        };
        let wanted = self.interpreter.object.facts.minimum_kernel;
        let Some([wanted_major, wanted_minor, _]) = wanted else {
            return Ok(());
        };
        if [major, minor] >= [wanted_major, wanted_minor] {
            return Ok(());
        }
        self.step(
            Stage::Kernel,
            format!("compare the kernel with `{}`", self.interpreter.path),
            format!("it asks for {wanted_major}.{wanted_minor}, the kernel is {major}.{minor}"),
        );
        Err(Stop::Fails(Failure {
            reason: Reason::KernelTooOld,
            subject: format!("{wanted_major}.{wanted_minor}"),
            message: "FATAL: kernel too old".to_owned(),
        }))
    }

    /// glibc 2.41: `glibc.rtld.execstack=0` refuses a program that asks for an executable stack.
    fn stack(&mut self) -> Result<(), Stop> {
        let main = &self.main().facts;
        let asks = main.executable_stack == Some(true);
        if !asks || !self.release.at_least(2, 41) || self.execstack() != Some("0") {
            return Ok(());
        }
        Err(Stop::Fails(Failure {
            reason: Reason::ExecutableStack,
            subject: self.program.to_owned(),
            message: "Fatal glibc error: executable stack is not allowed".to_owned(),
        }))
    }

    fn main(&self) -> Arc<Object> {
        match self.objects.first() {
            Some(main) => Arc::clone(&main.loaded.object),
            None => Arc::clone(&self.interpreter.object),
        }
    }

    /// The value of the tunable `glibc.rtld.execstack`.
    fn execstack(&self) -> Option<&str> {
        let tunables = self.conditions.variable("GLIBC_TUNABLES")?;
        let mut settings = tunables.split(':');
        settings.find_map(|setting| setting.strip_prefix("glibc.rtld.execstack="))
    }

    /// `CPU ISA level is lower than required`: glibc 2.33 and newer, every object but the loader.
    fn check_cpu(&mut self) -> Result<(), Stop> {
        if !self.release.at_least(2, 33) {
            return Ok(());
        }
        let level = self.conditions.cpu.and_then(crate::Cpu::amd64);
        // `l_initfini` backwards: dependencies come first, as far as load order tells.
        for nth in (0..self.objects.len()).rev() {
            let Some(mapped) = self.objects.get(nth) else {
                continue;
            };
            let needed = mapped.loaded.object.facts.isa_needed;
            if needed <= 1 || !mapped.in_scope || nth == LOADER {
                continue;
            }
            let wanted = u32::BITS - needed.leading_zeros();
            let shown = if nth == 0 { self.program } else { &mapped.name };
            let shown = shown.to_owned();
            let Some(level) = level else {
                return Err(Stop::unknown(format!(
                    "the CPU: `{shown}` needs x86-64-v{wanted} (`--cpu v{wanted}` says that it has it)"
                )));
            };
            if u32::from(level) >= wanted {
                continue;
            }
            let result = format!("`{shown}` needs x86-64-v{wanted}, the CPU is x86-64-v{level}");
            self.step(Stage::Cpu, "compare instruction sets".to_owned(), result);
            return Err(Stop::Fails(Failure {
                reason: Reason::CpuLevel,
                subject: format!("x86-64-v{wanted}"),
                message: format!("{shown}: CPU ISA level is lower than required"),
            }));
        }
        Ok(())
    }

    fn step(&mut self, stage: Stage, does: String, result: String) {
        self.record.trail.push(Step {
            stage,
            does,
            tries: Vec::new(),
            result,
        });
    }
}

/// Index of the loader among the objects.
const LOADER: usize = 1;

/// The built-in folders: told by the tree, or read in the loader.
fn folders(tree: &dyn Tree, interpreter: &Interpreter) -> Vec<String> {
    if let Some(folders) = tree.default_folders() {
        return folders;
    }
    interpreter.object.built_in_folders().to_vec()
}
