//! `cgone diff` as a user runs it: files, folders, reports, formats and exit codes.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests start the command, read and write files, and fail by panicking"
)]

mod run;

use std::fs;
use std::path::Path;

use run::{Run, cgone, fed, samples};
use serde_json::Value;
use tempfile::TempDir;

const PURE: &str = "gocryptfs-statfs.gz";
const DYNAMIC: &str = "docker-credential-secretservice.gz";

fn diff(more: &[&str], old: &str, new: &str) -> Run {
    let mut arguments = vec!["diff", old, new];
    arguments.extend(more);
    cgone(&arguments)
}

/// The `cgone.diff/1` document of two sides.
fn document(old: &str, new: &str) -> Value {
    let run = diff(&["--format", "json"], old, new);
    assert_eq!(run.code, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

/// `aspect direction` of each change of the first pair.
fn changes(document: &Value) -> Vec<String> {
    let changes = document["pairs"][0]["changes"].as_array().unwrap();
    let word = |change: &Value, key: &str| change[key].as_str().unwrap().to_owned();
    let one = |c: &Value| format!("{} {}", word(c, "aspect"), word(c, "direction"));
    changes.iter().map(one).collect()
}

fn report(folder: &Path, name: &str, format: &str, path: &str) -> String {
    let file = folder.join(name).to_str().unwrap().to_owned();
    let target = format!("{format}={file}");
    assert_eq!(cgone(&["audit", "--format", &target, path]).code, 0);
    file
}

#[test]
fn two_files_are_compared_in_loading_terms() {
    let document = document(&samples(PURE), &samples(DYNAMIC));
    let said = changes(&document);
    for expect in [
        "loader worse",
        "glibc-floor worse",
        "library worse",
        "symbol-version worse",
        "link-mode worse",
        "cgo-state worse",
        "cgo-package worse",
        "c-function worse",
        "hardening better",
    ] {
        assert!(said.iter().any(|s| s == expect), "{expect}: {said:?}");
    }
    let floor = &document["pairs"][0]["changes"][1];
    assert_eq!(floor["new"], "2.34");
    assert_eq!(floor["evidence"][0]["side"], "new");
}

#[test]
fn the_way_back_is_better() {
    let there = document(&samples(PURE), &samples(DYNAMIC));
    let back = document(&samples(DYNAMIC), &samples(PURE));
    let turned = |direction: &str| there["summary"][direction].clone();
    assert_eq!(back["summary"]["better"], turned("worse"));
    assert_eq!(back["summary"]["worse"], turned("better"));
    assert_eq!(back["summary"]["neutral"], turned("neutral"));
}

#[test]
fn a_side_may_be_a_report_and_says_the_same() {
    let folder = TempDir::new().unwrap();
    let (old, new) = (samples(PURE), samples(DYNAMIC));
    let pairs = |old: &str, new: &str| document(old, new)["pairs"].clone();
    let files = pairs(&old, &new);
    let old_json = report(folder.path(), "old.json", "json", &old);
    let new_lines = report(folder.path(), "new.ndjson", "ndjson", &new);
    assert_eq!(pairs(&old_json, &new), files);
    assert_eq!(pairs(&old, &new_lines), files);
    assert_eq!(pairs(&old_json, &new_lines), files);
    let text = fs::read(&old_json).unwrap();
    let piped = fed(&["diff", "--format", "json", "-", &new], &text);
    let piped: Value = serde_json::from_str(&piped.stdout).unwrap();
    assert_eq!(piped["pairs"], files);
    let binary = fs::read(&old).unwrap();
    let piped = fed(&["diff", "-", &new], &binary);
    assert!(
        piped.stdout.contains("needs GLIBC `2.34`"),
        "{}",
        piped.stdout
    );
}

#[test]
fn folders_pair_by_path_and_say_what_came_and_went() {
    let folder = TempDir::new().unwrap();
    let (old, new) = (folder.path().join("v1/bin"), folder.path().join("v2/bin"));
    fs::create_dir_all(&old).unwrap();
    fs::create_dir_all(&new).unwrap();
    let copy = |name: &str, to: &Path, called: &str| {
        fs::copy(samples(name), to.join(called)).unwrap();
    };
    copy(PURE, &old, "tool");
    copy(DYNAMIC, &new, "tool");
    copy("age-keygen.gz", &old, "same");
    copy("age-keygen.gz", &new, "same");
    copy("static-cgo.gz", &new, "came");
    copy("shfmt-darwin-arm64.gz", &old, "went");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let run = diff(&[], &text(&old), &text(&new));
    for expect in [
        "tool  linux/amd64",
        "added: came  linux/amd64",
        "removed: went  darwin/arm64",
        "2 images compared, 1 changed",
        "1 added, 1 removed",
    ] {
        assert!(run.stdout.contains(expect), "{expect}: {}", run.stdout);
    }
    assert!(!run.stdout.contains("same  linux"), "{}", run.stdout);
}

#[test]
fn nothing_changes_between_equals() {
    let run = diff(
        &["--fail-on", "worse,added,removed"],
        &samples(""),
        &samples(""),
    );
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "6 images compared, none changed; 0 added, 0 removed\n")
    );
}

