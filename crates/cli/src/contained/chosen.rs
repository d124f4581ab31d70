//! One image out of a path, and one program out of an image: what `cgone load` asks for.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use container::{Content, Kind, Platform};
use target::{Node, Program, Tree};

use super::opened::{Holder, OpenedImage, environment};
use super::recognise::{Form, recognise};
use crate::load::go_needs;

/// The image of one platform.
#[derive(Debug)]
pub(crate) struct Chosen(OpenedImage);

/// `IMAGE` or `IMAGE:/path`: the image, its form, and the path in it; `None` if there is no image.
pub(crate) fn split(named: &Path) -> Option<(PathBuf, Form, Option<String>)> {
    if let Some(form) = recognise(named) {
        return Some((named.to_owned(), form, None));
    }
    let text = named.to_str()?;
    let mut places = text.match_indices(":/");
    places.find_map(|(at, _)| {
        let (image, path) = text.split_at_checked(at)?;
        let form = recognise(Path::new(image))?;
        let path = path.strip_prefix(':')?.to_owned();
        Some((PathBuf::from(image), form, Some(path)))
    })
}

impl Chosen {
    /// The image for a machine (`arm64` or `linux/arm64`). Where none is for it, the only one there is.
    pub(crate) fn open(path: &Path, form: Form, machine: Option<&str>) -> Result<Self, String> {
        let holder = Holder::open(path, form)?;
        let asked = machine.and_then(|machine| {
            Platform::parse(machine).or_else(|| Platform::parse(&format!("linux/{machine}")))
        });
        let all = holder.of(None)?;
        let images = match &asked {
            Some(asked) => holder.of(Some(asked)).unwrap_or(all),
            None => all,
        };
        match images.as_slice() {
            [only] => Ok(Self(holder.read(only))),
            several => {
                let names = several.iter().map(|image| {
                    let reference = image.reference.as_deref().unwrap_or("an image");
                    format!("{reference} for {}", image.platform)
                });
                let names: Vec<String> = names.collect();
                Err(format!(
                    "`{}` holds several images, which `--platform` does not tell apart: {}",
                    path.display(),
                    names.join(", ")
                ))
            }
        }
    }

    /// Its files.
    pub(crate) fn tree(&self) -> &dyn Tree {
        &*self.0.tree
    }

    /// The variables that it sets.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        environment(&self.0.image)
    }

    /// The program at a path, or the last that its command starts for certain.
    pub(crate) fn program(&self, path: Option<&str>) -> Result<Program, String> {
        let path = match path {
            Some(path) => path.to_owned(),
            None => self.started()?,
        };
        let node = match self.0.tree.look(&path) {
            Node::File(node) => node,
            Node::Unknown(missing) => return Err(format!("not read whole: missing {missing}")),
            Node::Folder | Node::Special => return Err(format!("`{path}` is no file there")),
            Node::Missing(why) => {
                return Err(format!("`{path}`: {}", why.words().to_lowercase()));
            }
        };
        let found = self.0.tree.root().find(&node.path).map(|found| found.kind);
        let Some(Kind::File(file)) = found else {
            return Err(format!("`{path}` is no file there"));
        };
        let Content::Whole(bytes) = &file.content else {
            return Err(format!("`{path}` is neither a program nor a script"));
        };
        let go = go_needs((**bytes).as_ref()).map(Arc::new);
        Ok(Program {
            go,
            mode: node.mode,
            ..Program::new(path, Arc::clone(bytes))
        })
    }

    fn started(&self) -> Result<String, String> {
        let Some(entrypoint) = &self.0.entrypoint else {
            return Err("a tarball has no command: name a program, `IMAGE:/path`".to_owned());
        };
        if let Some(fails) = &entrypoint.fails {
            return Err(format!("its command does not start: {fails}"));
        }
        let mut last_first = entrypoint.started.iter().rev();
        let last = last_first.find(|started| started.is_certain);
        let last = last.map(|started| started.path.clone());
        last.ok_or_else(|| format!("its command: {}", entrypoint.unknown.join("; ")))
    }
}
