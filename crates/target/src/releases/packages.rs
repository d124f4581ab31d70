//! Releases that were read in their packages: `debian-12.txt` and the like, one section a machine.

use std::sync::Arc;

use image::{Library, LibraryVersion, Tls, UndefinedSymbols};

use super::machine::Machine;
use super::{make_interpreter, symbols};
use crate::{Entry, Exports, Loader, Object, Profile};

const FILES: [&str; 4] = [
    include_str!("../../profiles/debian-11.txt"),
    include_str!("../../profiles/debian-12.txt"),
    include_str!("../../profiles/debian-13.txt"),
    include_str!("../../profiles/debian-sid.txt"),
];

/// One release on one machine.
#[derive(Debug)]
pub(super) struct Section {
    /// `debian:12`.
    pub(super) release: &'static str,
    pub(super) machine: &'static Machine,
    pub(super) glibc: (u32, u32),
    pub(super) folders: Vec<String>,
    /// Folders that are links, and what they say.
    merged: Vec<(&'static str, &'static str)>,
    pub(super) packages: Vec<Package>,
}

/// One package.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: &'static str,
    /// Not of the minimal base.
    pub(super) extra: bool,
    pub(super) items: Vec<Item>,
}

/// What stands at a path.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Library(&'static str, Box<Library>),
    Link(&'static str, &'static str),
    Has(&'static str),
}

/// The section of a release and a machine.
pub(super) fn section(release: &str, machine: &'static Machine) -> Option<Section> {
    all(machine).find(|section| section.release == release)
}

/// The sections of a machine, the oldest release first.
pub(super) fn all(machine: &'static Machine) -> impl Iterator<Item = Section> {
    FILES.iter().filter_map(move |text| parse(text, machine))
}

fn parse(text: &'static str, machine: &'static Machine) -> Option<Section> {
    let release = text
        .lines()
        .find_map(|line| line.strip_prefix("release "))?;
    let start = text.find(&format!("\narch {}\n", machine.go))?;
    let rest = text.get(start + 1..)?;
    let end = rest.find("\narch ").unwrap_or(rest.len());
    let mut section = Section {
        release,
        machine,
        glibc: (0, 0),
        folders: Vec::new(),
        merged: Vec::new(),
        packages: Vec::new(),
    };
    for line in rest.get(..end)?.lines() {
        section.read(line);
    }
    (section.glibc != (0, 0)).then_some(section)
}

impl Section {
    fn read(&mut self, line: &'static str) {
        let mut words = line.split(' ');
        let Some(keyword) = words.next() else { return };
        let words: Vec<&'static str> = words.collect();
        match (keyword, words.as_slice()) {
            ("glibc", [release]) => self.glibc = symbols::release(release).unwrap_or_default(),
            ("folders", folders) => self.folders = folders.iter().map(|&f| f.to_owned()).collect(),
            ("package", [name, _version, rest @ ..]) => self.packages.push(Package {
                name,
                extra: rest.contains(&"extra"),
                items: Vec::new(),
            }),
            ("link", [path, target]) => self.link(path, target),
            ("has", [path]) => self.push(Item::Has(path)),
            ("lib", [path, facts @ ..]) => {
                let library = library(self.machine, facts);
                self.push(Item::Library(path, Box::new(library)));
            }
            ("versions", names) => self.versions(names),
            _ => {}
        }
    }

    fn link(&mut self, path: &'static str, target: &'static str) {
        match self.packages.last_mut() {
            Some(package) => package.items.push(Item::Link(path, target)),
            None => self.merged.push((path, target)),
        }
    }

    fn push(&mut self, item: Item) {
        if let Some(package) = self.packages.last_mut() {
            package.items.push(item);
        }
    }

    fn versions(&mut self, names: &[&str]) {
        let last = self
            .packages
            .last_mut()
            .and_then(|package| package.items.last_mut());
        let Some(Item::Library(_, library)) = last else {
            return;
        };
        let names = names.iter().filter(|name| !name.is_empty());
        library.versions = Some((2u16..).zip(names).map(version).collect());
    }

    /// The packages themselves carry the links of a merged `/usr`, since Debian 13.
    pub(super) fn is_merged_by_packages(&self) -> bool {
        self.glibc >= (2, 41)
    }

