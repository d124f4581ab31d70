//! What the Go runtime and standard library in the binary do: names, users, time zones, roots, plugins.

use diagnostic::{Evidence, Fact, Place};
use image::Image;

use crate::inventory::{Inventory, Mark};
use crate::pclntab::SourceFile;
use crate::{BuildInfo, Cgo, Lookup, Runtime, fips};

/// C functions through which package net asks the C library.
const RESOLVER_CALLS: [&str; 4] = ["getaddrinfo", "getnameinfo", "res_search", "res_nsearch"];

/// Reads the runtime's facts; `os` is `GOOS` where known.
pub(crate) fn read(
    image: &Image<'_>,
    info: Option<&BuildInfo>,
    inventory: Option<&Inventory<'_>>,
    cgo: &Cgo,
    go_version: Option<&str>,
) -> Runtime {
    let context = Context {
        image,
        inventory: inventory.filter(|i| i.named()),
        cgo,
    };
    Runtime {
        dns: context.dns(),
        users: context.users(),
        tzdata: context.embedded(Mark::Tzdata, "time/tzdata"),
        x509_roots: context.embedded(Mark::X509Roots, "x509roots/fallback"),
        plugin: context.plugin(),
        plugin_stub: context.plugin_stub(),
        sanitizer: context.sanitizer(),
        fips: fips::read(info, &context, go_version),
        cpu_level: cpu_level(image, info, go_version),
    }
}

/// What every question needs.
pub(crate) struct Context<'i, 'd> {
    image: &'i Image<'d>,
    /// Only if its names are the compiler's.
    pub(crate) inventory: Option<&'i Inventory<'d>>,
    pub(crate) cgo: &'i Cgo,
}

/// Why nothing can be said without a trustworthy function table.
pub(crate) const NO_TABLE: &str = "a function table with the compiler's own names";

impl Context<'_, '_> {
    fn evidence(&self, file: SourceFile<'_>) -> Evidence {
        self.image
            .place(Place::new("pclntab file").at(file.offset))
            .value(file.path)
    }

    /// The first mark among the live files, as evidence.
    fn live(&self, marks: &[Mark]) -> Option<Evidence> {
        let inventory = self.inventory?;
        marks
            .iter()
            .find_map(|mark| inventory.file(*mark))
            .map(|file| self.evidence(file))
    }

    /// Evidence that no function of a file is linked.
    pub(crate) fn absent(&self, what: &str) -> Vec<Evidence> {
        let offset = self.inventory.map(|inventory| inventory.table.offset);
        vec![
            self.image
                .place(Place::new("pclntab").at_option(offset))
                .value(format!("no function of {what}")),
        ]
    }

    fn calls(&self, package: &str, functions: &[&str]) -> Option<Vec<Evidence>> {
        let package = self.cgo.packages.iter().find(|p| p.path == package)?;
        let called = functions.is_empty()
            || package
                .functions
                .iter()
                .any(|f| functions.contains(&f.as_str()));
        called.then(|| package.evidence.clone())
    }

    fn dns(&self) -> Fact<Lookup> {
        let system = [Mark::LookupSyscall, Mark::LookupWindows];
        let go = [Mark::DnsConfig];
        self.lookup(
            ("net", &RESOLVER_CALLS),
            &system,
            &go,
            "package net that looks up hosts",
        )
    }

    fn users(&self) -> Fact<Lookup> {
        let system = [Mark::UsersSyscall, Mark::UsersWindows];
        let go = [Mark::UsersFiles, Mark::UsersStubs];
        self.lookup(
            ("os/user", &[]),
            &system,
            &go,
            "package os/user that looks up users",
        )
    }

    /// Who answers: C functions that a package calls, else live files of one way or the other.
    fn lookup(
        &self,
        (package, calls): (&str, &[&str]),
        system: &[Mark],
        go: &[Mark],
        what: &str,
    ) -> Fact<Lookup> {
        if self.inventory.is_none() {
            return Fact::unknown(NO_TABLE);
        }
        if let Some(evidence) = self.calls(package, calls) {
            return Fact::known(Lookup::Cgo, evidence);
        }
        let live = |marks: &[Mark], lookup: Lookup| Some((lookup, self.live(marks)?));
        let found = live(system, Lookup::System).or_else(|| live(go, Lookup::Go));
        match found {
            Some((lookup, evidence)) => Fact::known(lookup, vec![evidence]),
            None => Fact::known(Lookup::NotLinked, self.absent(what)),
        }
    }

    /// Whether a package that only carries data is linked: a live file of the mark under its path.
    fn embedded(&self, mark: Mark, package: &str) -> Fact<bool> {
        let Some(inventory) = self.inventory else {
            return Fact::unknown(NO_TABLE);
        };
        let file = inventory
            .files_of(mark)
            .iter()
            .find(|file| file.path.contains(package));
        match file {
            Some(file) => Fact::known(true, vec![self.evidence(*file)]),
            None => Fact::known(false, self.absent(&format!("package {package}"))),
        }
    }

    fn plugin(&self) -> Fact<bool> {
        if self.inventory.is_none() {
            return Fact::unknown(NO_TABLE);
        }
        if let Some(evidence) = self.live(&[Mark::Plugin]) {
            return Fact::known(true, vec![evidence]);
        }
        match self.live(&[Mark::PluginStub]) {
            Some(stub) => Fact::known(false, vec![stub]),
            None => Fact::known(false, self.absent("package plugin")),
        }
    }

    fn plugin_stub(&self) -> Fact<bool> {
        if self.inventory.is_none() {
            return Fact::unknown(NO_TABLE);
        }
        match self.live(&[Mark::PluginStub]) {
            Some(stub) => Fact::known(true, vec![stub]),
            None => Fact::known(false, self.absent("the stub of package plugin")),
        }
    }

    fn sanitizer(&self) -> Fact<Option<String>> {
        if self.inventory.is_none() {
            return Fact::unknown(NO_TABLE);
        }
        let known = [
            (Mark::Race, "race"),
            (Mark::Msan, "msan"),
            (Mark::Asan, "asan"),
        ];
        let found = known
            .iter()
            .find_map(|(mark, name)| Some((*name, self.live(&[*mark])?)));
        match found {
            Some((name, evidence)) => Fact::known(Some(name.to_owned()), vec![evidence]),
            None => Fact::known(None, self.absent("a sanitizer's runtime")),
        }
    }
}

/// The CPU level setting of the architecture; recorded since Go 1.18.
fn cpu_level(
    image: &Image<'_>,
    info: Option<&BuildInfo>,
    go_version: Option<&str>,
) -> Fact<String> {
    let Some(goarch) = image.arch.goarch() else {
        return Fact::unknown("a machine that Go targets");
    };
    let key = match goarch {
        "mipsle" => "GOMIPS".to_owned(),
        "mips64le" => "GOMIPS64".to_owned(),
        "ppc64le" => "GOPPC64".to_owned(),
        other => format!("GO{}", other.to_ascii_uppercase()),
    };
    if let Some(setting) = info.and_then(|info| info.located(&key)) {
        let value = setting.value.1.clone();
        return Fact::known(
            value.clone(),
            vec![setting.place.clone().value(format!("{key}={value}"))],
        );
    }
    let version = go_version.unwrap_or("an unknown release");
    Fact::unknown(format!(
        "`{key}` in the build info, which {version} did not record here"
    ))
}
