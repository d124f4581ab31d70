//! `cgone diagnose --pid PID`: how far a live process is from each limit, and what would fail next.

use crate::args::{Color, Diagnose};
use crate::exit::Exit;
use crate::terminal;

#[cfg(not(target_os = "linux"))]
pub(crate) fn process(_args: &Diagnose, color: Color, _pid: i32) -> Exit {
    terminal::complain(color, "cgone", "processes are looked at on Linux alone");
    Exit::Usage
}

#[cfg(target_os = "linux")]
pub(crate) use linux::process;

#[cfg(target_os = "linux")]
mod linux {
    use std::fmt::Write as _;
    use std::path::{Path, PathBuf};

    use serde_json::{Value, json};
    use tracer::{Gauge, Live};

    use super::{Color, Diagnose, Exit, terminal};
    use crate::whole;

    /// From this share of a limit on, in thousandths, it is what fails next.
    const NEAR: u64 = 800;

    /// Looks, and prints a table or a document.
    pub(crate) fn process(args: &Diagnose, color: Color, pid: i32) -> Exit {
        let live = match tracer::live(pid, args.record.as_deref()) {
            Ok(live) => live,
            Err(error) => {
                terminal::complain(color, &format!("process {pid}"), &error.to_string());
                return Exit::Input;
            }
        };
        let iscgo = iscgo(pid);
        let text = match args.format.name {
            "human" => table(&live, iscgo),
            "json" => format!("{:#}\n", document(&live, iscgo)),
            other => {
                let message = format!("a live process is told as `human` or `json`, not `{other}`");
                terminal::complain(color, "cgone", &message);
                return Exit::Usage;
            }
        };
        let written = match &args.output {
            Some(file) => whole::write(file, &text),
            None => terminal::print(&text),
        };
        match written {
            Err(error) => {
                terminal::complain(color, "cgone", &error.to_string());
                Exit::Usage
            }
            Ok(()) if live.gauges.iter().any(is_near) => Exit::Findings,
            Ok(()) => Exit::Clean,
        }
    }

    fn is_near(gauge: &Gauge) -> bool {
        gauge.share() >= Some(NEAR)
    }

    /// What `runtime.iscgo` holds in its memory; `None` where it is no Go program or cannot be read.
    fn iscgo(pid: i32) -> Option<bool> {
        let program = PathBuf::from(format!("/proc/{pid}/exe"));
        let facts = crate::diagnose::facts(&program).ok()?;
        let opened = crate::input::open(crate::input::Source::File(&program)).ok()?;
        let image::Opened::One(image) = image::open(&opened.bytes).ok()? else {
            return None;
        };
        let memory = crate::memory::Memory::Process(u32::try_from(pid).ok()?);
        let live = memory.read(Path::new(&program), &image, &facts).ok()?;
        live.iscgo.value
    }

    fn table(live: &Live, iscgo: Option<bool>) -> String {
        let mut text = format!("process {}: {}\n", live.pid, live.program);
        let filters = match live.seccomp {
            (0, _) => "no filter".to_owned(),
            (_, count) => format!("{count} filters"),
        };
        let cgo = match iscgo {
            Some(true) => "runtime.iscgo is true",
            Some(false) => "runtime.iscgo is false",
            None => "runtime.iscgo is unknown",
        };
        let threads = live.threads;
        let libraries = live.libraries.len();
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "{threads} threads, {cgo}, seccomp: {filters}, {libraries} shared libraries mapped\n"
        );
        let _ = writeln!(text, "{:>5}  {:>14} of {:<14}  limit", "used", "", "");
        for gauge in &live.gauges {
            let share = gauge.share().map_or_else(|| "-".to_owned(), percent);
            let most = gauge
                .most
                .map_or_else(|| "no limit".to_owned(), |most| most.to_string());
            let Gauge {
                what, place, used, ..
            } = gauge;
            let _ = writeln!(
                text,
                "{share:>5}  {used:>14} of {most:<14}  {what} ({place})"
            );
        }
        let next: Vec<&Gauge> = live.gauges.iter().filter(|gauge| is_near(gauge)).collect();
        let _ = match next.as_slice() {
            [] => writeln!(text, "\nnothing is near its limit"),
            near => {
                let mut all = writeln!(text, "\nwhat fails next:");
                for gauge in near {
                    all = all.and(writeln!(
                        text,
                        "  {} ({}): {}",
                        gauge.what, gauge.place, gauge.then
                    ));
                }
                all
            }
        };
        text
    }

    fn percent(thousandths: u64) -> String {
        format!("{}%", thousandths / 10)
    }

    fn document(live: &Live, iscgo: Option<bool>) -> Value {
        let gauges = live.gauges.iter().map(|gauge| {
            json!({
                "what": gauge.what,
                "place": gauge.place,
                "used": gauge.used,
                "most": gauge.most,
                "then": gauge.then,
                "near": is_near(gauge),
            })
        });
        json!({
            "schema": "cgone.live/1",
            "pid": live.pid,
            "program": live.program,
            "threads": live.threads,
            "iscgo": iscgo,
            "seccomp": { "mode": live.seccomp.0, "filters": live.seccomp.1 },
            "libraries": live.libraries,
            "limits": gauges.collect::<Vec<_>>(),
        })
    }
}