    /// Puts the chosen packages into a profile; `merged` makes `/lib` a link as an installed system has it.
    pub(super) fn put(
        &self,
        profile: &mut Profile,
        chosen: impl Fn(&Package) -> bool,
        merged: bool,
    ) {
        profile.folders.clone_from(&self.folders);
        let merged = if merged { self.merged.as_slice() } else { &[] };
        for (path, target) in merged {
            profile
                .entries
                .insert((*path).to_owned(), Entry::Link((*target).to_owned()));
        }
        for package in self.packages.iter().filter(|package| chosen(package)) {
            for item in &package.items {
                let (path, entry) = self.entry(item);
                profile.entries.insert(real(path, merged), entry);
            }
        }
        if let Some(path) = self.loader(profile) {
            make_interpreter(profile, &path, Loader::Glibc(Some(self.glibc)));
        }
    }

    /// Where the loader that programs name really is.
    fn loader(&self, profile: &Profile) -> Option<String> {
        match crate::Tree::look(profile, self.machine.glibc) {
            crate::Node::File(node) => Some(node.path),
            _ => None,
        }
    }

    fn entry(&self, item: &Item) -> (&'static str, Entry) {
        match item {
            Item::Link(path, target) => (path, Entry::Link((*target).to_owned())),
            Item::Has(path) if path.ends_with("zoneinfo") => (path, Entry::Folder),
            Item::Has(path) => (path, Entry::File),
            Item::Library(path, library) => {
                let exports = symbols::of(name(path, library), self.release, self.machine);
                (path, Entry::Library(object((**library).clone(), exports)))
            }
        }
    }
}

/// Nothing is asked of others: the release's packages fit each other.
pub(super) fn object(library: Library, exports: Exports) -> Arc<Object> {
    Arc::new(Object::known(library, exports, UndefinedSymbols::default()))
}

/// The name under which a library's symbols are kept.
pub(super) fn name<'a>(path: &'a str, library: &'a Library) -> &'a str {
    if path.contains("-linux-musl") || path.contains("/ld-musl-") {
        return "musl";
    }
    let file = path.rsplit('/').next().unwrap_or(path);
    library.soname.as_deref().unwrap_or(file)
}

/// The path where a file stands once `/lib` is a link to `usr/lib`.
fn real(path: &str, merged: &[(&str, &str)]) -> String {
    for (link, target) in merged {
        if let Some(rest) = path.strip_prefix(link).filter(|rest| rest.starts_with('/')) {
            return format!("/{target}{rest}");
        }
    }
    path.to_owned()
}

fn version((index, name): (u16, &&str)) -> LibraryVersion {
    LibraryVersion {
        name: (*name).to_owned(),
        index,
        base: false,
    }
}

/// `soname=… needs=…,… tls=SIZE/ALIGN flags=… isa=… kernel=…`
fn library(machine: &Machine, facts: &[&str]) -> Library {
    let value = |name: &str| {
        facts
            .iter()
            .find_map(|f| f.strip_prefix(name)?.strip_prefix('='))
    };
    let mut library = Library::blank(machine.identity());
    library.dynamic = true;
    library.soname = value("soname").map(str::to_owned);
    library.needed =
        value("needs").map_or(Vec::new(), |v| v.split(',').map(str::to_owned).collect());
    library.runpath = value("runpath").map(str::to_owned);
    library.tls = value("tls").and_then(|v| {
        let (size, align) = v.split_once('/')?;
        Some(Tls {
            size: size.parse().ok()?,
            align: align.parse().ok()?,
        })
    });
    let flags = value("flags").unwrap_or_default();
    library.flags.static_tls = flags.split(',').any(|flag| flag == "static-tls");
    library.flags.bind_now = flags.split(',').any(|flag| flag == "now");
    library.executable_stack = Some(false);
    library.isa_needed = value("isa").and_then(|v| v.parse().ok()).unwrap_or(0);
    library.minimum_kernel = value("kernel").and_then(kernel);
    library
}

fn kernel(text: &str) -> Option<[u32; 3]> {
    let mut numbers = text.split('.').map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some([next()?, next()?, next()?])
}
