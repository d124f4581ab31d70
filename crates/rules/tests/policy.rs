//! Policies as people write them: what they mean, and what is said of a wrong one.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use diagnostic::{Decider, Fact, Finding, Level, Notice};
use gobin::{CgoState, Facts};
use image::{Arch, Format, Kind};
use rules::{Checked, Levels, Policy};

/// A program whose only finding comes from a requirement on cgo.
fn with_cgo(state: CgoState) -> Facts {
    let mut facts = Facts::blank(Format::Elf, Arch::Go("amd64"), Kind::Executable);
    let place = diagnostic::Place::new("pclntab function").index(1);
    facts.cgo.state = Fact::known(state, vec![place.value("a wrapper")]);
    facts
}

fn policy(text: &str) -> Policy {
    let policy = Policy::parse("cgone.toml", text).unwrap();
    policy.on("2026-06-15".parse().unwrap())
}

/// What is found in that file by the one rule that these tests speak of.
fn checked(policy: &Policy, path: &str) -> Checked {
    let facts = with_cgo(CgoState::Std);
    let mut checked = rules::check(&facts, &[], &policy.applied(path));
    checked.findings.retain(|f| f.rule == "cgo-not-allowed");
    checked
}

/// The finding of `cgo-not-allowed` in that file, if there is one.
fn found(text: &str, path: &str) -> Option<Finding> {
    checked(&policy(text), path).findings.pop()
}

/// Who decided, and where in the file.
fn decided(finding: &Finding) -> Vec<(Decider, u32)> {
    let line = |d: &diagnostic::Decision| d.place.as_ref().map_or(0, |place| place.line);
    finding.decided.iter().map(|d| (d.by, line(d))).collect()
}

fn flaws(text: &str, expect: &[&str]) {
    let flaws = Policy::parse("cgone.toml", text).unwrap_err();
    let said: Vec<String> = flaws.to_string().lines().map(str::to_owned).collect();
    assert_eq!(said, expect, "{text}");
}

#[test]
fn a_requirement_and_a_level_name_their_lines() {
    let text = "[require]\ncgo = \"none\"\n[levels]\ncgo-not-allowed = \"warn\"\n";
    let finding = found(text, "app").unwrap();
    assert_eq!(finding.level, Level::Warn);
    assert_eq!(
        decided(&finding),
        [(Decider::Requirement, 2), (Decider::Level, 4)]
    );
    let [required, _] = &finding.decided[..] else {
        panic!("{:?}", finding.decided)
    };
    assert_eq!(
        required.to_string(),
        "cgone.toml:2:1: `cgo = \"none\"` required here"
    );
}

#[test]
fn a_named_rule_outweighs_all_wherever_it_stands() {
    let text = "[levels]\ncgo-not-allowed = \"warn\"\nall = \"deny\"\n[require]\ncgo = \"none\"\n";
    assert_eq!(found(text, "app").unwrap().level, Level::Warn);
}

#[test]
fn later_sections_win_and_the_command_line_outweighs_them() {
    let text = "\
        [require]\ncgo = \"none\"\n\
        [[path]]\nmatch = \"build/*\"\nlevels.all = \"warn\"\nrequire.cgo = \"runtime-only\"\n\
        [[path]]\nmatch = [\"*-cgo\", \"x\"]\nrequire.cgo = \"user\"\n";
    assert_eq!(found(text, "app").unwrap().level, Level::Deny);
    let finding = found(text, "build/app").unwrap();
    assert_eq!(
        decided(&finding),
        [(Decider::Requirement, 6), (Decider::Level, 5)]
    );
    assert_eq!(found(text, "build/app-cgo"), None);
    let mut arguments = Levels::default();
    let asked = diagnostic::Decision {
        by: Decider::Argument,
        place: None,
        says: "asked".to_owned(),
    };
    arguments.set("all", Level::Deny, &asked).unwrap();
    let policy = policy(text).with_arguments(&arguments);
    let finding = &checked(&policy, "build/app").findings[0];
    assert_eq!(
        (finding.level, decided(finding)[1].0),
        (Level::Deny, Decider::Argument)
    );
}

