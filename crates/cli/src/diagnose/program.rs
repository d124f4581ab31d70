//! `cgone diagnose -- COMMAND…`: runs the command under the tracer, and diagnoses its record.

use gobin::Facts;

use crate::args::{Color, Diagnose};
use crate::exit::Exit;
use crate::terminal;

#[cfg(not(target_os = "linux"))]
pub(crate) fn command(_args: &Diagnose, color: Color, _facts: Option<Facts>) -> Exit {
    let message = "programs are traced on Linux alone; give what it left behind instead";
    terminal::complain(color, "cgone", message);
    Exit::Usage
}

#[cfg(target_os = "linux")]
pub(crate) use linux::command;

#[cfg(target_os = "linux")]
mod linux {
    use std::env;
    use std::ffi::OsString;
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};

    use tracer::{Acceleration, Command, Ending};

    use super::{Color, Diagnose, Exit, Facts, terminal};
    use crate::args::ExitCodeOf;
    use crate::commands::judge;
    use crate::diagnose::facts as audit;
    use crate::interrupt;

    /// Runs, judges, and ends as the program ended.
    pub(crate) fn command(args: &Diagnose, color: Color, facts: Option<Facts>) -> Exit {
        let refused = |what: &str, message: &str| {
            terminal::complain(color, what, message);
            Exit::Usage
        };
        let folder = match Folder::of(args.record.as_deref()) {
            Ok(folder) => folder,
            Err(message) => return refused("cgone", &message),
        };
        let Some(ending) = traced(args, color, folder.path()) else {
            return Exit::Fault;
        };
        let program = args.command.first().cloned().unwrap_or_default();
        if let Ending::NotExecuted(errno) = ending {
            let error = io::Error::from_raw_os_error(errno);
            terminal::complain(color, &program.to_string_lossy(), &error.to_string());
        }
        let facts = facts.or_else(|| unstarted(&program, ending));
        let mut all = args.clone();
        all.paths.push(folder.path().to_path_buf());
        let exit = judge(&all, color, facts.as_ref(), Exit::Clean);
        drop(folder);
        match args.exit_code {
            ExitCodeOf::Diagnosis => exit,
            ExitCodeOf::Program => interrupt::end_like(ending),
        }
    }

    /// Runs the program to its end; signals are its own meanwhile.
    fn traced(args: &Diagnose, color: Color, record: &Path) -> Option<Ending> {
        let (program, arguments) = args.command.split_first()?;
        let command = Command {
            program: program.clone(),
            arguments: arguments.to_vec(),
            path: env::var_os("PATH"),
            record: record.to_path_buf(),
            acceleration: if args.every_call {
                Acceleration::EveryCall
            } else {
                Acceleration::Filter
            },
        };
        let traced = tracer::run(&command, &mut interrupt::belong_to);
        interrupt::belong_to(0);
        match traced {
            Ok(ending) => Some(ending),
            Err(failed) => {
                terminal::complain(color, &program.to_string_lossy(), &failed.to_string());
                None
            }
        }
    }

    /// What the audit tells of a program that never started: of another, the failing program may be a child.
    fn unstarted(program: &OsString, ending: Ending) -> Option<Facts> {
        let is_path = program.as_encoded_bytes().contains(&b'/');
        match ending {
            Ending::NotExecuted(_) if is_path => audit(Path::new(program)).ok(),
            _ => None,
        }
    }

    /// Where the record is: kept, or gone with the diagnosis.
    enum Folder {
        Kept(PathBuf),
        Passing(tempfile::TempDir),
    }

    impl Folder {
        fn of(wanted: Option<&Path>) -> Result<Self, String> {
            let Some(wanted) = wanted else {
                let folder = tempfile::Builder::new().prefix("cgone-").tempdir();
                return folder
                    .map(Self::Passing)
                    .map_err(|error| format!("no folder for the record: {error}"));
            };
            let name = wanted.display();
            fs::create_dir_all(wanted).map_err(|error| format!("{name}: {error}"))?;
            let mut inside = fs::read_dir(wanted).map_err(|error| format!("{name}: {error}"))?;
            if inside.next().is_some() {
                return Err(format!("{name}: is not empty"));
            }
            Ok(Self::Kept(wanted.to_path_buf()))
        }

        fn path(&self) -> &Path {
            match self {
                Self::Kept(path) => path,
                Self::Passing(folder) => folder.path(),
            }
        }
    }
}
