//! What is asked about.

use gobin::{CgoState, Facts, Lookup};

/// One thing that a program may need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The program interpreter.
    Interpreter(String),
    /// A library.
    Library(String),
    /// A symbol version.
    Version(String),
    /// One symbol.
    Symbol(String),
    /// cgo itself.
    Cgo,
    /// The resolver of package net.
    Hosts,
    /// The look-up of package os/user.
    Users,
    /// The CPU level.
    Cpu(String),
    /// A package that calls C.
    Package(String),
}

impl Question {
    /// What a word means for this file; `None` if nothing there goes by it.
    pub(super) fn parse(facts: &Facts, word: &str) -> Option<Self> {
        let loading = &facts.loading;
        let interpreter = loading.interpreter.as_ref().map(|i| i.value.as_str());
        match word {
            "interp" | "interpreter" | "loader" => {
                return interpreter.map(|i| Self::Interpreter(i.to_owned()));
            }
            "cgo" | "runtime/cgo" => return has_cgo(facts).then_some(Self::Cgo),
            "net" | "dns" | "hosts" => {
                return is_linked(facts.runtime.dns.value).then_some(Self::Hosts);
            }
            "os/user" | "users" => {
                return is_linked(facts.runtime.users.value).then_some(Self::Users);
            }
            "cpu" => return facts.runtime.cpu_level.value.clone().map(Self::Cpu),
            _ => {}
        }
        if interpreter == Some(word) {
            return Some(Self::Interpreter(word.to_owned()));
        }
        if facts.runtime.cpu_level.value.as_deref() == Some(word) {
            return Some(Self::Cpu(word.to_owned()));
        }
        let word = word.to_owned();
        if loading.needed.iter().any(|library| library.value == word) {
            return Some(Self::Library(word));
        }
        if loading
            .version_needs
            .iter()
            .any(|need| need.version == word)
        {
            return Some(Self::Version(word));
        }
        if facts.imports.iter().any(|import| import.name == word) {
            return Some(Self::Symbol(word));
        }
        facts
            .cgo
            .packages
            .iter()
            .any(|package| package.path == word)
            .then_some(Self::Package(word))
    }

    pub(super) fn name(&self) -> String {
        match self {
            Self::Interpreter(name)
            | Self::Library(name)
            | Self::Version(name)
            | Self::Symbol(name)
            | Self::Package(name) => name.clone(),
            Self::Cgo => "cgo".to_owned(),
            Self::Hosts => "net".to_owned(),
            Self::Users => "os/user".to_owned(),
            Self::Cpu(level) => format!("cpu {level}"),
        }
    }

    /// What it is.
    pub(super) fn is(&self, facts: &Facts) -> String {
        let lookup = |value: Option<Lookup>| value.map_or("unknown", Lookup::name);
        match self {
            Self::Interpreter(_) => {
                "the program interpreter, which the kernel starts in its place".to_owned()
            }
            Self::Library(_) => "a library that the loader must find".to_owned(),
            Self::Version(version) => {
                let library = facts
                    .loading
                    .version_needs
                    .iter()
                    .find(|need| need.version == *version);
                let library = library.map_or("its library", |need| need.library.as_str());
                format!("a symbol version that `{library}` must define")
            }
            Self::Symbol(_) => "a symbol that the loader must find".to_owned(),
            Self::Cgo => {
                let state = facts.cgo.state.value.map_or("unknown", CgoState::name);
                format!("cgo, in the state `{state}`")
            }
            Self::Hosts => format!("the look-up of hosts: {}", lookup(facts.runtime.dns.value)),
            Self::Users => format!(
                "the look-up of users: {}",
                lookup(facts.runtime.users.value)
            ),
            Self::Cpu(_) => "the CPU level that the compiler counted on".to_owned(),
            Self::Package(_) => "a package that calls C".to_owned(),
        }
    }
}

fn is_linked(lookup: Option<Lookup>) -> bool {
    lookup.is_some_and(|lookup| lookup != Lookup::NotLinked)
}

pub(super) fn has_cgo(facts: &Facts) -> bool {
    !matches!(facts.cgo.state.value, None | Some(CgoState::None))
}

/// Everything in the file that can be asked about, the likeliest first.
pub(super) fn known(facts: &Facts) -> Vec<String> {
    let words = ["interp", "cgo", "net", "os/user", "cpu"];
    let words = words
        .into_iter()
        .filter(|word| Question::parse(facts, word).is_some());
    let mut known: Vec<String> = words.map(str::to_owned).collect();
    known.extend(
        facts
            .loading
            .needed
            .iter()
            .map(|library| library.value.clone()),
    );
    let mut versions: Vec<&str> = facts
        .loading
        .version_needs
        .iter()
        .map(|need| need.version.as_str())
        .collect();
    versions.sort_unstable();
    versions.dedup();
    known.extend(versions.into_iter().map(str::to_owned));
    known.extend(
        facts
            .cgo
            .packages
            .iter()
            .map(|package| package.path.clone()),
    );
    known
}
