//! Records that no real binary gives: hostile strings in every field, ten thousand findings, nothing at all.

use diagnostic::{Decider, Decision, Fact, Finding, Level, Located, Place, TextPlace};
use gobin::{BuildInfo, CgoState, Facts, Go, LinkMode, Module};
use image::{Arch, Format, Kind};
use report::{Counts, Notice, Record, Totals, Unread};
use rules::CATALOGUE;

/// One run: its name, its records, what it came to.
pub(crate) struct Run {
    pub(crate) name: &'static str,
    pub(crate) records: Vec<Record>,
    pub(crate) totals: Totals,
}

/// What strings out of files may hold.
const HOSTILE: &[&str] = &[
    "a\nb\r\nc\td",
    "\u{0}\u{1}\u{1b}[2J\u{7f}\u{9b}31m",
    "\u{202e}gpj.exe\u{200b}\u{2028}\u{feff}\u{e0041}",
    "::error file=x::forged\n::set-output name=a::b ##[error]c",
    "]]></failure><failure>&amp;<!--",
    "\"quoted\", 'single', `ticks` and `",
    "=cmd|' /C calc'!A0",
    "+1;-1,@SUM(A1)\t=2",
    "\u{ff1d}1+1",
    "[link](https://example.org/x) {0} {{1}} \\ <img src=x> **b** | @all #1 !2 ~x",
    "a b/c%20d?e#f:g",
    "broken \u{fffd}\u{fffd} name",
    "\u{fffe}\u{ffff}\u{10ffff}",
    "-",
    "",
];

/// Every synthetic run.
pub(super) fn runs() -> Vec<Run> {
    vec![
        run(
            "hostile",
            HOSTILE.iter().map(|text| hostile(text)).collect(),
        ),
        run("hostile-alone", vec![hostile(&HOSTILE.concat())]),
        many("many-findings", 10_000, 1),
        many("many-files", 1_000, 500),
        Run {
            name: "nothing",
            records: Vec::new(),
            totals: Totals::default(),
        },
    ]
}

fn run(name: &'static str, records: Vec<Record>) -> Run {
    let mut totals = Totals {
        go_images: records.len() as u64,
        ..Totals::default()
    };
    for record in &records {
        totals.findings.add(Counts::of(&record.findings));
    }
    if name.starts_with("hostile") {
        totals.unread = HOSTILE.iter().map(|text| unread(text)).collect();
        totals.notices = HOSTILE.iter().map(|text| notice(text)).collect();
    }
    Run {
        name,
        records,
        totals,
    }
}

/// So many findings in so many files.
pub(crate) fn many(name: &'static str, findings: usize, files: usize) -> Run {
    let file = |file: usize| {
        let path = format!("dist/linux-amd64/app-{file}");
        let numbers = (file..findings).step_by(files);
        record(&path, numbers.map(numbered).collect())
    };
    run(name, (0..files).map(file).collect())
}

fn numbered(number: usize) -> Finding {
    let library = format!("libexample-{number}.so.1");
    finding(
        number,
        &format!("needs `{library}`, which is not allowed"),
        &library,
    )
}

fn hostile(text: &str) -> Record {
    let findings = (0..6).map(|number| {
        let message = format!("{number}: {text}");
        finding(number, &message, text)
    });
    let mut record = record(text, findings.collect());
    let facts = &mut record.facts;
    facts.container = Some(format!("slice {text}"));
    facts.os = Fact::known(text.into(), vec![Place::new("file").name(text).value(text)]);
    facts.loading.interpreter = Some(located(text));
    facts.loading.needed = vec![located(text), located("libc.so.6")];
    facts.loading.soname = Some(located(text));
    facts.link.max_versions = vec![(text.into(), text.into()), ("GLIBC".into(), text.into())];
    facts.cgo.limits = vec![text.into()];
    facts.go = Some(go(text));
    record
}

fn go(text: &str) -> Go {
    let module = |path: &str, replace: Option<Module>| Module {
        path: path.into(),
        version: text.into(),
        sum: text.into(),
        replace: replace.map(Box::new),
        ..Module::default()
    };
    Go {
        version: Fact::known(format!("go{text}"), vec![]),
        build_info: Some(BuildInfo {
            place: Place::new("section").name(text).at(u64::MAX),
            form: "inline",
            path: Some(text.into()),
            main: Some(module(text, None)),
            deps: vec![
                module(&format!("example.org/{text}"), None),
                module("example.org/a", Some(module(text, None))),
                module("example.org/a", Some(module("../a", None))),
            ],
            ..BuildInfo::default()
        }),
        ..Go::default()
    }
}

fn located(text: &str) -> Located<String> {
    Located::new(
        text.to_owned(),
        Place::new("dynamic entry").name(text).at(u64::MAX),
    )
}

fn record(path: &str, findings: Vec<Finding>) -> Record {
    let mut facts = Facts::blank(Format::Elf, Arch::Go("amd64"), Kind::Executable);
    facts.os = Fact::known("linux".into(), vec![]);
    facts.go = Some(Go::default());
    facts.cgo.state = Fact::known(CgoState::User, vec![]);
    facts.link.mode = Fact::known(LinkMode::Dynamic, vec![]);
    Record {
        path: path.to_owned(),
        sha256: None,
        facts,
        live: None,
        placed: None,
        findings,
    }
}

/// Rules, levels and decisions in turn.
fn finding(number: usize, message: &str, text: &str) -> Finding {
    let rule = CATALOGUE
        .get(number % CATALOGUE.len())
        .map_or("unlisted", |rule| rule.name);
    let levels = [Level::Deny, Level::Warn, Level::Warn, Level::Allow];
    let level = levels
        .get(number % levels.len())
        .copied()
        .unwrap_or(Level::Warn);
    let place = Place::new("dynamic entry").index(number as u64).name(text);
    Finding {
        rule,
        level,
        message: message.to_owned(),
        subject: format!("{number} {text}"),
        evidence: vec![
            place.clone().at(0x2000 + number as u64).value(text),
            place.value(text),
        ],
        help: Some(format!("build with `{text}`")),
        decided: decided(number, text),
    }
}

fn decided(number: usize, text: &str) -> Vec<Decision> {
    let by = match number % 5 {
        0 => Decider::Exception,
        1 => Decider::Baseline,
        _ => Decider::Level,
    };
    vec![Decision {
        by,
        place: place(text),
        says: text.to_owned(),
    }]
}

fn place(text: &str) -> Option<TextPlace> {
    Some(TextPlace {
        file: format!("{text}/cgone.toml"),
        line: 3,
        column: 1,
    })
}

fn unread(text: &str) -> Unread {
    Unread {
        path: format!("unread/{text}"),
        message: text.to_owned(),
    }
}

fn notice(text: &str) -> Notice {
    Notice {
        place: place(text),
        message: text.to_owned(),
        help: Some(text.to_owned()),
    }
}
