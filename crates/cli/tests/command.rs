//! The command as a user runs it: exit codes, outputs, and inputs that want to do harm.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the command, read and write files, and fail by panicking"
)]

mod run;

use std::fs;
use std::io::{Read, Write};

use run::{Run, cgone, fed, samples};
use serde_json::Value;
use tempfile::TempDir;

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

fn folder() -> TempDir {
    TempDir::new().unwrap()
}

/// The bytes of a compressed sample.
fn expanded(name: &str) -> Vec<u8> {
    let packed = fs::read(samples(name)).unwrap();
    let mut bytes = Vec::new();
    let mut decoder = flate2::read::GzDecoder::new(packed.as_slice());
    decoder.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn the_samples_are_audited() {
    let run = cgone(&["audit", &samples("")]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for name in [
        "age-keygen.gz",
        "static-cgo.gz",
        "docker-credential-secretservice.gz",
    ] {
        assert!(run.stdout.contains(name), "{}", run.stdout);
    }
    assert!(
        run.stdout
            .contains("warn[interp-without-needed]: 1 finding")
    );
}

#[test]
fn one_image_is_one_record() {
    let run = cgone(&["audit", "--format", "json", &samples("age-keygen.gz")]);
    let record = json(&run);
    assert_eq!(run.code, 0);
    assert_eq!(record["schema"], "cgone.audit/1");
    assert_eq!(record["cgo"]["state"], "none");
    assert_eq!(record["link"]["mode"], "dynamic-without-libraries");
    let findings = record["findings"].as_array().unwrap();
    let of = |rule: &str| findings.iter().find(|f| f["rule"] == rule).unwrap();
    let proof = &of("interp-without-needed")["evidence"][0];
    assert_eq!(proof["place"]["offset"], 0xfe4);
    assert_eq!(of("cgo-enabled-unused")["level"], "allow");
}

#[test]
fn ndjson_has_one_record_a_line_in_order() {
    let run = cgone(&["audit", "--format", "ndjson", "--jobs", "3", &samples("")]);
    let paths: Vec<String> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["path"].to_string())
        .collect();
    assert!(paths.len() >= 4 && paths.is_sorted(), "{paths:?}");
}

#[test]
fn many_images_are_one_document() {
    let run = cgone(&["audit", "--format", "json", &samples("")]);
    let document = json(&run);
    let files = document["files"].as_array().unwrap();
    assert_eq!(document["summary"]["go_images"], files.len());
    assert!(document["summary"]["passed_over"]["other_files"].as_u64() >= Some(2));
}

#[test]
fn several_formats_in_one_run() {
    let out = folder();
    let file = out.path().join("audit.json");
    let target = format!("json={}", file.display());
    let sample = samples("age-keygen.gz");
    let run = cgone(&["audit", "--format", &target, "--color=always", &sample]);
    assert!(run.stdout.contains("\u{1b}[") && run.stdout.contains("loads"));
    let record: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(record["path"], sample);
}

#[test]
fn a_report_without_a_folder_is_said_before_the_work() {
    let out = folder();
    let target = format!("sarif={}", out.path().join("absent/a.sarif").display());
    let sample = samples("age-keygen.gz");
    let run = cgone(&["audit", "--format", &target, &sample]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("no folder `"), "{}", run.stderr);
    let twice = format!("json={}", out.path().join("a").display());
    let run = cgone(&["audit", "--format", &twice, "--format", &twice, &sample]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("two formats for one file"),
        "{}",
        run.stderr
    );
}

#[test]
fn schemas_are_listed_and_printed() {
    let list = cgone(&["schema"]);
    for name in list
        .stdout
        .lines()
        .filter_map(|line| line.split(' ').next())
    {
        let schema = json(&cgone(&["schema", name]));
        assert!(schema["$schema"].as_str().unwrap().contains("2020-12"));
    }
    assert!(list.stdout.contains("cgone.audit/1"));
    let typo = cgone(&["schema", "audti"]);
    assert_eq!(typo.code, 2);
    assert!(
        typo.stderr.contains("did you mean `audit`"),
        "{}",
        typo.stderr
    );
}

#[test]
fn quiet_says_findings_alone() {
    let run = cgone(&["audit", "-q", &samples("gocryptfs-statfs.gz")]);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (0, "", "")
    );
    let run = cgone(&["audit", "-q", &samples("age-keygen.gz")]);
    assert!(
        run.stdout.starts_with("warn[interp-without-needed]"),
        "{}",
        run.stdout
    );
}

#[test]
fn levels_decide_the_exit_code() {
    let sample = samples("age-keygen.gz");
    for (arguments, code) in [
        (vec!["--deny", "interp-without-needed"], 1),
        (vec!["--deny", "all"], 1),
        (
            vec![
                "--allow",
                "all",
                "--deny",
                "interp-without-needed",
                "--deny",
                "cgo-enabled-unused",
            ],
            1,
        ),
        (vec!["--allow", "all", "--deny", "cgo-not-allowed"], 0),
        (vec!["--allow", "all"], 0),
        (vec!["--deny", "interp-without-neded"], 2),
    ] {
        let mut all = vec!["audit", &sample];
        all.extend(&arguments);
        assert_eq!(cgone(&all).code, code, "{arguments:?}");
    }
}

