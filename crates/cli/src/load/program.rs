//! The program that is started: its bytes, whatever its format.

use std::fs::OpenOptions;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use report::load::Floor;
use target::{Bytes, Conditions, GoNeeds, Program};

use crate::input::{self, NotOpened, Source};

use super::Target;
use super::floor::floor;
use crate::contained::{Chosen, split};

/// Scripts are read up to here: the kernel looks at their first 256 bytes.
const LONGEST_SCRIPT: u64 = 1 << 20;

/// A program that the user named.
#[derive(Debug)]
pub(crate) struct Named {
    /// As the user named it.
    pub(crate) file: PathBuf,
    program: Program,
    /// It lies in an image, where its path and permissions are known.
    is_inside: bool,
}

/// Bytes that live as long as anybody looks at them.
struct Shared(input::Bytes);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Named {
    /// Opens a program: a file, `IMAGE:/path`, or the program that an image starts.
    pub(crate) fn open(file: &Path, platform: Option<&str>) -> Result<Self, String> {
        if let Some((image, form, path)) = split(file) {
            let chosen = Chosen::open(&image, form, platform)?;
            return Ok(Self {
                program: chosen.program(path.as_deref())?,
                file: file.to_owned(),
                is_inside: true,
            });
        }
        let bytes = match input::open(Source::File(file)) {
            Ok(opened) => Arc::new(Shared(opened.bytes)) as Bytes,
            Err(NotOpened::NotBinary(_)) => script(file)?,
            Err(NotOpened::Failed(message)) => return Err(message),
        };
        let go = go_needs((*bytes).as_ref()).map(Arc::new);
        Ok(Self {
            program: Program {
                go,
                ..Program::new(default_path(file), bytes)
            },
            file: file.to_owned(),
            is_inside: false,
        })
    }

    /// Its machine, by the `GOARCH` name.
    pub(crate) fn arch(&self) -> Option<&'static str> {
        self.program.object.as_ref()?.facts.identity.arch.goarch()
    }

    /// The oldest releases on which it starts; `None` for what is no ELF program of a known machine.
    pub(crate) fn floor(&self, conditions: &Conditions) -> Option<Floor> {
        Some(floor(&self.program, self.arch()?, conditions))
    }

    /// The program as it stands in a target.
    pub(crate) fn on(&self, target: &Target, at: Option<&str>) -> Program {
        let inside = target.inside(&self.file);
        let own = if self.is_inside {
            self.program.mode
        } else {
            None
        };
        let mode = inside.is_some().then(|| mode(&self.file)).flatten();
        let path = at.map(str::to_owned).or(inside);
        Program {
            path: path.unwrap_or_else(|| self.program.path.clone()),
            mode: mode.or(own),
            ..self.program.clone()
        }
    }
}

/// What the file asks as a Go program; archives and universal files start nowhere.
pub(crate) fn go_needs(bytes: &[u8]) -> Option<GoNeeds> {
    match image::open(bytes) {
        Ok(image::Opened::One(image)) => {
            GoNeeds::of(&gobin::read_scope(&image, gobin::Scope::Summary))
        }
        _ => None,
    }
}

fn default_path(file: &Path) -> String {
    let name = file.file_name().map(|name| name.to_string_lossy());
    let name = name.unwrap_or_default();
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    format!("/{name}")
}

fn mode(file: &Path) -> Option<u32> {
    let metadata = file.metadata().ok()?;
    Some(metadata.permissions().mode() & 0o7777)
}

fn script(file: &Path) -> Result<Bytes, String> {
    let failed = |error: std::io::Error| input::plain(&error);
    let file = OpenOptions::new().read(true).open(file).map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err("is no file".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(LONGEST_SCRIPT)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(Arc::new(bytes))
}