fn exception(more: &str) -> String {
    format!(
        "require.cgo = \"none\"\n[[exception]]\nrule = \"cgo-not-allowed\"\npath = \"app\"\nreason = \"waits for v3\"\n{more}\n"
    )
}

fn notices(policy: &Policy, checked: &Checked) -> Vec<Notice> {
    policy.notices(&checked.met)
}

#[test]
fn an_exception_waives_and_says_why() {
    for (more, says) in [
        ("", "cgone.toml:2:1: excepted: waits for v3"),
        (
            "subject = \"std\"",
            "cgone.toml:2:1: excepted: waits for v3",
        ),
        (
            "expires = 2026-06-15",
            "cgone.toml:2:1: excepted until 2026-06-15: waits for v3",
        ),
        (
            "expires = \"2026-06-16\"",
            "cgone.toml:2:1: excepted until 2026-06-16: waits for v3",
        ),
    ] {
        let policy = policy(&exception(more));
        let checked = checked(&policy, "build/app");
        let finding = &checked.findings[0];
        assert_eq!(finding.waived().unwrap().to_string(), says);
        assert!(!finding.stands() && finding.level == Level::Deny);
        assert_eq!(notices(&policy, &checked), []);
    }
}

#[test]
fn an_exception_that_matched_nothing_or_expired_is_told() {
    for (more, path, message) in [
        ("", "other", "matched nothing: no audited file fits `app`"),
        (
            "subject = \"user\"",
            "app",
            "matched nothing in files that fit `app`",
        ),
        (
            "expires = 2026-06-14",
            "app",
            "expired on 2026-06-14 and no longer counts: 1 of its findings",
        ),
        (
            "expires = 2026-06-14",
            "other",
            "expired on 2026-06-14, and matched nothing",
        ),
    ] {
        let policy = policy(&exception(more));
        let checked = checked(&policy, path);
        assert!(checked.findings[0].stands());
        let [notice] = &notices(&policy, &checked)[..] else {
            panic!("{more}: not one notice")
        };
        assert!(notice.message.contains(message), "{}", notice.message);
        assert_eq!(notice.place.as_ref().map(|place| place.line), Some(2));
    }
}

#[test]
fn what_is_lifted_is_not_required() {
    for lifted in [
        "cgo = \"user\"",
        "max-glibc = \"any\"",
        "static = false",
        "allowed-libraries = \"*\"",
    ] {
        let policy = policy(&format!("[require]\n{lifted}\n"));
        assert_eq!(checked(&policy, "app").findings, [], "{lifted}");
    }
    let policy =
        policy("require.static = true\n[[path]]\nmatch = \"app\"\nrequire.static = false\n");
    assert_eq!(policy.applied("app").requirements().static_link, None);
    assert!(policy.applied("other").requirements().static_link.is_some());
}

#[test]
fn requirements_are_read() {
    let policy = policy(
        "[require]\nallowed-cgo-packages = [\"example.org/*\", \"a/b\"]\nmax-glibc = \"2.31\"\nfips = true\n\
         allowed-libraries = \"libc.so.6\"\ncpu-level = { amd64 = \"v2\", arm64 = \"v8.1\" }\n\
         starts-on = [\"alpine:3.22\", \"scratch\"]\n",
    );
    let applied = policy.applied("app");
    let required = applied.requirements();
    assert_eq!(
        required.allowed_cgo_packages.as_ref().unwrap().value,
        ["example.org/*", "a/b"]
    );
    assert_eq!(required.max_glibc.as_ref().unwrap().value, "2.31");
    assert_eq!(
        required.allowed_libraries.as_ref().unwrap().value,
        ["libc.so.6"]
    );
    let levels = &required.cpu_level.as_ref().unwrap().value;
    let named = |goarch: &str, level: &str| (goarch.to_owned(), level.to_owned());
    assert_eq!(levels, &[named("amd64", "v2"), named("arm64", "v8.1")]);
    assert_eq!(
        required.starts_on.as_ref().unwrap().value,
        ["alpine:3.22", "scratch"]
    );
    assert!(required.fips.as_ref().unwrap().value);
}