#[test]
fn a_hash_is_of_the_stored_file() {
    let file = folder();
    let path = file.path().join("x.gz");
    fs::copy(samples("age-keygen.gz"), &path).unwrap();
    let sums = fs::read_to_string(samples("SHA256SUMS")).unwrap();
    let expect = sums
        .lines()
        .find(|line| line.ends_with("age-keygen.gz"))
        .unwrap();
    let run = cgone(&["audit", "--sha256", "--format=json", path.to_str().unwrap()]);
    assert!(expect.starts_with(json(&run)["sha256"].as_str().unwrap()));
}

#[test]
fn standard_input_is_a_file_too() {
    let bytes = fs::read(samples("age-keygen.gz")).unwrap();
    let run = fed(&["audit", "--format=json", "-"], &bytes);
    assert_eq!((run.code, &json(&run)["path"]), (0, &Value::from("-")));
    assert_eq!(fed(&["audit", "-"], b"").code, 3);
}

#[test]
fn a_glob_that_no_shell_expanded() {
    let run = cgone(&["audit", "--format=json", &samples("age-*.gz")]);
    assert_eq!(
        (run.code, &json(&run)["cgo"]["state"]),
        (0, &Value::from("none"))
    );
    let run = cgone(&["audit", &samples("nothing-*.gz")]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("matched no file"), "{}", run.stderr);
}

#[test]
fn nothing_is_never_clean() {
    let empty = folder();
    let path = empty.path().to_str().unwrap();
    let run = cgone(&["audit", path]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("no Go binary found in it"),
        "{}",
        run.stderr
    );
    let run = cgone(&["audit", &format!("{path}/absent")]);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("no such file or directory"),
        "{}",
        run.stderr
    );
    let run = cgone(&["audit", &samples("age-keygen.gz"), path]);
    assert_eq!(
        run.code, 3,
        "one good path does not make up for an empty one"
    );
}

#[test]
fn a_named_file_must_be_go() {
    let text = samples("README.md");
    let run = cgone(&["audit", &text]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("not a Go binary"), "{}", run.stderr);
    let own = env!("CARGO_BIN_EXE_cgone");
    let run = cgone(&["audit", "--format=json", own]);
    assert_eq!(run.code, 3, "cgone is no Go binary: {}", run.stdout);
    assert_eq!(json(&run)["go"], Value::Null);
}

#[test]
fn a_cut_file_says_what_is_missing() {
    let file = folder();
    let whole = expanded("age-keygen.gz");
    for length in [0_usize, 3, 16, 63, 64, 200, 5000, whole.len() / 2] {
        let path = file.path().join("cut");
        fs::write(&path, &whole[..length]).unwrap();
        let run = cgone(&["audit", "--format=json", path.to_str().unwrap()]);
        let code_fits = match run.code {
            0 => !json(&run)["problems"].as_array().unwrap().is_empty(),
            code => code == 3 && !run.stderr.is_empty(),
        };
        assert!(code_fits, "{length} bytes: {} {}", run.code, run.stderr);
    }
}

#[test]
fn a_bomb_is_stopped_and_said() {
    let file = folder();
    let path = file.path().join("bomb.gz");
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(b"\x7fELF\x02\x01\x01").unwrap();
    for _ in 0..100 {
        bomb.write_all(&[0; 1 << 20]).unwrap();
    }
    fs::write(&path, bomb.finish().unwrap()).unwrap();
    let run = cgone(&["audit", path.to_str().unwrap()]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("expands past 64 MiB"), "{}", run.stderr);
}

#[test]
fn explain_and_rules_show_the_catalogue() {
    let list = cgone(&["rules", "--format=json"]);
    let rules = json(&list);
    let first = rules[0]["name"].as_str().unwrap();
    assert_eq!(cgone(&["explain", first]).code, 0);
    assert!(cgone(&["rules"]).stdout.contains(first));
    let typo = cgone(&["explain", "interp-without-neded"]);
    assert_eq!(typo.code, 2);
    assert!(
        typo.stderr.contains("did you mean `interp-without-needed`"),
        "{}",
        typo.stderr
    );
}

#[test]
fn usage_errors_are_2() {
    for arguments in [
        vec!["audit"],
        vec!["frobnicate"],
        vec!["audit", "--format", "yaml", "x"],
        vec!["audit", "--format", "json", "--format", "ndjson", "x"],
        vec!["audit", "-q", "-v", "x"],
    ] {
        assert_eq!(cgone(&arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(cgone(&["--help"]).code, 0);
    assert_eq!(cgone(&["--version"]).code, 0);
}

#[test]
fn a_go_library_is_met_where_the_same_run_holds_it() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let program = testkit::samples::go::program().build();
    for name in ["app", "libc.so.6"] {
        fs::write(path(name), &program).unwrap();
    }
    let duplicates = |arguments: &[&str]| {
        let run = cgone(&[&["audit", "--no-policy", "--format", "ndjson"], arguments].concat());
        let count = run.stdout.matches("\"duplicate-go-runtime\"").count();
        (count, run.stdout)
    };
    // The library needs its own name, and is not held against itself.
    let (count, said) = duplicates(&[folder.path().to_str().unwrap()]);
    assert_eq!(count, 1, "{said}");
    assert!(said.contains("holds a Go runtime of its own"), "{said}");
    assert_eq!(duplicates(&[&path("app")]).0, 0);
}
