//! A path to its images, and an image to the binaries in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use container::{Compression, Content, Image, Kind, Limits, Members, Platform, Root, Unlisted};
use target::{Command, Contained, Entrypoint, follow};

use super::files::{Held, WHOLE, expanded, mapped};
use super::placed::Inside;
use super::recognise::Form;
use super::store::Store;
use crate::input::{Candidate, plain};

/// The images that one path holds; each is read when it is asked for.
#[derive(Debug)]
pub(crate) struct Holder {
    path: PathBuf,
    held: Held,
    images: Vec<Image>,
    /// What the path names besides.
    pub(crate) unlisted: Vec<Unlisted>,
}

/// One image of one platform.
#[derive(Debug)]
pub(crate) struct OpenedImage {
    /// `IMAGE`, with `#TAG` where the path holds several images and `@os/arch` where the image is for several
    /// platforms.
    pub(crate) name: String,
    /// Platform and configuration.
    pub(crate) image: Image,
    /// Its files.
    pub(crate) tree: Arc<Contained>,
    /// What its command starts; `None` for a tarball, which has no command.
    pub(crate) entrypoint: Option<Entrypoint>,
}

impl Holder {
    /// Opens what was recognised.
    pub(crate) fn open(path: &Path, form: Form) -> Result<Self, String> {
        let (held, images, unlisted) = match form {
            Form::Layout => listed(Held::Folder(path.to_owned()))?,
            Form::Archive => archive(path)?,
        };
        Ok(Self {
            path: path.to_owned(),
            held,
            images,
            unlisted,
        })
    }

    /// The images of a platform, or of every one.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn of(&self, platform: Option<&Platform>) -> Result<Vec<&Image>, String> {
        let fits = |image: &&Image| {
            let own = &image.platform;
            platform.is_none_or(|asked| own.is_empty() || own.answers(asked))
        };
        let found: Vec<&Image> = self.images.iter().filter(fits).collect();
        match (found.is_empty(), platform) {
            (false, _) => Ok(found),
            (true, None) => Err("holds no image".to_owned()),
            (true, Some(asked)) => {
                let all: BTreeSet<String> =
                    self.images.iter().map(|i| i.platform.to_string()).collect();
                let all: Vec<String> = all.into_iter().collect();
                Err(format!(
                    "holds no image for {asked}; there is {}",
                    all.join(", ")
                ))
            }
        }
    }

    /// Reads one image.
    pub(crate) fn read(&self, image: &Image) -> OpenedImage {
        let mut store = Store::default();
        let root = container::read_root(image, &self.held, Limits::default(), &mut store);
        let name = self.name(image);
        let arch = arch(&image.platform, &root);
        let tree = Arc::new(Contained::new(name.as_str(), Arc::new(root), arch));
        let entrypoint = image.whiteouts.then(|| follow(&*tree, &command(image)));
        OpenedImage {
            name,
            image: image.clone(),
            tree,
            entrypoint,
        }
    }

    fn name(&self, image: &Image) -> String {
        let mut name = self.path.to_string_lossy().into_owned();
        let other_tags = self
            .images
            .iter()
            .any(|other| other.reference != image.reference);
        if let Some(reference) = image.reference.as_ref().filter(|_| other_tags) {
            name = format!("{name}#{reference}");
        }
        let same_tag = |other: &&Image| other.reference == image.reference;
        if self.images.iter().filter(same_tag).count() > 1 {
            name = format!("{name}@{}", image.platform);
        }
        name
    }
}

type Listing = (Held, Vec<Image>, Vec<Unlisted>);

fn listed(held: Held) -> Result<Listing, String> {
    let (images, unlisted) = container::images(&held, &Limits::default())?;
    Ok((held, images, unlisted))
}

/// An archive with a manifest is read as an image, any other as a root filesystem.
fn archive(path: &Path) -> Result<Listing, String> {
    let said = |error: std::io::Error| plain(&error);
    let map = mapped(path).map_err(said)?;
    let map = match Compression::sniff(&map) {
        None => map,
        Some(compression) if holds_image(&map) => expanded(compression, &map).map_err(said)?,
        Some(_) => return Ok(tarball(Held::Whole(map))),
    };
    let members = Members::of(&map)?;
    if container::is_archive(|name| members.range(name).is_some()) {
        let is_layout = members.range("oci-layout").is_some();
        match listed(Held::Archive(Arc::clone(&map), members)) {
            Err(error) if is_layout => return Err(error),
            Ok(listing) => return Ok(listing),
            // A root filesystem may hold a `manifest.json` of its own.
            Err(_) => {}
        }
    }
    Ok(tarball(Held::Whole(map)))
}

fn tarball(held: Held) -> Listing {
    (held, vec![Image::tarball(WHOLE)], Vec::new())
}

/// Whether a compressed archive holds an image; all of it is expanded for that.
fn holds_image(packed: &[u8]) -> bool {
    let names = Members::names_of(container::expanded(packed));
    names.is_ok_and(|names| container::is_archive(|name| names.contains(name)))
}

/// The machine: what the image says, or else what its programs are built for where all agree.
fn arch(platform: &Platform, root: &Root) -> Option<&'static str> {
    if !platform.is_empty() {
        return goarch(&platform.arch);
    }
    let mut found = BTreeSet::new();
    for listed in root.list() {
        if let Kind::File(file) = listed.found.kind
            && let Content::Whole(bytes) = &file.content
            && let Ok((library, _)) = image::Library::parse((**bytes).as_ref())
        {
            found.extend(library.identity.arch.goarch());
        }
    }
    (found.len() == 1).then(|| found.pop_first())?
}

/// The same name as a constant.
fn goarch(name: &str) -> Option<&'static str> {
    crate::load::MACHINES
        .into_iter()
        .find(|machine| *machine == name)
}

fn command(image: &Image) -> Command {
    let config = &image.config;
    Command {
        words: config
            .entrypoint
            .iter()
            .chain(&config.cmd)
            .cloned()
            .collect(),
        environment: environment(image),
        folder: config.working_dir.clone(),
    }
}

/// The variables that an image sets.
pub(crate) fn environment(image: &Image) -> Vec<(String, String)> {
    let pairs = image.config.env.iter();
    let pairs = pairs.filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

impl OpenedImage {
    /// Every binary in it, each once however many names it has.
    pub(crate) fn candidates(self: &Arc<Self>, root: usize) -> Vec<Candidate> {
        let mut seen = BTreeSet::new();
        let files = self.tree.root().list().filter_map(|listed| {
            let Kind::File(file) = listed.found.kind else {
                return None;
            };
            let Content::Whole(bytes) = &file.content else {
                return None;
            };
            let first = (**bytes).as_ref();
            image::sniff(first.get(..64).unwrap_or(first))?;
            seen.insert(listed.found.inode).then(|| Candidate {
                path: PathBuf::from(format!("{}:{}", self.name, listed.path)),
                root,
                named: false,
                inside: Some(Inside {
                    image: Arc::clone(self),
                    path: listed.path,
                    mode: listed.found.mode,
                    inode: listed.found.inode,
                    bytes: Arc::clone(bytes),
                }),
            })
        });
        files.collect()
    }
}
