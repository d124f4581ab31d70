//! Snapshots of the formats that CI reads, and what holds for all of them.

use crate::records::{cgo_program, hostile, member, render, rendered, warned};
use diagnostic::{Decider, Decision, Finding, Level};
use report::{Notice, Record, Totals, Unread, View};

const FORMATS: [&str; 8] = [
    "csv",
    "csv-findings",
    "cyclonedx",
    "github",
    "gitlab",
    "junit",
    "markdown",
    "sarif",
];

fn excepted(mut record: Record) -> Record {
    let finding = record.findings[0].clone();
    record.findings.push(Finding {
        level: Level::Deny,
        subject: "set aside".into(),
        decided: vec![Decision {
            by: Decider::Exception,
            says: "excepted until 2027-01-31: waits for v3".into(),
            ..warned()
        }],
        ..finding
    });
    record
}

/// A run with everything in it: findings at every level, one set aside, a file that was not read, a notice.
fn whole_run(format: &str) -> String {
    let records = [excepted(cgo_program()), member()];
    let totals = Totals {
        go_images: 2,
        unread: vec![Unread {
            path: "dist/brok en".into(),
            message: "not a Go binary: ELF amd64".into(),
        }],
        notices: vec![Notice {
            place: warned().place,
            message: "the exception matches nothing".into(),
            help: Some("remove it".into()),
        }],
        ..Totals::default()
    };
    rendered(format, &records, &totals, &View::default())
}

#[test]
fn a_whole_run() {
    for format in FORMATS {
        let mut text = whole_run(format);
        if format == "sarif" {
            // The rules' pages are the catalogue's own, and change with it.
            let rules = text.find("\"rules\":").unwrap()..text.find("}},\n\"originalUri").unwrap();
            text.replace_range(rules, "\"rules\":[…]");
            let parts = text.split("\"ruleIndex\":").enumerate();
            let part = |(at, part): (usize, &str)| match at {
                0 => part.to_owned(),
                _ => format!(
                    "\"ruleIndex\":[…]{}",
                    part.trim_start_matches(char::is_numeric)
                ),
            };
            text = parts.map(part).collect();
        }
        if format == "junit" {
            // A case that passes for every rule of the catalogue.
            let dull = |line: &&str| !line.starts_with("<testcase") || !line.ends_with("/>");
            let lines: Vec<&str> = text.lines().filter(dull).collect();
            text = lines.join("\n");
            let count = rules::CATALOGUE.len().to_string();
            text = text.replace(&format!("tests=\"{count}\""), "tests=\"[rules]\"");
        }
        insta::assert_snapshot!(format.replace('-', "_"), text);
    }
}

#[test]
fn nothing_found_is_a_report_too() {
    for format in FORMATS {
        let none = rendered(format, &[], &Totals::default(), &View::default());
        match format {
            "github" => assert_eq!(none, ""),
            "gitlab" => assert_eq!(none, "[\n\n]\n"),
            "markdown" => assert!(none.contains("no findings in 0 Go images"), "{none}"),
            _ => assert!(!none.is_empty(), "{format}"),
        }
    }
}

/// No format carries a raw control or direction character, and no string of a file ends a line early.
#[test]
fn no_string_of_a_file_breaks_a_format() {
    let evil = "\u{1b}[2J\u{202e}\r\u{9b}31m\n::error::forged\n]]>\"',=1+1\u{ffff}\u{fffd}`|@all";
    for format in FORMATS {
        let text = render(format, &[hostile(evil), hostile(evil)], &View::default());
        let raw = text.find(|c: char| {
            !matches!(c, '\n' | '\r') && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c))
        });
        assert_eq!(raw, None, "{format}: {text:?}");
        let forged = text.lines().any(|line| line.starts_with("::error::forged"));
        assert!(!forged, "{format}: {text}");
        let lone = text.replace("\r\n", "\n").contains('\r');
        assert!(!lone, "{format}: a carriage return");
    }
}

#[test]
fn a_comment_keeps_to_its_limit() {
    let mut record = cgo_program();
    let finding = record.findings[0].clone();
    record.findings = vec![finding; 3000];
    for finding in &mut record.findings {
        finding.level = Level::Deny;
    }
    let text = render("markdown", &[record], &View::default());
    assert!(
        text.len() <= 65_536 && text.len() > 40_000,
        "{}",
        text.len()
    );
    assert!(text.contains("**Cut**, because a comment is limited: "));
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
    assert!(text.contains("3000 deny in 1 Go image"));
}

#[test]
fn annotations_keep_to_a_step() {
    let mut record = cgo_program();
    let finding = record.findings[0].clone();
    record.findings = vec![finding; 25];
    for (at, finding) in record.findings.iter_mut().enumerate() {
        finding.level = if at % 5 == 0 {
            Level::Warn
        } else {
            Level::Deny
        };
    }
    let text = render("github", &[record], &View::default());
    let count = |kind: &str| text.lines().filter(|line| line.starts_with(kind)).count();
    assert_eq!((count("::error "), count("::warning ")), (10, 5));
    assert!(text.contains("title=cgone%3A 11 more::"), "{text}");
}

/// A module that two binaries share stands once, with both places.
#[test]
fn a_bill_has_each_part_once() {
    let mut other = cgo_program();
    other.path = "build/other".into();
    let text = render("cyclonedx", &[cgo_program(), other], &View::default());
    let bill: serde_json::Value = serde_json::from_str(&text).unwrap();
    let named = |name: &str| {
        let all = bill["components"].as_array().unwrap().iter();
        all.filter(|c| c["name"] == name)
            .cloned()
            .collect::<Vec<_>>()
    };
    let new = named("example.org/new");
    assert_eq!(new.len(), 1, "{text}");
    assert_eq!(new[0]["purl"], "pkg:golang/example.org/new@v0.2.0");
    assert_eq!(new[0]["properties"][0]["value"], "example.org/old@v0.1.0");
    assert_eq!(
        new[0]["evidence"]["occurrences"].as_array().unwrap().len(),
        2
    );
    assert_eq!(named("libc.so.6").len(), 1);
    assert_eq!(bill["metadata"]["component"], serde_json::Value::Null);
    assert_eq!(bill["dependencies"].as_array().unwrap().len(), 2);
    let again = render("cyclonedx", &[cgo_program()], &View::default());
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again["metadata"]["component"]["name"], "app");
    assert_ne!(again["serialNumber"], bill["serialNumber"]);
}

#[test]
fn a_record_at_allow_is_for_who_asks_for_everything() {
    let verbose = View {
        verbose: true,
        ..View::default()
    };
    let quiet = render("sarif", &[cgo_program()], &View::default());
    let all = render("sarif", &[cgo_program()], &verbose);
    assert!(!quiet.contains("\"kind\":\"informational\""));
    assert!(all.contains("\"kind\":\"informational\",\"level\":\"none\""));
}
