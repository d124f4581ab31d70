//! Debian packages of any suite and architecture, by `apt-get download` with a configuration of its own.

mod mirror;
mod select;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use self::mirror::Mirror;
pub(crate) use self::select::Package;
use super::Row;
use super::client::{self, Brought, Refusal};

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The suites asked for so far, each with the package lists of one architecture.
#[derive(Debug)]
pub(crate) struct Suites {
    folder: PathBuf,
    ready: Mutex<BTreeMap<String, Suite>>,
}

/// One suite and architecture.
#[derive(Clone, Debug)]
pub(crate) struct Suite {
    configuration: PathBuf,
    /// What APT said if it could not fetch every list: then a missing version proves nothing.
    incomplete: Option<String>,
}

impl Suites {
    /// No suite yet; configurations and lists will live in the folder.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            ready: Mutex::default(),
        }
    }

    /// Brings the package into the folder.
    pub(super) fn bring(&self, row: &Row, folder: &Path) -> Brought {
        let suite = self
            .suite_of(row)
            .map_err(|error| Refusal::Failed(format!("{error:#}")))?;
        let package = if row.is_pinned() {
            format!("{}={}", row.package, row.version)
        } else {
            row.package.clone()
        };
        let mut command = apt(&suite.configuration);
        command.args(["download", &package]).current_dir(folder);
        client::run(&mut command, gone).map_err(|refusal| suite.weigh(refusal))?;
        client::only_archive(folder, "deb")
    }

    fn suite_of(&self, row: &Row) -> Result<Suite> {
        let name = row
            .registry
            .strip_prefix("debian-")
            .context("no Debian suite")?;
        self.suite(name, &row.arch)
    }

    /// The suite with its lists; the first that asks fetches them, others wait.
    ///
    /// # Errors
    /// This machine has no keyring or no Debian archive, or the folder cannot be written.
    pub(crate) fn suite(&self, name: &str, arch: &str) -> Result<Suite> {
        self.known(format!("{name}-{arch}"), name, arch, true)
    }

    /// The suite as of its last point release, without updates that came later.
    ///
    /// # Errors
    /// As [`Self::suite`].
    pub(crate) fn point_release(&self, name: &str, arch: &str) -> Result<Suite> {
        self.known(format!("{name}-point-{arch}"), name, arch, false)
    }

    fn known(&self, key: String, name: &str, arch: &str, updates: bool) -> Result<Suite> {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(suite) = ready.get(&key) {
            return Ok(suite.clone());
        }
        let suite = Suite::fetch(&self.folder.join(&key), name, arch, updates)?;
        ready.insert(key, suite.clone());
        Ok(suite)
    }
}

impl Suite {
    fn fetch(folder: &Path, name: &str, arch: &str, updates: bool) -> Result<Self> {
        if !Path::new(KEYRING).is_file() {
            bail!("no {KEYRING}: install the package debian-archive-keyring");
        }
        for part in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let configuration = folder.join("apt.conf");
        fs::write(folder.join("status"), "")?;
        fs::write(
            folder.join("sources.list"),
            sources(&Mirror::of_this_machine()?, name, updates),
        )?;
        fs::write(&configuration, configure(folder, arch))?;
        let said = client::run(
            apt(&configuration).args(["update", "--quiet", "--error-on=any"]),
            |_| false,
        );
        let incomplete = match said {
            Err(Refusal::Failed(words) | Refusal::Gone(words) | Refusal::OutOfStep(words)) => {
                Some(words)
            }
            Ok(_) => None,
        };
        Ok(Self {
            configuration,
            incomplete,
        })
    }

    /// A version that is in no list is gone only if all lists are there.
    fn weigh(&self, refusal: Refusal) -> Refusal {
        match (refusal, &self.incomplete) {
            (Refusal::Gone(words), Some(why)) => {
                let words = format!("{words}; lists incomplete: {why}");
                if why.contains("Mirror sync in progress") {
                    Refusal::OutOfStep(words)
                } else {
                    Refusal::Failed(words)
                }
            }
            (refusal, _) => refusal,
        }
    }
}

/// `apt-get` that reads the machine's configuration (its proxy, for one) and then the given one.
fn apt(configuration: &Path) -> Command {
    let mut command = Command::new("apt-get");
    command.arg("-c").arg(configuration).env("LC_ALL", "C");
    command
}

fn sources(mirror: &Mirror, suite: &str, updates: bool) -> String {
    let line = |uri: &str, suite: &str| format!("deb [signed-by={KEYRING}] {uri} {suite} main\n");
    if suite == "sid" || !updates {
        return line(&mirror.main, suite);
    }
    let security = mirror
        .security
        .as_ref()
        .map(|uri| line(uri, &format!("{suite}-security")));
    line(&mirror.main, suite)
        + &line(&mirror.main, &format!("{suite}-updates"))
        + &security.unwrap_or_default()
}

fn configure(folder: &Path, arch: &str) -> String {
    let folder = folder.display();
    format!(
        "APT::Architecture \"{arch}\";\n\
         #clear APT::Architectures;\n\
         APT::Architectures {{ \"{arch}\"; }};\n\
         APT::Sandbox::User \"root\";\n\
         Acquire::Languages \"none\";\n\
         Acquire::Retries \"3\";\n\
         Acquire::IndexTargets::deb::DEP-11::DefaultEnabled \"false\";\n\
         Dir::Etc::SourceList \"{folder}/sources.list\";\n\
         Dir::Etc::SourceParts \"/dev/null\";\n\
         Dir::State::Lists \"{folder}/lists\";\n\
         Dir::State::status \"{folder}/status\";\n\
         Dir::Cache \"{folder}/cache\";\n"
    )
}

/// Not in the lists, or in the lists and no longer on the mirror.
fn gone(said: &str) -> bool {
    said.contains("was not found")
        || said.contains("Unable to locate package")
        || said.contains("404  Not Found")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_version_proves_nothing_while_lists_are_missing() {
        let suite = |incomplete: Option<&str>| Suite {
            configuration: PathBuf::new(),
            incomplete: incomplete.map(str::to_owned),
        };
        let refusal = Refusal::Gone("E: Version '9' for 'age' was not found".into());
        assert_eq!(suite(None).weigh(refusal.clone()), refusal);
        let weighed = suite(Some("no route to host")).weigh(refusal.clone());
        assert!(matches!(weighed, Refusal::Failed(words) if words.contains("no route")));
        let weighed = suite(Some("unexpected size. Mirror sync in progress?")).weigh(refusal);
        assert!(matches!(weighed, Refusal::OutOfStep(words) if words.contains("Mirror sync")));
    }

    #[test]
    fn words_of_apt() {
        assert!(gone("E: Version '9' for 'age' was not found"));
        assert!(gone("E: Unable to locate package agex"));
        assert!(!gone("E: Failed to fetch x  Could not connect to m:80"));
    }

    #[test]
    fn sid_has_no_updates() {
        let mirror = Mirror {
            main: "http://m".into(),
            security: Some("http://s".into()),
        };
        assert_eq!(sources(&mirror, "sid", true).lines().count(), 1);
        assert_eq!(sources(&mirror, "trixie", false).lines().count(), 1);
        assert!(sources(&mirror, "trixie", true).ends_with("http://s trixie-security main\n"));
    }
}
