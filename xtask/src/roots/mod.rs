//! Root filesystems that binaries are started on, as `corpus/roots.toml` lists them.
//!
//! They lie in the cache as `roots/NAME-KEY`, where the key is a digest of everything that the content depends
//! on; `roots/NAME` is a link to the newest. Versions are pinned in `corpus/roots/NAME.tsv` and used as long as
//! the archive serves them; what was used instead stands in `roots/NAME-KEY.tsv`.

mod machine;
mod manifest;
mod settle;
mod spec;
mod unpack;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::cache;
use crate::corpus::{Package, Suite, Suites};

pub(crate) use machine::Machine;
pub(crate) use manifest::Contents;
pub(crate) use spec::Spec;

/// Changes when the same packages give another folder.
const RECIPE: u32 = 2;

/// `cargo xtask roots`
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Which roots, by name; all if none is given
    names: Vec<String>,
    /// Pin the versions that the archive serves today
    #[arg(long)]
    pin: bool,
}

/// One root filesystem, complete.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    /// How it is listed.
    pub(crate) spec: Spec,
    /// Where it is.
    pub(crate) folder: PathBuf,
    /// What it is made of.
    pub(crate) contents: Contents,
}

/// Makes what is missing and prints what there is.
///
/// # Errors
/// A name is unknown, the archive cannot be reached, or a root has other packages than it must have.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let specs = named(&arguments.names)?;
    if arguments.pin {
        for spec in &specs {
            Workshop::open()?.pin(spec)?;
        }
    }
    let start = Instant::now();
    for root in make(&specs)? {
        println!("{}", root.line());
    }
    println!(
        "{} roots in {:.1} s",
        specs.len(),
        start.elapsed().as_secs_f32()
    );
    Ok(())
}

/// The roots of these names.
///
/// # Errors
/// As [`run`].
pub(crate) fn ensure(names: &[String]) -> Result<Vec<Root>> {
    make(&named(names)?)
}

/// The roots that the gate starts programs in.
///
/// # Errors
/// As [`run`].
pub(crate) fn ensure_gate() -> Result<Vec<Root>> {
    let mut specs = spec::read()?;
    specs.retain(|spec| spec.gate);
    make(&specs)
}

/// The packages of a minimal base as of the last point release.
///
/// # Errors
/// As [`run`].
pub(crate) fn minbase(suite: &str, arch: &str) -> Result<Vec<Package>> {
    let workshop = Workshop::open()?;
    let _alone = cache::lock("roots")?;
    Spec::minbase(suite, arch, &[]).packages(&workshop.suites.point_release(suite, arch)?)
}

/// A minimal base with more packages as of the last point release; the caller removes it.
///
/// # Errors
/// As [`run`].
pub(crate) fn temporary(suite: &str, arch: &str, with: &[String]) -> Result<Root> {
    let workshop = Workshop::open()?;
    let spec = Spec::minbase(suite, arch, with);
    let folder = workshop
        .folder
        .join(format!("temporary-{suite}-{arch}-{}", std::process::id()));
    let list = folder.with_extension("tsv");
    let _alone = cache::lock("roots")?;
    let suite = workshop.suites.point_release(suite, arch)?;
    cache::folder(&folder, |root| workshop.unpack(&spec, &suite, root, &list))
        .with_context(|| format!("cannot make a root of `{}`", spec.name))?;
    let contents = Contents::read(&list, &[])?;
    fs::remove_file(&list)?;
    Ok(Root {
        spec,
        folder,
        contents,
    })
}

fn named(names: &[String]) -> Result<Vec<Spec>> {
    let all = spec::read()?;
    if names.is_empty() {
        return Ok(all);
    }
    let find = |name: &String| {
        let found = all.iter().find(|spec| spec.name == *name).cloned();
        found.with_context(|| {
            let known: Vec<&str> = all.iter().map(|spec| spec.name.as_str()).collect();
            format!("no root `{name}`; there are: {}", known.join(", "))
        })
    };
    names.iter().map(find).collect()
}

fn make(specs: &[Spec]) -> Result<Vec<Root>> {
    ensure!(!specs.is_empty(), "no root is asked for");
    let workshop = Workshop::open()?;
    specs.iter().map(|spec| workshop.ensure(spec)).collect()
}

