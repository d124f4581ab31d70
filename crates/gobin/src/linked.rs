//! What is linked besides the runtime that decides how the program fares, and which folders it names.

use diagnostic::{Evidence, Fact, Located, Place};
use image::Image;

use crate::cgo::function_place;
use crate::inventory::{Inventory, Mark};
use crate::pclntab::{Function, SourceFile};
use crate::runtime::NO_TABLE;
use crate::stubs::{self, Stub};

/// What is linked, by the function table.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// Stand-ins that packages with cgo compile to without it, each file once, in table order.
    pub stubs: Vec<LinkedStub>,
    /// Packages that are there for debugging and testing, by import path.
    pub debug_packages: Vec<LinkedPackage>,
    /// `time.LoadLocation` is linked: time zones are looked up by name.
    pub zones_by_name: Fact<bool>,
    /// Code that reads root certificates from files is linked.
    pub system_roots: Fact<bool>,
    /// Source files by their place on the machine that compiled them, outside of Go's own folder: at most one
    /// for each of a few folders. Empty if the compiler was told to leave such paths out.
    pub machine_paths: Vec<Located<String>>,
    /// Go's own folder on that machine, from the path of a file of the standard library.
    pub goroot: Option<Located<String>>,
}

/// A package that is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedPackage {
    /// Import path.
    pub path: &'static str,
    /// A file of it with live code.
    pub file: Located<String>,
}

/// A stub that is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedStub {
    /// Which.
    pub stub: &'static Stub,
    /// The live file.
    pub file: Located<String>,
}

/// Packages whose presence is told, with the mark of the file.
const DEBUG_PACKAGES: [(&str, Mark); 4] = [
    ("expvar", Mark::Expvar),
    ("golang.org/x/net/trace", Mark::NetTrace),
    ("net/http/pprof", Mark::Pprof),
    ("testing", Mark::Testing),
];

/// Files that are looked at on either end of the file table.
const ENDS: usize = 256;
/// Folders of the build machine that are named.
const FOLDERS: usize = 4;

/// Reads it; without a function table whose names are the compiler's nothing is known.
pub(crate) fn read(image: &Image<'_>, inventory: Option<&Inventory<'_>>) -> Linked {
    let Some(inventory) = inventory.filter(|inventory| inventory.named()) else {
        return Linked {
            zones_by_name: Fact::unknown(NO_TABLE),
            system_roots: Fact::unknown(NO_TABLE),
            ..Linked::default()
        };
    };
    let (goroot, machine_paths) = paths(image, inventory);
    Linked {
        stubs: stubs(image, inventory),
        debug_packages: debug_packages(image, inventory, goroot.as_ref()),
        zones_by_name: zones_by_name(image, inventory),
        system_roots: system_roots(image, inventory),
        machine_paths,
        goroot,
    }
}

fn place(image: &Image<'_>, file: SourceFile<'_>) -> Place {
    image.place(Place::new("pclntab file").at(file.offset))
}

fn stubs(image: &Image<'_>, inventory: &Inventory<'_>) -> Vec<LinkedStub> {
    let linked = |file: SourceFile<'_>| {
        Some(LinkedStub {
            stub: stubs::of_file(file.path)?,
            file: Located::new(file.path.to_owned(), place(image, file)),
        })
    };
    let mut found: Vec<LinkedStub> = inventory.stub_files().filter_map(linked).collect();
    found.sort_by_key(|linked| linked.file.place.offset);
    found.dedup_by_key(|linked| linked.file.place.offset);
    found
}

fn debug_packages(
    image: &Image<'_>,
    inventory: &Inventory<'_>,
    goroot: Option<&Located<String>>,
) -> Vec<LinkedPackage> {
    let goroot = goroot.map(|goroot| goroot.value.as_str());
    let linked = |(path, mark): (&'static str, Mark)| {
        let mut files = inventory.files_of(mark).iter();
        let file = files.find(|file| is_of_package(file.path, path, goroot))?;
        let file = Located::new(file.path.to_owned(), place(image, *file));
        Some(LinkedPackage { path, file })
    };
    DEBUG_PACKAGES.into_iter().filter_map(linked).collect()
}

/// Whether a file that ends like one of the package's is the package's. The standard library's stand under `src`
/// of Go's folder or, trimmed, at the start of the path; a module may be followed by its version.
fn is_of_package(file: &str, package: &str, goroot: Option<&str>) -> bool {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let Some((module, below)) = package
        .strip_prefix("golang.org/x/net")
        .map(|below| ("golang.org/x/net", below))
    else {
        let in_goroot = || folder.strip_prefix(goroot?)?.strip_prefix("/src/");
        return folder == package || in_goroot() == Some(package);
    };
    let rest = folder.rsplit_once(module).map(|(_, rest)| rest);
    rest.is_some_and(|rest| rest == below || (rest.starts_with('@') && rest.ends_with(below)))
}

fn absent(image: &Image<'_>, inventory: &Inventory<'_>, what: &str) -> Vec<Evidence> {
    let place = image.place(Place::new("pclntab").at(inventory.table.offset));
    vec![place.value(format!("no function of {what}"))]
}

