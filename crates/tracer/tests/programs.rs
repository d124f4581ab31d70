//! What the tracer keeps of a program: its end, its streams, its signals; and what it writes down.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "in a test of its own file, what fails is the test"
)]

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;
use tracer::{Acceleration, Command, Ending};

struct Run {
    ending: Ending,
    record: TempDir,
}

impl Run {
    fn log(&self) -> String {
        fs::read_to_string(self.record.path().join("trace.log")).unwrap()
    }

    fn moments(&self) -> Vec<String> {
        let entries = fs::read_dir(self.record.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "trace.log")
            .collect();
        names.sort();
        names
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.record.path().join(path)).unwrap()
    }
}

#[test]
fn a_folder_of_path_that_denies_does_not_end_the_search() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("true"), "").unwrap();
    let record = TempDir::new().unwrap();
    let command = Command {
        program: "true".into(),
        arguments: Vec::new(),
        path: Some(format!("{}:/usr/bin:/bin", folder.path().display()).into()),
        record: record.path().to_path_buf(),
        acceleration: Acceleration::Filter,
    };
    let ending = tracer::run(&command, &mut |_| ()).unwrap();
    assert_eq!(ending, Ending::Exited(0));
}

fn run_as(acceleration: Acceleration, program: &str, arguments: &[&str]) -> Run {
    let record = TempDir::new().unwrap();
    let command = Command {
        program: program.into(),
        arguments: arguments.iter().map(OsString::from).collect(),
        path: Some("/usr/bin:/bin".into()),
        record: record.path().to_path_buf(),
        acceleration,
    };
    let ending = tracer::run(&command, &mut |_| ()).unwrap();
    Run { ending, record }
}

/// Runs a script both ways, with what must hold for both.
fn check(script: &str, expect: impl Fn(&Run)) {
    for acceleration in [Acceleration::Filter, Acceleration::EveryCall] {
        expect(&run_as(acceleration, "sh", &["-c", script]));
    }
}

#[test]
fn exit_codes_and_signals_are_the_program_s() {
    check("exit 0", |run| assert_eq!(run.ending, Ending::Exited(0)));
    check("exit 77", |run| assert_eq!(run.ending, Ending::Exited(77)));
    for signal in [9, 11, 15] {
        check(&format!("kill -{signal} $$"), |run| {
            assert_eq!(run.ending, Ending::Killed(signal));
        });
    }
}

#[test]
fn standard_error_is_written_down_and_still_goes_where_it_went() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("stderr");
    let script = format!("exec 2>{}; /no/such; echo two", file.display());
    check(&script, |run| {
        let said = fs::read_to_string(&file).unwrap();
        assert!(said.ends_with("/no/such: not found\n"), "{said}");
        let log = run.log();
        assert!(
            log.contains("write(2, \"/no/such: not found\", 19) = ?"),
            "{log}"
        );
        assert!(!log.contains("write(1"), "{log}");
    });
}

#[test]
fn a_program_that_is_not_there_says_so() {
    let run = run_as(Acceleration::Filter, "/no/such/program", &[]);
    assert_eq!(run.ending, Ending::NotExecuted(2));
    let log = run.log();
    assert!(
        log.contains("execve(\"/no/such/program\", [\"/no/such/program\"]"),
        "{log}"
    );
    assert!(
        log.contains(") = -1 ENOENT (No such file or directory)\n"),
        "{log}"
    );
}

#[test]
fn the_start_of_a_file_that_was_refused_is_written_down() {
    let folder = TempDir::new().unwrap();
    let script = folder.path().join("script");
    fs::write(&script, "#!/no/such/shell\r\n").unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&script, mode).unwrap();
    for acceleration in [Acceleration::Filter, Acceleration::EveryCall] {
        let run = run_as(acceleration, script.to_str().unwrap(), &[]);
        assert_eq!(run.ending, Ending::NotExecuted(2));
        let log = run.log();
        assert!(log.contains("\"#!/no/such/shell\\r\\n\""), "{log}");
        assert!(log.contains("{st_mode=S_IFREG|0755, ...}"), "{log}");
    }
}

#[test]
fn an_end_that_is_no_success_is_copied() {
    check("exit 0", |run| assert_eq!(run.moments(), [""; 0]));
    check("exit 3", |run| {
        assert_eq!(run.moments(), ["at_exit_01"]);
        assert!(run.read("at_exit_01/limits").contains("Max processes"));
        assert!(run.read("at_exit_01/cmdline").starts_with("sh\0-c\0"));
        assert!(run.read("at_exit_01/census").starts_with("uid "));
    });
}

#[test]
fn a_fatal_signal_is_copied_with_its_origin() {
    check("kill -ABRT $$", |run| {
        assert_eq!(run.ending, Ending::Killed(6));
        assert!(run.moments().contains(&"at_signal_SIGABRT".to_owned()));
        let log = run.log();
        assert!(
            log.contains("--- SIGABRT {si_signo=SIGABRT, si_code=SI_USER, si_pid="),
            "{log}"
        );
        assert!(log.contains("+++ killed by SIGABRT +++"), "{log}");
    });
}

#[test]
fn the_tracer_s_own_filter_is_not_taken_for_the_program_s() {
    let run = run_as(Acceleration::Filter, "sh", &["-c", "exit 1"]);
    let status = run.read("at_exit_01/status");
    let own = fs::read_to_string("/proc/self/status").unwrap();
    let line = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("Seccomp:"))
            .map(str::to_owned)
    };
    assert_eq!(line(&status), line(&own));
    assert!(status.contains("TracerPid:\t0"), "{status}");
}

#[test]
fn children_are_followed_and_waited_for() {
    let marker = TempDir::new().unwrap();
    let file: PathBuf = marker.path().join("done");
    let script = format!("(sleep 0.2; echo x > {}) & exit 4", file.display());
    check(&script, |run| {
        assert_eq!(run.ending, Ending::Exited(4));
        assert!(file.exists(), "the child was not waited for");
        fs::remove_file(&file).unwrap();
    });
}

#[test]
fn a_stopped_program_stays_stopped_until_it_is_continued() {
    let script = "(sleep 0.3; kill -CONT $$) & kill -STOP $$; exit 5";
    check(script, |run| assert_eq!(run.ending, Ending::Exited(5)));
}

#[test]
fn no_process_is_left_behind() {
    check("sleep 0.1 & sleep 0.2 & kill -9 $$", |run| {
        let log = run.log();
        let mut pids: Vec<&str> = log
            .lines()
            .filter_map(|line| line.split(' ').next())
            .collect();
        pids.sort_unstable();
        pids.dedup();
        assert!(pids.len() > 2, "{log}");
        for pid in pids {
            let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            // What has ended waits for init.
            let runs = status.contains("PPid:\t1\n") && !status.contains("State:\tZ");
            assert!(!runs, "{pid} is left\n{log}");
        }
    });
}
