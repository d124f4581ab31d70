//! A core dump: the program's mappings from `NT_FILE`, memory from its segments.

use std::path::Path;

use gobin::Facts;
use image::{Image, Kind, Opened};
use report::Live;

use super::Mapping;
use crate::input::{NotOpened, Source, open};

/// Reads the variables that a core dump holds.
pub(super) fn read(
    path: &Path,
    program: &Path,
    image: &Image<'_>,
    facts: &Facts,
) -> Result<Live, String> {
    let shown = path.to_string_lossy();
    let opened = open(Source::File(path)).map_err(|error| match error {
        NotOpened::NotBinary(_) => format!("{shown}: not a core dump"),
        NotOpened::Failed(message) => format!("{shown}: {message}"),
    })?;
    let core = match image::open(&opened.bytes) {
        Ok(Opened::One(core)) if core.kind == Kind::Core => core,
        Ok(_) => return Err(format!("{shown}: not a core dump")),
        Err(error) => return Err(format!("{shown}: {error}")),
    };
    let bytes = |address, size| core.bytes_at(address, size).map(<[u8]>::to_vec);
    let mappings = mappings(&core, program);
    let source = format!("core {shown}");
    Ok(super::variables(source, image, facts, &mappings, bytes))
}

/// The mappings of the program: by its path, else by its file name.
fn mappings(core: &Image<'_>, program: &Path) -> Vec<Mapping> {
    let files = core.core_files();
    let resolved = program.canonicalize().unwrap_or(program.to_owned());
    let of = |same: &dyn Fn(&Path) -> bool| -> Vec<Mapping> {
        let mapped = files.iter().filter(|file| same(Path::new(file.path)));
        let mapping = |file: &image::CoreFile<'_>| Mapping {
            start: file.start,
            end: file.end,
            file_offset: file.file_offset,
        };
        mapped.map(mapping).collect()
    };
    let by_path = of(&|path| path == resolved);
    if by_path.is_empty() {
        of(&|path| path.file_name() == program.file_name())
    } else {
        by_path
    }
}
