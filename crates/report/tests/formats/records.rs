//! Records made by hand, as every test of a format wants them.

use diagnostic::{
    Decider, Decision, Evidence, Fact, Finding, Level, Located, Place, Problem, TextPlace,
};
use gobin::{
    BuildInfo, CgoPackage, CgoState, Facts, Go, ImportedSymbol, LinkMode, Linking, Lookup, Module,
    TableSummary, VersionSource,
};
use image::{Arch, Format, ImportCounts, Kind, Relro};
use report::{Counts, Live, Record, Totals, View, find};
use rules::{Placed, Start, Started};

fn setting(key: &str, value: &str, offset: u64) -> Located<(String, String)> {
    let place = Place::new("build info").name(key).at(offset);
    Located::new((key.to_owned(), value.to_owned()), place)
}

fn go() -> Go {
    let place = Place::new("section").name(".go.buildinfo").at(0x9_0000);
    Go {
        version: Fact::known("go1.27.3".into(), vec![place.clone().value("go1.27.3")]),
        version_source: VersionSource::BuildInfo,
        build_info: Some(BuildInfo {
            place,
            form: "inline",
            version: "go1.27.3".into(),
            path: Some("example.org/app/cmd/app".into()),
            main: Some(Module {
                path: "example.org/app".into(),
                version: "v1.2.3".into(),
                ..Module::default()
            }),
            deps: vec![Module {
                path: "example.org/old".into(),
                version: "v0.1.0".into(),
                sum: "h1:abc=".into(),
                replace: Some(Box::new(Module {
                    path: "example.org/new".into(),
                    version: "v0.2.0".into(),
                    ..Module::default()
                })),
                ..Module::default()
            }],
            settings: vec![
                setting("-buildmode", "exe", 0x9_0040),
                setting("CGO_ENABLED", "1", 0x9_0050),
            ],
        }),
        build_id: None,
        pclntab: Some(TableSummary {
            place: Place::new("section").name(".gopclntab").at(0x8_0000),
            found_by: "section",
            magic: 0xffff_fff1,
            layout: "1.20",
            functions: 1234,
        }),
    }
}

fn counts(imports: &[ImportedSymbol]) -> ImportCounts {
    let lazy = imports.iter().filter(|i| i.lazy == Some(true)).count();
    ImportCounts {
        symbols: imports.len(),
        lazy,
        at_least: false,
    }
}

pub(crate) fn found(
    level: Level,
    rule: &'static str,
    message: &str,
    evidence: &[Evidence],
) -> Finding {
    Finding {
        rule,
        level,
        message: message.into(),
        subject: rule.into(),
        evidence: evidence.to_vec(),
        help: Some("build with `CGO_ENABLED=0`, which takes DNS from Go's own code".into()),
        decided: vec![],
    }
}

pub(crate) fn warned() -> Decision {
    Decision {
        by: Decider::Level,
        place: Some(TextPlace {
            file: "cgone.toml".into(),
            line: 12,
            column: 1,
        }),
        says: "level `warn` set here".into(),
    }
}

pub(crate) fn cgo_program() -> Record {
    let mut facts = Facts::blank(Format::Elf, Arch::Go("amd64"), Kind::Executable);
    facts.os = Fact::known(
        "linux".into(),
        vec![Place::new("ELF header").at(7).value("0")],
    );
    facts.go = Some(go());
    let wrapper = Place::new("pclntab function").index(7).at(0x8_1234);
    facts.cgo.state = Fact::known(
        CgoState::Std,
        vec![wrapper.clone().value("runtime.cgocallbackg")],
    );
    facts.cgo.packages = vec![CgoPackage {
        path: "net".into(),
        std: true,
        functions: vec!["getaddrinfo".into(), "freeaddrinfo".into()],
        exports: vec![],
        wrappers: 2,
        evidence: vec![wrapper.value("net._C2func_getaddrinfo")],
    }];
    facts.cgo.iscgo = Fact::known(true, vec![]);
    facts.link.mode = Fact::known(LinkMode::Dynamic, vec![]);
    facts.link.linking = Fact::known(Linking::Internal, vec![]);
    facts.link.max_versions = vec![("GLIBC".into(), "2.34".into())];
    let interp = Place::new("program header")
        .index(1)
        .name("PT_INTERP")
        .at(0xfe4);
    facts.loading.interpreter = Some(Located::new("/lib64/ld-linux-x86-64.so.2".into(), interp));
    let needed = Place::new("dynamic entry")
        .index(0)
        .name("DT_NEEDED")
        .at(0x2000);
    facts.loading.needed = vec![Located::new("libc.so.6".into(), needed)];
    facts.loading.pie = Fact::known(false, vec![]);
    facts.loading.relro = Fact::known(Relro::Partial, vec![]);
    facts.imports = vec![ImportedSymbol {
        name: "getaddrinfo".into(),
        version: Some("GLIBC_2.2.5".into()),
        library: Some("libc.so.6".into()),
        weak: false,
        lazy: Some(true),
        packages: vec!["net".into()],
        place: Place::new("dynamic symbol").index(3).at(0x3000),
    }];
    facts.import_counts = counts(&facts.imports);
    facts.runtime.dns = Fact::known(Lookup::Cgo, vec![]);
    facts.runtime.users = Fact::known(Lookup::NotLinked, vec![]);
    facts.runtime.tzdata = Fact::unknown("the data of package time/tzdata");
    facts.problems = vec![Problem::new(0x40, "section 3 ends past the file")];
    let evidence = facts.cgo.state.evidence.clone();
    Record {
        path: "build/app".into(),
        sha256: None,
        live: Some(Live {
            source: "process 7".into(),
            load_bias: Some(0),
            iscgo: Fact::known(true, vec![Place::new("memory").at(0x1234).value("0x1")]),
            cgo_init: Fact::unknown("the memory at 0x5678"),
        }),
        placed: Some(placed()),
        facts,
        findings: vec![
            found(
                Level::Allow,
                "cgo-enabled-unused",
                "recorded only",
                &evidence,
            ),
            Finding {
                decided: vec![warned()],
                ..found(
                    Level::Warn,
                    "packed-executable",
                    "the file is packed with `x`",
                    &evidence,
                )
            },
        ],
    }
}

