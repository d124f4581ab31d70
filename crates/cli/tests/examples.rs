//! The examples in every subcommand's help: each is run as it is printed.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the command, read and write files, and fail by panicking"
)]

mod run;

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use run::{cgone, samples};
use tempfile::TempDir;

/// What examples find where they are run: a folder per entry of the name, and the sample that lies there.
const THERE: &[(&str, &str)] = &[
    ("app", "docker-credential-secretservice.gz"),
    ("app.old", "gocryptfs-statfs.gz"),
    ("dist/app", "docker-credential-secretservice.gz"),
    ("dist/tool", "age-keygen.gz"),
    ("old/app", "gocryptfs-statfs.gz"),
    ("new/app", "docker-credential-secretservice.gz"),
];

fn set_up(folder: &Path) {
    for (name, sample) in THERE {
        let packed = fs::read(samples(sample)).unwrap();
        let mut bytes = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(packed.as_slice());
        decoder.read_to_end(&mut bytes).unwrap();
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    fs::create_dir_all(folder.join("rootfs/lib64")).unwrap();
    let log = "./app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by ./app)\n";
    fs::write(folder.join("app.log"), log).unwrap();
    let report = folder.join("audit.json");
    let target = format!("json={}", report.display());
    let app = folder.join("app.old");
    let run = cgone(&["audit", "--format", &target, app.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

/// The subcommands that `cgone --help` lists.
fn subcommands() -> Vec<String> {
    let help = cgone(&["--help"]).stdout;
    let list = help.split_once("Commands:\n").unwrap().1;
    let lines = list.lines().take_while(|line| !line.is_empty());
    // A name stands two columns in; what is said about it may go on below.
    let names = lines.filter_map(|line| line.strip_prefix("  ").filter(|l| !l.starts_with(' ')));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn examples(subcommand: &str) -> Vec<String> {
    let help = cgone(&[subcommand, "--help"]).stdout;
    let lines = help.lines().filter_map(|line| line.strip_prefix("  $ "));
    lines.map(str::to_owned).collect()
}

#[test]
fn every_subcommand_has_examples_and_each_runs() {
    let folder = TempDir::new().unwrap();
    set_up(folder.path());
    let program = Path::new(env!("CARGO_BIN_EXE_cgone")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let subcommands = subcommands();
    assert!(subcommands.len() >= 6, "{subcommands:?}");
    for subcommand in subcommands {
        let examples = examples(&subcommand);
        assert!(
            !examples.is_empty(),
            "`cgone {subcommand} --help` has no example"
        );
        for example in examples {
            let run = |line: &str| {
                Command::new("sh")
                    .args(["-c", line])
                    .current_dir(folder.path())
                    .env("PATH", format!("{}:{path}", program.display()))
                    .output()
                    .unwrap()
            };
            let done = run(&example);
            let code = done.status.code();
            let said = String::from_utf8_lossy(&done.stderr);
            match example.split_once(" -- ") {
                // A program that was run keeps its own exit code.
                Some((_, program)) => assert_eq!(code, run(program).status.code(), "{said}"),
                // 1 is an answer: something was found.
                None => assert!(matches!(code, Some(0 | 1)), "`{example}`: {code:?}\n{said}"),
            }
        }
    }
    for made in [
        "cgone.sarif",
        "cgone.bash",
        "man1/cgone-audit.1",
        "commands/cgone.md",
        "diff.json",
    ] {
        assert!(folder.path().join(made).is_file(), "no {made}");
    }
}
