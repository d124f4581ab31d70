//! One file at a time, against the tools that one would use instead.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};

use super::measure::{Cost, in_turn};
use super::table::{Table, mb, ms, verdict};
use super::{Runs, goresym};
use crate::{corpus, toolchains, workspace};

/// One way to ask about a file.
struct Tool {
    name: &'static str,
    command: Vec<OsString>,
}

/// One file that is asked about.
struct Subject {
    name: String,
    path: PathBuf,
    size: u64,
    cgo: bool,
}

impl Subject {
    fn new(entry: corpus::Entry) -> Self {
        let name = entry.row.path.rsplit('/').next().unwrap_or_default();
        let name = name.split('!').next().unwrap_or(name).to_owned();
        Self {
            cgo: WITH_CGO.iter().any(|known| name.contains(known)),
            size: entry.row.size.unwrap_or(0),
            path: entry.file,
            name,
        }
    }
}

/// Which of the files have cgo in them: other aims hold there, because every C function is listed.
const WITH_CGO: &[&str] = &["bettercap", "shaper", "usql"];

/// The programs that are measured.
struct Programs {
    cgone: PathBuf,
    go: PathBuf,
    goresym: PathBuf,
}

/// Bytes above which the absolute aim holds.
const LARGE: u64 = 200_000_000;
/// CPU that the audit of a large file may cost.
const LARGE_AIM: Duration = Duration::from_millis(5);
/// How many times less than GoReSym an audit may cost.
const GORESYM_AIM: f64 = 20.0;

pub(super) fn run(runs: &Runs) -> Result<()> {
    let go = toolchains::ensure()?.newest_go()?;
    let programs = Programs {
        cgone: workspace::cgone()?,
        goresym: goresym::ensure(&go)?,
        go,
    };
    let files = corpus::ensure_bench()?.into_iter().map(Subject::new);
    let files: Vec<Subject> = files.filter(|f| f.name.contains(&runs.only)).collect();
    ensure!(!files.is_empty(), "no file is named like `{}`", runs.only);
    println!("## Audit of one file\n");
    println!(
        "Page cache warm, medians of {} runs in turn (fewer of what takes seconds), CPU is user and system.\n",
        runs.runs
    );
    let mut costs = Table::new(&[
        "file",
        "MB",
        "cgo",
        "tool",
        "CPU ms",
        "wall ms",
        "peak MB",
        "CPU ratio",
        "wall ratio",
    ]);
    let mut aims = Table::new(&["file", "aim", "measured", "verdict"]);
    for file in &files {
        let tools = tools(&programs, &file.path);
        let commands: Vec<Vec<OsString>> = tools.iter().map(|tool| tool.command.clone()).collect();
        eprintln!("measuring {}", file.name);
        let measured = in_turn(&commands, runs.runs)?;
        add_costs(&mut costs, file, &tools, &measured);
        add_aims(&mut aims, file, &measured);
    }
    println!(
        "{}\nA ratio above 1 is how many times more the tool costs than `cgone audit`.\n",
        costs.render()
    );
    println!("{}", aims.render());
    Ok(())
}

/// `cgone` first, then `go`, and GoReSym last: the aims read them there.
fn tools(programs: &Programs, file: &Path) -> Vec<Tool> {
    let direct = |name, program: &Path, arguments: &[&str]| Tool {
        name,
        command: std::iter::once(program.into())
            .chain(arguments.iter().map(OsString::from))
            .chain([file.into()])
            .collect(),
    };
    let pipe = "nm \"$0\" 2>/dev/null | grep _cgo_";
    vec![
        direct("cgone audit", &programs.cgone, &["audit"]),
        direct("go version -m", &programs.go, &["version", "-m"]),
        direct(
            "readelf -Wd -Wl -WV",
            Path::new("readelf"),
            &["-Wd", "-Wl", "-WV"],
        ),
        direct("nm \\| grep _cgo_", Path::new("sh"), &["-c", pipe]),
        direct("GoReSym", &programs.goresym, &[]),
    ]
}

fn add_costs(table: &mut Table, file: &Subject, tools: &[Tool], measured: &[Cost]) {
    let Some(own) = measured.first() else { return };
    for (tool, cost) in tools.iter().zip(measured) {
        let name = match tool.name {
            "GoReSym" => format!("GoReSym {}", goresym::VERSION),
            name => name.to_owned(),
        };
        table.row(vec![
            file.name.clone(),
            mb(file.size),
            (if file.cgo { "yes" } else { "no" }).into(),
            name,
            ms(cost.cpu),
            ms(cost.wall),
            mb(cost.peak),
            format!("{:.2}", ratio(cost.cpu, own.cpu)),
            format!("{:.2}", ratio(cost.wall, own.wall)),
        ]);
    }
}

fn add_aims(table: &mut Table, file: &Subject, measured: &[Cost]) {
    let [own, go, .., goresym] = measured else {
        return;
    };
    let share = if file.cgo { 1.0 } else { 0.5 };
    let against_go = ratio(own.cpu, go.cpu);
    let less = ratio(goresym.cpu, own.cpu);
    let mut aim = |aim: String, measured: String, met: bool| {
        table.row(vec![file.name.clone(), aim, measured, verdict(met).into()]);
    };
    aim(
        format!("at most {share} × the CPU of `go version -m`"),
        format!("{against_go:.2} ×"),
        against_go <= share,
    );
    aim(
        format!("at least {GORESYM_AIM} × less CPU than GoReSym"),
        format!("{less:.0} ×"),
        less >= GORESYM_AIM,
    );
    if file.size > LARGE {
        aim(
            format!("at most {} ms of CPU", ms(LARGE_AIM)),
            format!("{} ms", ms(own.cpu)),
            own.cpu <= LARGE_AIM,
        );
    }
}

fn ratio(of: Duration, to: Duration) -> f64 {
    of.as_secs_f64() / to.as_secs_f64().max(1e-9)
}
