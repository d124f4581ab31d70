//! Policies through the command, as a user runs it: what is found and obeyed, what decides, what is told.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests start the command, read and write files, and fail by panicking"
)]

mod run;

use std::fs;
use std::path::Path;

use run::{Run, cgone, samples, within};
use serde_json::Value;
use tempfile::TempDir;

/// A repository with two samples in `build`, and a policy.
fn repository(policy: &str) -> TempDir {
    let top = TempDir::new().unwrap();
    fs::create_dir_all(top.path().join(".git")).unwrap();
    fs::create_dir_all(top.path().join("build")).unwrap();
    for name in ["age-keygen.gz", "docker-credential-secretservice.gz"] {
        fs::copy(samples(name), top.path().join("build").join(name)).unwrap();
    }
    fs::write(top.path().join("cgone.toml"), policy).unwrap();
    top
}

fn audit(folder: &Path, arguments: &[&str]) -> Run {
    within(folder, &[&["audit"], arguments].concat(), b"")
}

fn json(folder: &Path, arguments: &[&str]) -> (i32, Value) {
    let run = audit(folder, &[&["--format=json"], arguments].concat());
    (run.code, serde_json::from_str(&run.stdout).unwrap())
}

/// Who decided about the finding of a rule in the first image: `by file:line`.
fn decided(document: &Value, rule: &str) -> Vec<String> {
    let image = document.get("files").map_or(document, |files| &files[0]);
    let findings = image["findings"].as_array().unwrap();
    let finding = findings.iter().find(|f| f["rule"] == rule).unwrap();
    let words = finding["decided"].as_array().unwrap().iter();
    words
        .map(|word| {
            let text = |key: &str| word[key].as_str().unwrap_or("-").to_owned();
            format!("{} {}:{}", text("by"), text("file"), word["line"])
        })
        .collect()
}

/// One rule alone, so that a new rule changes nothing here.
const DENY: &str = "\
[levels]
interp-without-needed = \"deny\"
all = \"allow\"
";

/// Two rules.
const TWO: &str = "\
[levels]
all = \"allow\"
cgo-enabled-unused = \"deny\"
interp-without-needed = \"deny\"
";