#[test]
fn new_findings_at_deny_and_named_changes_fail() {
    let (pure, dynamic, pie) = (samples(PURE), samples(DYNAMIC), samples("age-keygen.gz"));
    for (more, old, new, code) in [
        (vec![], &pure, &pie, 0),
        (vec!["--deny", "interp-without-needed"], &pure, &pie, 1),
        (vec!["--deny", "interp-without-needed"], &pie, &pure, 0),
        (vec!["--deny", "interp-without-needed"], &pie, &pie, 0),
        (vec!["--fail-on", "new-finding"], &pure, &pie, 1),
        (vec!["--fail-on", "loader"], &pure, &dynamic, 1),
        (vec!["--fail-on", "loader"], &dynamic, &pure, 0),
        (vec!["--fail-on", "cpu-level,worse"], &pure, &dynamic, 1),
        (vec!["--fail-on", "loaders"], &pure, &dynamic, 2),
        (vec!["--deny", "no-such-rule"], &pure, &dynamic, 2),
        (vec!["--format", "sarif"], &pure, &dynamic, 2),
    ] {
        let run = diff(&more, old, new);
        assert_eq!(run.code, code, "{more:?}: {}", run.stderr);
    }
    let run = diff(&["--fail-on", "loaders"], &pure, &pure);
    assert!(
        run.stderr.contains("did you mean `loader`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let pure = samples(PURE);
    for (path, said) in [
        (file("text", "no binary"), "not a Go binary"),
        (
            file("other.json", r#"{"schema":"cgone.load/1"}"#),
            "line 1: schema `cgone.load/1`",
        ),
        (
            file("cut.json", r#"{"schema":"cgone.audit/1","#),
            "line 1: no report",
        ),
        (
            file("empty.json", r#"{"schema":"cgone.audit/1","files":[]}"#),
            "nothing to compare",
        ),
        (
            folder.path().join("none").to_str().unwrap().to_owned(),
            "no such file",
        ),
    ] {
        let run = diff(&[], &path, &pure);
        assert_eq!(run.code, 3, "{path}: {}", run.stdout);
        assert!(run.stderr.contains(said), "{path}: {}", run.stderr);
    }
    assert_eq!(diff(&[], "-", "-").code, 2);
}

#[test]
fn hostile_values_stay_inert_in_markdown_and_on_the_screen() {
    let folder = TempDir::new().unwrap();
    let lines = report(folder.path(), "r", "ndjson", &samples(DYNAMIC));
    let text = fs::read_to_string(&lines).unwrap();
    let evil = r"lib`<img src=x>\u001b[2J@team.so";
    fs::write(&lines, text.replace("libsecret-1.so.0", evil)).unwrap();
    let run = diff(&["--format", "markdown"], &samples(PURE), &lines);
    assert!(
        run.stdout.contains("`lib'<img src=x>\\u{1b}[2J@team.so`"),
        "{}",
        run.stdout
    );
    let run = diff(&[], &samples(PURE), &lines);
    assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
}

#[test]
fn several_formats_go_to_files() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("diff.md");
    let target = format!("markdown={}", file.display());
    let run = diff(&["--format", &target], &samples(PURE), &samples(DYNAMIC));
    assert!(run.stdout.contains("1 image compared"), "{}", run.stdout);
    let text = fs::read_to_string(file).unwrap();
    assert!(text.starts_with("### cgone diff: `"), "{text}");
    let twice = ["--format", "json", "--format", "markdown"];
    assert_eq!(diff(&twice, &samples(PURE), &samples(PURE)).code, 2);
}
