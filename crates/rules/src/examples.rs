//! Facts for the rules' tests: a Linux executable, and what tests add to it.

use diagnostic::{Decider, Decision, Fact, Finding, Located, Place};
use gobin::{BuildInfo, CgoState, Facts, Go, ImportedSymbol, LinkMode};
use image::{Arch, Format, Kind};

use crate::{Requirements, Subject, Wanted};

/// A rule's check.
type Check = fn(&Subject<'_>, &mut Vec<Finding>);

/// A Go executable for linux/amd64 without build info.
pub(crate) fn program() -> Facts {
    let mut facts = Facts::blank(Format::Elf, Arch::Go("amd64"), Kind::Executable);
    facts.os = Fact::known(
        "linux".to_owned(),
        vec![Place::new("ELF header").value("linux")],
    );
    facts.go = Some(Go::default());
    facts
}

/// A Go executable for linux/amd64 whose build info records these settings.
pub(crate) fn built_with(settings: &[(&str, &str)]) -> Facts {
    let mut facts = program();
    let settings = settings
        .iter()
        .zip(0x1000_u64..)
        .map(|((key, value), offset)| {
            let place = Place::new("build info").name(*key).at(offset);
            Located::new(((*key).to_owned(), (*value).to_owned()), place)
        })
        .collect();
    facts.go = Some(Go {
        build_info: Some(BuildInfo {
            place: Place::new("build info").at(0xf00),
            form: "inline",
            version: "go1.27.3".to_owned(),
            settings,
            ..BuildInfo::default()
        }),
        ..Go::default()
    });
    facts
}

/// What [`Facts`] become by one more observation.
pub(crate) trait Observed: Sized {
    /// With a loader.
    fn loader(self, path: &str) -> Self;
    /// With needed libraries.
    fn needs(self, libraries: &[&str]) -> Self;
    /// With that cgo state.
    fn cgo(self, state: CgoState) -> Self;
    /// With that link mode.
    fn mode(self, mode: LinkMode) -> Self;
    /// For that operating system.
    fn os(self, os: &str) -> Self;
    /// With an import of that library, lazily bound.
    fn imports_lazily(self, library: &str, name: &str) -> Self;
}

impl Observed for Facts {
    fn loader(mut self, path: &str) -> Self {
        let place = Place::new("program header")
            .index(1)
            .name("PT_INTERP")
            .at(0xfe4);
        self.loading.interpreter = Some(Located::new(path.to_owned(), place));
        self
    }

    fn needs(mut self, libraries: &[&str]) -> Self {
        let at = |name: &&str| {
            let place = Place::new("dynamic entry").name("DT_NEEDED").at(0x2000);
            Located::new((*name).to_owned(), place)
        };
        self.loading.needed = libraries.iter().map(at).collect();
        self
    }

    fn cgo(mut self, state: CgoState) -> Self {
        let evidence = Place::new("pclntab function").index(7).at(0x3000);
        self.cgo.state = Fact::known(state, vec![evidence.value("runtime.cgocallbackg")]);
        self
    }

    fn mode(mut self, mode: LinkMode) -> Self {
        let evidence = Place::new("file").value(mode.name());
        self.link.mode = Fact::known(mode, vec![evidence]);
        self
    }

    fn os(mut self, os: &str) -> Self {
        self.os.value = Some(os.to_owned());
        self
    }

    fn imports_lazily(mut self, library: &str, name: &str) -> Self {
        self.imports.push(ImportedSymbol {
            name: name.to_owned(),
            version: None,
            library: Some(library.to_owned()),
            weak: false,
            lazy: Some(true),
            packages: Vec::new(),
            place: Place::new("dynamic symbol").index(3).at(0x4000),
        });
        self
    }
}

/// What a check says where nothing is required, message by message.
pub(crate) fn messages(check: Check, facts: &Facts) -> Vec<String> {
    messages_wanting(check, facts, &Requirements::default())
}

/// What a check says, message by message. Every finding must carry evidence and help.
pub(crate) fn messages_wanting(check: Check, facts: &Facts, wanted: &Requirements) -> Vec<String> {
    let subject = Subject {
        facts,
        wanted,
        go_libraries: &[],
        placed: None,
    };
    let mut found = Vec::new();
    check(&subject, &mut found);
    for finding in &found {
        assert!(!finding.evidence.is_empty(), "no evidence: {finding:?}");
        assert!(finding.help.is_some(), "no help: {finding:?}");
        assert!(!finding.message.ends_with('.'), "full stop: {finding:?}");
    }
    let mut subjects: Vec<&str> = found.iter().map(|f| f.subject.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    assert_eq!(subjects.len(), found.len(), "one subject twice: {found:?}");
    found.into_iter().map(|finding| finding.message).collect()
}

/// A value that a policy requires.
pub(crate) fn wanted<T>(value: T) -> Option<Wanted<T>> {
    Some(Wanted {
        value,
        decision: Decision {
            by: Decider::Requirement,
            place: None,
            says: "required here".to_owned(),
        },
    })
}

/// What a check says of a program that lies in an image.
pub(crate) fn messages_in(check: Check, facts: &Facts, placed: &crate::Placed) -> Vec<String> {
    let subject = Subject {
        facts,
        wanted: &Requirements::default(),
        go_libraries: &[],
        placed: Some(placed),
    };
    let mut found = Vec::new();
    check(&subject, &mut found);
    assert!(
        found
            .iter()
            .all(|finding| !finding.evidence.is_empty() && finding.help.is_some())
    );
    found.into_iter().map(|finding| finding.message).collect()
}

/// The only program of an image, started by its command.
pub(crate) fn placed() -> crate::Placed {
    crate::Placed {
        image: "app.tar".to_owned(),
        platform: "linux/amd64".to_owned(),
        path: "/usr/bin/app".to_owned(),
        user: "65532".to_owned(),
        started: crate::Started::Certainly(Vec::new()),
        start: crate::Start::Starts,
        ..crate::Placed::default()
    }
}
