//! What one image gives away for a policy.

use diagnostic::Level;
use gobin::{CgoState, Facts, Fips, LinkMode};

use crate::policy::keys::is_glibc_version;
use crate::policy::{CPU_LEVELS, Checked};

/// What of one image matters to a first policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The image as baselines name it.
    pub image: String,
    /// The file as policies name it.
    pub path: String,
    /// Its cgo state, if that is known.
    pub cgo: Option<CgoState>,
    /// Packages outside the standard library that call C.
    pub cgo_packages: Vec<String>,
    /// The highest GLIBC version that it needs.
    pub glibc: Option<String>,
    /// Sonames that it needs.
    pub libraries: Vec<String>,
    /// Proved to need neither a loader nor a library.
    pub is_static: bool,
    /// Proved to start with validated cryptography.
    pub fips: bool,
    /// A GOARCH that has levels.
    pub goarch: Option<&'static str>,
    /// The level that it asks for, without options.
    pub cpu_level: Option<String>,
    /// Rule and subject of the findings that count at `deny`.
    pub denied: Vec<(&'static str, String)>,
}

impl Seen {
    /// What an image gives away. `path` is the file as policies name it.
    #[must_use]
    pub fn of(path: &str, facts: &Facts, checked: &Checked) -> Self {
        let has_levels = |goarch: &&str| CPU_LEVELS.iter().any(|(known, _)| known == goarch);
        let outside = facts.cgo.packages.iter().filter(|package| !package.std);
        let versions = facts.link.max_versions.iter();
        let mut glibc =
            versions.filter(|(prefix, version)| prefix == "GLIBC" && is_glibc_version(version));
        let needed = facts.loading.needed.iter();
        let denied = checked
            .findings
            .iter()
            .filter(|f| f.level == Level::Deny && f.stands());
        Self {
            image: checked.image.clone(),
            path: path.to_owned(),
            cgo: facts.cgo.state.value,
            cgo_packages: outside.map(|package| package.path.clone()).collect(),
            glibc: glibc.next().map(|(_, version)| version.clone()),
            libraries: needed.map(|library| library.value.clone()).collect(),
            is_static: matches!(
                facts.link.mode.value,
                Some(LinkMode::Static | LinkMode::StaticPie)
            ),
            fips: is_fips(&facts.runtime.fips),
            goarch: facts.arch.goarch().filter(has_levels),
            cpu_level: cpu_level(facts),
            denied: denied.map(|f| (f.rule, f.subject.clone())).collect(),
        }
    }
}

/// `BoringSSL` is linked, or the module is built in and on by default.
fn is_fips(fips: &Fips) -> bool {
    let module = fips
        .module
        .value
        .as_deref()
        .is_some_and(|module| module != "off");
    let mode = fips.default_mode.value.as_deref();
    fips.boring_linked.is(&true) || (module && matches!(mode, Some("on" | "only")))
}

/// The level in the build info; unknown where the linker's note says something else.
fn cpu_level(facts: &Facts) -> Option<String> {
    let level = facts.runtime.cpu_level.value.as_deref()?;
    let plain = level.strip_suffix(",hardfloat").unwrap_or(level);
    let raised = facts.loading.isa_needed.iter().any(|isa| {
        let isa = isa.value.trim_start_matches("x86-64-");
        isa != "baseline" && isa != plain
    });
    (!raised).then(|| plain.to_owned())
}
