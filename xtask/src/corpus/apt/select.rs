//! Which packages of a suite belong together, and bringing them all at once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{Suite, apt};
use crate::command;

/// A package in the version that the suite offers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    /// Its name, without an architecture.
    pub(crate) name: String,
    /// Its version, with epoch and revision.
    pub(crate) version: String,
}

impl Suite {
    /// Prefers these versions over newer ones, as long as the archive has them.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn prefer(&self, pins: &[Package], file: &Path) -> Result<Self> {
        let pin = |p: &Package| {
            let Package { name, version } = p;
            format!("Package: {name}\nPin: version {version}\nPin-Priority: 1001\n\n")
        };
        fs::write(file, pins.iter().map(pin).collect::<String>())?;
        let mut configuration = fs::read_to_string(&self.configuration)
            .with_context(|| format!("cannot read {}", self.configuration.display()))?;
        configuration += &format!("Dir::Etc::Preferences \"{}\";\n", file.display());
        let own = file.with_extension("conf");
        fs::write(&own, configuration)?;
        Ok(Self {
            configuration: own,
            incomplete: None,
        })
    }

    /// The packages that every installation has: essential ones, and those of the priority `required`.
    ///
    /// # Errors
    /// APT does not answer, or knows no such package.
    pub(crate) fn required(&self) -> Result<Vec<String>> {
        let mut cache = std::process::Command::new("apt-cache");
        cache.arg("-c").arg(&self.configuration).arg("dumpavail");
        let said = command::text(cache.env("LC_ALL", "C"))?;
        let names: BTreeSet<String> = said.split("\n\n").filter_map(required).collect();
        ensure!(!names.is_empty(), "the suite has no required package");
        Ok(names.into_iter().collect())
    }

    /// The named packages and everything that they depend on, in the versions that would be installed.
    ///
    /// # Errors
    /// A name is unknown, or dependencies cannot be met.
    pub(crate) fn closure(&self, names: &[String]) -> Result<Vec<Package>> {
        let mut command = apt(&self.configuration);
        command.args([
            "install",
            "--simulate",
            "--no-install-recommends",
            "--assume-yes",
        ]);
        let mut found: Vec<Package> = command::text(command.args(names))?
            .lines()
            .filter_map(installed)
            .collect();
        ensure!(!found.is_empty(), "APT would install nothing");
        found.sort();
        Ok(found)
    }

    /// The named packages and nothing else, in the versions that would be installed.
    ///
    /// # Errors
    /// A name is unknown.
    pub(crate) fn exactly(&self, names: &[String]) -> Result<Vec<Package>> {
        let all = self.closure(names)?;
        let version = |name: &String| {
            let found = all.iter().find(|package| package.name == *name);
            found
                .cloned()
                .with_context(|| format!("no package `{name}`"))
        };
        names.iter().map(version).collect()
    }

    /// Brings all of them into the folder.
    ///
    /// # Errors
    /// The archive does not serve one of them.
    pub(crate) fn download(&self, packages: &[Package], folder: &Path) -> Result<()> {
        let wanted = packages.iter().map(|p| format!("{}={}", p.name, p.version));
        let mut command = apt(&self.configuration);
        command.args(["download", "--quiet"]).args(wanted);
        command::output(command.current_dir(folder))?;
        Ok(())
    }
}

/// The name of the package, if every installation has it.
fn required(stanza: &str) -> Option<String> {
    let mut lines = stanza.lines();
    let wanted = |line: &str| line == "Essential: yes" || line == "Priority: required";
    let name = lines.next()?.strip_prefix("Package: ")?;
    lines.any(wanted).then(|| name.to_owned())
}

/// `Inst NAME (VERSION SOURCES [ARCH])`
fn installed(line: &str) -> Option<Package> {
    let (name, rest) = line.strip_prefix("Inst ")?.split_once(" (")?;
    let name = name.split(':').next()?;
    Some(Package {
        name: name.to_owned(),
        version: rest.split(' ').next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_apt_would_install() {
        let line = "Inst gcc-12-base (12.2.0-14+deb12u1 Debian:12.11/oldstable [amd64]) []";
        let package = installed(line).unwrap();
        assert_eq!(
            (package.name.as_str(), package.version.as_str()),
            ("gcc-12-base", "12.2.0-14+deb12u1")
        );
        assert_eq!(installed("Conf gcc-12-base (12.2.0 Debian [amd64])"), None);
        assert_eq!(
            installed("Inst libc6:arm64 (2.36-9 Debian:12 [arm64])")
                .unwrap()
                .name,
            "libc6"
        );
    }

    #[test]
    fn required_packages() {
        assert_eq!(
            required("Package: dash\nVersion: 1\nPriority: required"),
            Some("dash".into())
        );
        assert_eq!(
            required("Package: a\nEssential: yes\nPriority: optional"),
            Some("a".into())
        );
        assert_eq!(required("Package: b\nPriority: optional"), None);
    }
}
