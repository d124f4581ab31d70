//! The memory of a live process. The program is the sample `age-keygen`, which waits for its standard input;
//! it is a position-independent x86-64 program that needs glibc's loader.
#![cfg(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"))]
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "tests start programs, read and write files, and fail by panicking"
)]

mod core_dump;
mod run;

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use run::{cgone, fed, samples};
use serde_json::Value;
use tempfile::TempDir;

/// A running program; ended when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Starts the sample, and waits until its runtime has started threads: then it runs Go.
fn start(folder: &Path) -> Running {
    let program = folder.join("age-keygen");
    let packed = fs::read(samples("age-keygen.gz")).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice())
        .read_to_end(&mut bytes)
        .unwrap();
    fs::write(&program, bytes).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let child = Command::new(&program)
        .arg("-y")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let running = Running(child);
    let tasks = format!("/proc/{}/task", running.0.id());
    for _ in 0..500 {
        if fs::read_dir(&tasks).unwrap().count() > 1 {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    running
}

#[test]
fn a_live_program_says_what_its_file_says() {
    let folder = TempDir::new().unwrap();
    let running = start(folder.path());
    let pid = running.0.id().to_string();
    let run = cgone(&["audit", "--format=json", "--pid", &pid]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let record: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(record["live"]["iscgo"], record["runtime"]["iscgo"]);
    assert_eq!(record["live"]["iscgo"], false);
    assert_eq!(record["live"]["cgo_init"], 0);
    let bias = record["live"]["load_bias"].as_u64().unwrap();
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let first = maps
        .lines()
        .find(|line| line.ends_with("age-keygen"))
        .unwrap();
    // Go's linker gives the first segment of a position-independent program this address.
    let start = format!("{:x}-", bias + 0x40_0000);
    assert!(first.starts_with(&start), "{start}: {first}");
}

#[test]
fn a_core_says_what_the_process_said() {
    let folder = TempDir::new().unwrap();
    let running = start(folder.path());
    let program = folder.path().join("age-keygen");
    let core = folder.path().join("core");
    fs::write(&core, core_dump::dump(running.0.id(), "age-keygen")).unwrap();
    let live = |arguments: &[&str]| {
        let mut all = vec!["audit", "--format=json"];
        all.extend(arguments);
        let run = cgone(&all);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let mut record: Value = serde_json::from_str(&run.stdout).unwrap();
        record["live"]["source"].take();
        record["live"].take()
    };
    let dumped = live(&["--core", core.to_str().unwrap(), program.to_str().unwrap()]);
    assert_eq!(dumped["iscgo"], false);
    assert_eq!(dumped, live(&["--pid", &running.0.id().to_string()]));
}

#[test]
fn what_cannot_be_read_is_said() {
    let run = cgone(&["audit", "--pid", "4194305"]);
    assert_eq!(run.code, 3, "no process has that number");
    let sample = samples("age-keygen.gz");
    let run = cgone(&["audit", "--core", &sample, &sample]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("not a core dump"), "{}", run.stderr);
    assert_eq!(
        fed(&["audit", "--core", &sample, &sample, "-"], b"").code,
        2
    );
}