/// In an image that lacks a library.
fn placed() -> Placed {
    Placed {
        image: "app.tar".into(),
        platform: "linux/amd64".into(),
        path: "/usr/bin/app".into(),
        started: Started::Certainly(vec!["/bin/start".into()]),
        start: Start::Fails {
            reason: "missing-library".into(),
            subject: "libz.so.1".into(),
            message: "libz.so.1: cannot open shared object file".into(),
        },
        ..Placed::default()
    }
}

pub(crate) fn member() -> Record {
    let mut facts = Facts::blank(Format::GoObject, Arch::Go("arm64"), Kind::Object);
    facts.container = Some("member _go_.o".into());
    facts.go = Some(Go::default());
    facts.cgo.state = Fact::unknown("a function table");
    facts.link.mode = Fact::known(LinkMode::Archive, vec![]);
    Record {
        path: "lib.a".into(),
        sha256: Some("00ff".into()),
        live: None,
        placed: None,
        facts,
        findings: vec![],
    }
}

pub(crate) fn render(format: &str, records: &[Record], view: &View) -> String {
    let mut totals = Totals {
        go_images: records.len() as u64,
        ..Totals::default()
    };
    totals.passed_over.links = 2;
    for record in records {
        totals.findings.add(Counts::of(&record.findings));
    }
    rendered(format, records, &totals, view)
}

/// The whole of a run that came to these totals.
pub(crate) fn rendered(format: &str, records: &[Record], totals: &Totals, view: &View) -> String {
    let format = find(format).unwrap();
    let pieces: Vec<_> = records.iter().map(|r| (format.piece)(r, view)).collect();
    match format.join {
        Some(join) => join(&pieces, totals, view),
        None => pieces.into_iter().map(|p| p.text).collect(),
    }
}

/// Writes `evil` wherever a string of the file can end up.
pub(crate) fn hostile(evil: &str) -> Record {
    let mut record = cgo_program();
    record.path = evil.into();
    record.live.as_mut().unwrap().source = evil.into();
    let facts = &mut record.facts;
    facts.container = Some(format!("slice {evil}"));
    facts.os = Fact::known(evil.into(), vec![Place::new("file").name(evil).value(evil)]);
    facts.link.max_versions = vec![(evil.into(), evil.into())];
    facts.link.mode = Fact::unknown(evil);
    for located in [&mut facts.loading.interpreter, &mut facts.loading.soname] {
        *located = Some(Located::new(evil.into(), Place::new("file").name(evil)));
    }
    let located = Located::new(evil.to_owned(), Place::new("file").name(evil));
    facts.loading.needed = vec![located.clone()];
    facts.loading.runpath = vec![located.clone()];
    facts.loading.rpath = vec![located.clone()];
    facts.packed = Some(located);
    facts.cgo.limits = vec![evil.into()];
    facts.imports[0].name = evil.into();
    facts.imports[0].library = Some(evil.into());
    facts.imports[0].packages = vec![evil.into()];
    facts.cgo.packages[0].path = evil.into();
    facts.cgo.packages[0].functions = vec![evil.into()];
    facts.problems = vec![Problem::new(0, evil)];
    let go = facts.go.as_mut().unwrap();
    go.version = Fact::known(evil.into(), vec![]);
    let info = go.build_info.as_mut().unwrap();
    info.path = Some(evil.into());
    info.settings = vec![setting("CGO_ENABLED", evil, 0), setting(evil, evil, 0)];
    info.deps[0].path = evil.into();
    for finding in &mut record.findings {
        finding.message = evil.into();
        finding.help = Some(evil.into());
        finding.evidence = vec![Place::new("file").name(evil).value(evil)];
    }
    record
}