impl Root {
    fn line(&self) -> String {
        let Contents { packages, replaced } = &self.contents;
        let replaced = match replaced.len() {
            0 => String::new(),
            count => format!(", {count} in another version than pinned"),
        };
        format!(
            "{:16} {:8} {:3} packages{replaced}  {}",
            self.spec.name,
            self.spec.arch,
            packages.len(),
            self.folder.display()
        )
    }
}

/// Where roots are made.
struct Workshop {
    folder: PathBuf,
    suites: Suites,
}

impl Workshop {
    fn open() -> Result<Self> {
        let folder = cache::root()?.join("roots");
        fs::create_dir_all(&folder)?;
        let suites = Suites::new(folder.join("apt"));
        Ok(Self { folder, suites })
    }

    fn ensure(&self, spec: &Spec) -> Result<Root> {
        let pins = spec.pins()?;
        let name = format!("{}-{:.12}", spec.name, key(spec, &pins));
        let (folder, list) = (
            self.folder.join(&name),
            self.folder.join(format!("{name}.tsv")),
        );
        if !folder.is_dir() {
            let _alone = cache::lock("roots")?;
            cache::folder(&folder, |root| self.fill(spec, &pins, root, &list))
                .with_context(|| format!("cannot make the root `{}`", spec.name))?;
        }
        link(&self.folder.join(&spec.name), &name)?;
        let contents = Contents::read(&list, &pins)?;
        let spec = spec.clone();
        Ok(Root {
            spec,
            folder,
            contents,
        })
    }

    /// The folder appears last: whoever sees it finds the list too.
    fn fill(&self, spec: &Spec, pins: &[Package], root: &Path, list: &Path) -> Result<()> {
        let Some(suite) = &spec.suite else {
            return manifest::write(list, &[]);
        };
        let preferences = list.with_extension("preferences");
        let suite = self.suites.suite(suite, &spec.arch)?;
        let suite = suite.prefer(pins, &preferences)?;
        let filled = self.unpack(spec, &suite, root, list);
        fs::remove_file(&preferences)?;
        fs::remove_file(preferences.with_extension("conf"))?;
        filled
    }

    fn unpack(&self, spec: &Spec, suite: &Suite, root: &Path, list: &Path) -> Result<()> {
        let debs = root.with_extension("debs");
        fs::create_dir_all(&debs)?;
        let filled = (|| {
            let packages = spec.packages(suite)?;
            suite.download(&packages, &debs)?;
            unpack::all(spec, &debs, root)?;
            settle::all(spec, root)?;
            manifest::write(list, &packages)
        })();
        fs::remove_dir_all(&debs)?;
        filled
    }

    /// Writes the versions that the archive serves today.
    fn pin(&self, spec: &Spec) -> Result<()> {
        let _alone = cache::lock("roots")?;
        let Some(suite) = &spec.suite else {
            return Ok(());
        };
        let suite = self.suites.suite(suite, &spec.arch)?;
        manifest::write(&spec.pin_file(), &spec.packages(&suite)?)
    }
}

/// What the profile is called does not change what is in the folder.
fn key(spec: &Spec, pins: &[Package]) -> String {
    let Spec {
        name,
        suite,
        arch,
        minbase,
        with,
        exact,
        ..
    } = spec;
    let made_of = (name, suite, arch, minbase, with, exact);
    cache::sha256(format!("{RECIPE} {made_of:?} {pins:?}").as_bytes())
}

/// Points the name to the folder, in one step, unless it does.
fn link(name: &Path, folder: &str) -> Result<()> {
    if fs::read_link(name).is_ok_and(|to| to == Path::new(folder)) {
        return Ok(());
    }
    let temporary = name.with_extension(format!("{}.link", std::process::id()));
    std::os::unix::fs::symlink(folder, &temporary)?;
    fs::rename(&temporary, name).with_context(|| format!("cannot link {}", name.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_known_or_named() {
        assert_eq!(named(&["scratch".into()]).unwrap().len(), 1);
        let error = named(&["scrath".into()]).unwrap_err().to_string();
        assert!(
            error.contains("no root `scrath`; there are: scratch"),
            "{error}"
        );
        assert!(named(&[]).unwrap().len() >= 10);
    }

    #[test]
    fn a_pin_changes_the_folder() {
        let spec = &named(&["musl".into()]).unwrap()[0];
        let pins = [Package {
            name: "musl".into(),
            version: "9".into(),
        }];
        assert_ne!(key(spec, &pins), key(spec, &[]));
    }
}