fn zones_by_name(image: &Image<'_>, inventory: &Inventory<'_>) -> Fact<bool> {
    match inventory
        .table
        .function_of_package(b"time.", b"time.LoadLocation")
    {
        Some(Some(function)) => {
            let place = function_place(image, inventory, function);
            Fact::known(true, vec![place.value("looks a time zone up by its name")])
        }
        Some(None) => Fact::known(
            false,
            absent(image, inventory, "the name `time.LoadLocation`"),
        ),
        None => Fact::unknown("the functions of package time where the linker puts them"),
    }
}

/// Up to Go 1.26 the code has a file of its own; since then a function tells, in the package's unit.
fn system_roots(image: &Image<'_>, inventory: &Inventory<'_>) -> Fact<bool> {
    if let Some(file) = inventory.file(Mark::SystemRoots) {
        return Fact::known(true, vec![place(image, file).value(file.path)]);
    }
    let none = || absent(image, inventory, "crypto/x509 that reads root certificates");
    let entries: Vec<u32> = inventory
        .files_of(Mark::Roots)
        .iter()
        .map(|file| file.entry)
        .collect();
    if entries.is_empty() {
        return Fact::known(false, none());
    }
    let table = &inventory.table;
    let of_package = |function: Function| {
        let name = table.short_name(function.name_offset);
        name.is_some_and(|name| name.starts_with(b"crypto/x509."))
    };
    let Some(functions) = table.functions_from(&entries, of_package) else {
        return Fact::unknown("the functions of package crypto/x509 where the linker puts them");
    };
    let reads = |function: &Function| {
        table.short_name(function.name_offset) == Some(b"crypto/x509.loadOnDiskRoots")
    };
    match functions.into_iter().find(reads) {
        Some(function) => {
            let place = function_place(image, inventory, function);
            Fact::known(
                true,
                vec![place.value("reads root certificates from files")],
            )
        }
        None => Fact::known(false, none()),
    }
}

/// Go's own folder, and paths outside of it that the compiler recorded in full. Where Go's own files are not, it
/// was told to trim them, and what is absolute all the same comes from `//line` comments of other machines.
fn paths(
    image: &Image<'_>,
    inventory: &Inventory<'_>,
) -> (Option<Located<String>>, Vec<Located<String>>) {
    let (first, last) = inventory.table.files_at_ends(ENDS);
    let goroot = first
        .iter()
        .find_map(|file| Some((goroot_of(file.path)?, file)));
    let Some((goroot, file)) = goroot else {
        return (None, Vec::new());
    };
    let located = Located::new(goroot.to_owned(), place(image, *file).name(file.path));
    let mut folders: Vec<&str> = Vec::new();
    let mut outside = Vec::new();
    for file in last.iter().rev() {
        let is_outside = is_absolute(file.path) && !file.path.starts_with(goroot);
        let folder = folder_of(file.path);
        if is_outside && folders.len() < FOLDERS && !folders.contains(&folder) {
            folders.push(folder);
            outside.push(Located::new(file.path.to_owned(), place(image, *file)));
        }
    }
    (Some(located), outside)
}

/// Go's folder, from the path of a file of the runtime or of what it needs.
fn goroot_of(file: &str) -> Option<&str> {
    let marks = ["/src/runtime/", "/src/internal/"];
    let at = marks.iter().find_map(|mark| file.find(mark))?;
    file.get(..at).filter(|goroot| is_absolute(goroot))
}

fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes();
    let drive = matches!(drive, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    path.starts_with('/') || drive
}

/// The first two folders of a path: `/srv/alice`.
fn folder_of(path: &str) -> &str {
    let separators = path.match_indices(['/', '\\']).map(|(at, _)| at);
    let third = separators.skip(1).nth(1);
    third.and_then(|at| path.get(..at)).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_stands_in_a_folder_of_its_own() {
        assert_eq!(
            goroot_of("/usr/local/go/src/internal/abi/abi.go"),
            Some("/usr/local/go")
        );
        assert_eq!(goroot_of("C:/Go/src/runtime/proc.go"), Some("C:/Go"));
        assert_eq!(goroot_of("internal/abi/abi.go"), None);
        assert_eq!(goroot_of("x/src/runtime/proc.go"), None);
    }

    #[test]
    fn a_folder_is_named_by_its_first_two_parts() {
        assert_eq!(folder_of("/srv/alice/src/app/main.go"), "/srv/alice");
        assert_eq!(folder_of("/app/main.go"), "/app/main.go");
        assert_eq!(folder_of("D:/ci/bob/app/main.go"), "D:/ci/bob");
    }

    #[test]
    fn a_package_of_the_same_ending_is_another() {
        let check = |file, package| is_of_package(file, package, Some("/usr/local/go"));
        assert!(check("/usr/local/go/src/testing/testing.go", "testing"));
        assert!(check("testing/testing.go", "testing"));
        assert!(!check("/srv/a/src/testing/testing.go", "testing"));
        assert!(!check("github.com/a/b/testing/testing.go", "testing"));
        let trace = "golang.org/x/net/trace";
        assert!(check("golang.org/x/net@v0.30.0/trace/trace.go", trace));
        assert!(check("/b/src/golang.org/x/net/trace/trace.go", trace));
        assert!(!check("go.opentelemetry.io/otel/trace/trace.go", trace));
        assert!(!check("golang.org/x/netx/trace/trace.go", trace));
    }
}