#[test]
fn a_policy_is_found_upwards_and_its_line_is_named() {
    let top = repository(DENY);
    let (code, document) = json(&top.path().join("build"), &["age-keygen.gz"]);
    assert_eq!(code, 1);
    assert_eq!(
        decided(&document, "interp-without-needed"),
        ["level ../cgone.toml:2"]
    );
    let run = audit(top.path(), &["build"]);
    assert!(
        run.stdout.contains("cgone.toml:2:1: level `deny` set here"),
        "{}",
        run.stdout
    );
    let run = audit(top.path(), &["--no-policy", "build"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn a_named_policy_counts_instead_of_the_one_above() {
    let top = repository(DENY);
    fs::write(top.path().join("mild.toml"), "levels.all = \"allow\"\n").unwrap();
    let run = audit(top.path(), &["--policy", "mild.toml", "build"]);
    assert_eq!(
        (run.code, run.stdout.contains("findings: none")),
        (0, true),
        "{}",
        run.stdout
    );
    let run = audit(
        top.path(),
        &["--policy", "mild.toml", "--no-policy", "build"],
    );
    assert_eq!(run.code, 2);
    let run = audit(top.path(), &["--policy", "absent.toml", "build"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("absent.toml: no such file or directory"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_policy_above_the_repository_is_somebody_elses() {
    let top = TempDir::new().unwrap();
    fs::write(top.path().join("cgone.toml"), "nonsense\n").unwrap();
    let inner = top.path().join("repository");
    fs::create_dir_all(inner.join(".git")).unwrap();
    assert_eq!(audit(&inner, &[&samples("age-keygen.gz")]).code, 0);
    assert_eq!(audit(top.path(), &[&samples("age-keygen.gz")]).code, 2);
}

#[test]
fn the_command_line_outweighs_the_file() {
    let top = repository(DENY);
    let arguments = ["--warn", "interp-without-needed", "build/age-keygen.gz"];
    let (code, document) = json(top.path(), &arguments);
    assert_eq!(code, 0);
    assert_eq!(
        decided(&document, "interp-without-needed"),
        ["argument -:null"]
    );
}

#[test]
fn requirements_decide_with_their_line() {
    let top = repository(
        "levels.all = \"allow\"\nlevels.cgo-not-allowed = \"deny\"\n[require]\ncgo = \"none\"\n[[path]]\nmatch = \"build/age*\"\nrequire.cgo = \"std\"\n",
    );
    let file = "build/docker-credential-secretservice.gz";
    let (code, document) = json(top.path(), &[file]);
    assert_eq!(code, 1);
    assert_eq!(
        decided(&document, "cgo-not-allowed"),
        ["requirement cgone.toml:4", "level cgone.toml:2"]
    );
    assert_eq!(audit(top.path(), &["build/age-keygen.gz"]).code, 0);
}

fn exception(path: &str, expires: &str) -> String {
    format!(
        "{DENY}[[exception]]\nrule = \"interp-without-needed\"\npath = \"{path}\"\n\
         reason = \"the image ships the loader\"\nexpires = {expires}\n"
    )
}

#[test]
fn an_exception_sets_aside_and_is_shown() {
    let top = repository(&exception("build/age-*", "2999-12-31"));
    let run = audit(top.path(), &["build/age-keygen.gz"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(
        run.stdout.contains("waived[interp-without-needed]"),
        "{}",
        run.stdout
    );
    let says = "cgone.toml:4:1: excepted until 2999-12-31: the image ships the loader";
    assert!(run.stdout.contains(says), "{}", run.stdout);
    let (_, document) = json(top.path(), &["build"]);
    assert_eq!(document["summary"]["findings"]["waived"], 1);
    assert_eq!(document["summary"]["notices"], Value::Array(vec![]));
    assert_eq!(audit(top.path(), &["-q", "build"]).stdout, "");
}

#[test]
fn an_expired_exception_no_longer_counts_and_says_so() {
    let top = repository(&exception("build/*", "2020-01-31"));
    let run = audit(top.path(), &["build"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        run.stdout
            .contains("expired on 2020-01-31 and no longer counts"),
        "{}",
        run.stdout
    );
    let (_, document) = json(top.path(), &["build/age-keygen.gz"]);
    assert_eq!(document["notices"][0]["line"], 4);
}

#[test]
fn an_exception_that_matched_nothing_is_told_on_every_way_out() {
    let top = repository(&exception("bulid/*", "2999-12-31"));
    let (code, document) = json(top.path(), &["build"]);
    assert_eq!(code, 1);
    let message = document["summary"]["notices"][0]["message"]
        .as_str()
        .unwrap();
    assert!(
        message.ends_with("no audited file fits `bulid/*`"),
        "{message}"
    );
    let run = audit(top.path(), &["--format=ndjson", "build"]);
    assert!(
        run.stderr.contains("cgone.toml:4:1: the exception"),
        "{}",
        run.stderr
    );
    let run = audit(top.path(), &["build"]);
    assert!(
        run.stdout.contains("notice: the exception"),
        "{}",
        run.stdout
    );
    assert_eq!(run.stderr, "");
}

#[test]
fn a_wrong_policy_is_drawn_with_every_flaw() {
    let top =
        repository("[levels]\ninterp-without-neded = \"deny\"\n[require]\nmax-glibc = 2.31\n");
    let run = audit(top.path(), &["build"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    for part in [
        "error: unknown rule `interp-without-neded`",
        " --> cgone.toml:2:1",
        "2 | interp-without-neded = \"deny\"",
        "  | ^^^^^^^^^^^^^^^^^^^^ did you mean `interp-without-needed`?",
        " --> cgone.toml:4:13",
        "write it in quotes: `\"2.31\"`",
        "cgone.toml: 2 errors",
    ] {
        assert!(run.stderr.contains(part), "{part}:\n{}", run.stderr);
    }
}

#[test]
fn a_wrong_policy_cannot_move_the_cursor() {
    let top = repository("levels = \"\u{1b}[2J\u{202e}x\u{9b}31m\"\n\"\u{1b}]0;x\u{7}\" = 1\n");
    let run = audit(top.path(), &["build"]);
    assert_eq!(run.code, 2);
    let raw = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    assert!(!run.stderr.contains(raw), "{:?}", run.stderr);
}

#[test]
fn a_baseline_comes_back() {
    let top = repository(TWO);
    let write = ["--write-baseline", "baseline.toml", "build"];
    let run = audit(top.path(), &write);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("baseline.toml: 2 findings accepted"),
        "{}",
        run.stderr
    );
    let written = fs::read_to_string(top.path().join("baseline.toml")).unwrap();
    assert!(
        written.contains("path = \"build/age-keygen.gz\"\nrule = \"interp"),
        "{written}"
    );
    assert_eq!(audit(top.path(), &["build"]).code, 1);
    // The same file, however it is named, and from wherever.
    for (folder, path) in [("", "build"), ("", "./build/../build"), ("build", ".")] {
        let file = top.path().join("baseline.toml");
        let baseline = ["--baseline", file.to_str().unwrap(), path];
        let (code, document) = json(&top.path().join(folder), &baseline);
        assert_eq!(code, 0, "{folder} {path}: {document:#}");
        assert_eq!(document["summary"]["notices"], Value::Array(vec![]));
        assert_eq!(document["summary"]["findings"]["waived"], 2);
        assert_eq!(
            document["files"][0]["findings"][0]["decided"][1]["by"],
            "baseline"
        );
    }
    let again = [&["--baseline", "baseline.toml"][..], &write].concat();
    assert_eq!(audit(top.path(), &again).code, 0);
    assert_eq!(
        fs::read_to_string(top.path().join("baseline.toml")).unwrap(),
        written
    );
}

#[test]
fn a_baseline_shrinks() {
    let top = repository(TWO);
    audit(top.path(), &["--write-baseline", "baseline.toml", "build"]);
    let sample = samples("gocryptfs-statfs.gz");
    fs::copy(sample, top.path().join("build/age-keygen.gz")).unwrap();
    let run = audit(top.path(), &["--baseline", "baseline.toml", "build"]);
    let gone = "accepted by the baseline and gone: `interp-without-needed`";
    assert!(run.stdout.contains(gone), "{}", run.stdout);
    fs::remove_file(top.path().join("build/age-keygen.gz")).unwrap();
    let run = audit(top.path(), &["--baseline", "baseline.toml", "build"]);
    let other = "2 entries of the baseline: the image was not audited in this run";
    assert!(run.stdout.contains(other), "{}", run.stdout);
}

#[test]
fn a_baseline_of_half_a_run_is_not_written() {
    let top = repository("");
    let write = ["--write-baseline", "baseline.toml", "build", "absent"];
    let run = audit(top.path(), &write);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("baseline.toml: not written"),
        "{}",
        run.stderr
    );
    assert!(!top.path().join("baseline.toml").exists());
}

#[test]
fn a_policy_that_is_no_text_is_refused() {
    let top = repository("");
    fs::write(top.path().join("cgone.toml"), b"\xff\xfe").unwrap();
    let run = audit(top.path(), &["build"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("cgone.toml: "), "{}", run.stderr);
    let folder = top.path().to_str().unwrap();
    assert_eq!(
        cgone(&["audit", "--policy", folder, &samples("age-keygen.gz")]).code,
        2
    );
}

#[test]
fn what_init_writes_is_clean_on_what_it_saw() {
    for folder in [
        vec!["age-keygen.gz"],
        vec!["gocryptfs-statfs.gz"],
        vec!["static-cgo.gz", "age-keygen.gz"],
    ] {
        let top = repository("");
        fs::remove_file(top.path().join("cgone.toml")).unwrap();
        fs::remove_dir_all(top.path().join("build")).unwrap();
        fs::create_dir(top.path().join("build")).unwrap();
        for name in &folder {
            fs::copy(samples(name), top.path().join("build").join(name)).unwrap();
        }
        let run = within(top.path(), &["init", "build"], b"");
        assert_eq!(run.code, 0, "{}", run.stderr);
        let run = audit(top.path(), &["build"]);
        assert_eq!(
            (run.code, run.stdout.contains("notice:")),
            (0, false),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn init_requires_the_strictest_and_notices_what_gets_worse() {
    let top = repository("");
    let run = within(top.path(), &["init", "--force", "build/age-keygen.gz"], b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = fs::read_to_string(top.path().join("cgone.toml")).unwrap();
    assert!(text.contains("\ncgo = \"none\"\n"), "{text}");
    let run = audit(top.path(), &["build"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("deny[cgo-not-allowed]"),
        "{}",
        run.stdout
    );
}

#[test]
fn init_overwrites_nothing_and_needs_to_read_everything() {
    let top = repository("levels.all = \"warn\"\n");
    let run = within(top.path(), &["init"], b"");
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("`--force` replaces it"),
        "{}",
        run.stderr
    );
    let run = within(top.path(), &["init", "-o", "-", "build", "absent"], b"");
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    let run = within(top.path(), &["init", "--output=-"], b"");
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("# cgo = \"none\""), "{}", run.stdout);
    fs::write(top.path().join("cgone.toml"), run.stdout).unwrap();
    assert_eq!(audit(top.path(), &["build"]).code, 0);
}