#[test]
fn every_flaw_is_told_with_its_place() {
    flaws(
        "[levels]\nall = \"warm\"\npacked-exe = \"deny\"\n[requires]\n[require]\nmax-glibc = 2.31\nstatic = 1\n",
        &[
            "cgone.toml:2:7: unknown level `warm`",
            "cgone.toml:3:1: unknown rule `packed-exe`",
            "cgone.toml:4:2: unknown key `requires`",
            "cgone.toml:6:13: `max-glibc` takes a string, not a float",
            "cgone.toml:7:10: `static` takes `true` or `false`, not an integer",
        ],
    );
    flaws(
        "[require]\ncgo = \"some\"\nmax-glibc = \"3.99x\"\ncpu-level = \"v9\"\nfips = \"on\"\nallowed-libraries = [\"\"]\n",
        &[
            "cgone.toml:2:7: unknown cgo limit `some`",
            "cgone.toml:3:13: `3.99x` is no version of glibc",
            "cgone.toml:4:13: unknown level of amd64 `v9`",
            "cgone.toml:5:8: `fips` takes `true` or `false`, not a string",
            "cgone.toml:6:22: `allowed-libraries` holds an empty string",
        ],
    );
    flaws(
        "require.cpu-level = { amd46 = \"v1\", arm64 = \"v7\" }\n",
        &[
            "cgone.toml:1:23: unknown GOARCH `amd46`",
            "cgone.toml:1:45: unknown level of arm64 `v7`",
        ],
    );
}

#[test]
fn sections_and_exceptions_must_be_whole() {
    flaws(
        "[[path]]\n[[path]]\nmatch = [\"[\"]\n[[exception]]\npath = \"a\"\nreason = \" \"\nexpires = 2027-02-30\n",
        &[
            "cgone.toml:1:1: `[[path]]` lacks `match`",
            "cgone.toml:3:10: `[` is no pattern of paths: unclosed character class; missing ']'",
            "cgone.toml:4:1: `[[exception]]` lacks `rule`",
            "cgone.toml:6:10: `reason` is empty",
            "cgone.toml:7:11: invalid date, expected day between 01 and 28",
        ],
    );
    flaws(
        "path = 1\n[exception]\nrule = \"x\"\n",
        &[
            "cgone.toml:1:8: `path` takes tables, each under `[[path]]`, not an integer",
            "cgone.toml:2:1: `exception` takes tables, each under `[[exception]]`, not a table",
        ],
    );
}

#[test]
fn broken_syntax_is_told_once() {
    flaws(
        "levels = {\n",
        &["cgone.toml:1:11: unclosed inline table, expected `}`"],
    );
}

#[test]
fn the_schema_knows_every_rule_and_no_other_key() {
    let schema = rules::policy_schema();
    let levels = &schema["properties"]["levels"];
    let named = levels["properties"].as_object().unwrap();
    assert_eq!(named.len(), rules::CATALOGUE.len() + 1);
    for rule in rules::CATALOGUE {
        assert_eq!(named[rule.name]["enum"][2], "deny");
        let policy = format!("levels.{} = \"warn\"\n", rule.name);
        assert!(Policy::parse("cgone.toml", &policy).is_ok());
    }
    let exception = &schema["properties"]["exception"]["items"];
    assert_eq!(
        exception["required"],
        serde_json::json!(["rule", "path", "reason"])
    );
    for table in [&schema, levels, &schema["properties"]["require"], exception] {
        assert_eq!(table["additionalProperties"], false);
    }
}
