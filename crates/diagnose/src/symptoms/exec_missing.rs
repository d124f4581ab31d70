//! `No such file or directory` for a program: the file is missing, or its loader, or its interpreter.

use traces::{Errno, Say};

use super::exec::{self, Refused};
use crate::cause::{Cause, build, docker, host, kubernetes};
use crate::{Case, Evidence, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "exec-missing",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "missing-elf-interpreter",
        title: "the program is there, and the loader that it names (PT_INTERP) is not",
        fix: &[
            build(
                "`CGO_ENABLED=0` without `-buildmode=pie`: the program then needs no loader; or link it with musl, statically",
            ),
            docker(
                "a base image whose C library matches: `debian:…-slim` or `distroless/base` for glibc, `alpine` for musl",
            ),
            kubernetes(
                "an image whose base matches the build; the node's own libraries do not count",
            ),
            host("install the loader that `readelf -l ./app | grep interpreter` names"),
        ],
        not: &[
            "checking the path of the program: it is there",
            "`chmod +x`",
        ],
    },
    Cause {
        name: "missing-shebang-interpreter",
        title: "the script's first line names a program that is not there",
        fix: &[
            docker("install the interpreter in the image, or begin with `#!/bin/sh`"),
            host("`head -1 SCRIPT`, and install what it names, or begin with `#!/usr/bin/env …`"),
        ],
        not: &["checking the path of the script: it is there"],
    },
    Cause {
        name: "shebang-crlf",
        title: "the script's first line ends in a carriage return, which becomes part of the interpreter's name",
        fix: &[
            docker(
                "`sed -i 's/\\r$//'` on the script when the image is built; `*.sh text eol=lf` in .gitattributes",
            ),
            host("`dos2unix SCRIPT`, or `sed -i 's/\\r$//' SCRIPT`"),
        ],
        not: &[
            "installing the interpreter: it is there, under its name without the carriage return",
        ],
    },
    Cause {
        name: "file-missing",
        title: "the program itself is not where it was looked for",
        fix: &[
            docker(
                "copy the program into the stage that runs, and name it by its full path in ENTRYPOINT",
            ),
            kubernetes(
                "correct `command:`, and look whether a volume hides the folder of the program",
            ),
            host("correct the path, or PATH"),
        ],
        not: &["changing the base image"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let certain = told_apart(case);
    if !certain.is_empty() {
        return certain;
    }
    let missing: Vec<Evidence> = case.evidence(&[Say::CommandNotFound], 2);
    let Some(refused) = exec::refused(case, Errno::NOENT) else {
        return not_found(missing);
    };
    if refused.is_search && !refused.evidence.is_empty() {
        return not_found(refused.evidence);
    }
    if let Some(missed) = exec::is_absent(case, &refused.path) {
        let mut evidence = refused.evidence;
        evidence.push(missed);
        let reason = "the path was looked at after it could not be executed, and was not there";
        return vec![Opinion::certain("file-missing", evidence, reason)];
    }
    let is_there =
        exec::exists(case, &refused.path).is_some() || case.has(Say::RequiredFileMissing);
    if is_there || case.facts.is_some() {
        return present(case, &refused);
    }
    open(&refused)
}

/// A name that no folder of PATH holds.
fn not_found(evidence: Vec<Evidence>) -> Vec<Opinion> {
    if evidence.is_empty() {
        return Vec::new();
    }
    let reason = "the name was looked for and found nowhere: a loader or interpreter that is missing is said otherwise";
    vec![
        Opinion::likely("file-missing", evidence, reason)
            .next("ls -l with the full path, inside the container"),
    ]
}

/// Messages that name the reason.
fn told_apart(case: &Case<'_>) -> Vec<Opinion> {
    let returns = case.evidence(&[Say::CarriageReturn], 2);
    if !returns.is_empty() {
        return vec![Opinion::certain(
            "shebang-crlf",
            returns,
            "the interpreter's name ends in a carriage return",
        )];
    }
    let bad = case.evidence(&[Say::BadInterpreter], 2);
    if !bad.is_empty() {
        let reason =
            "the shell read the script's first line and names the interpreter that is missing";
        return vec![Opinion::certain("missing-shebang-interpreter", bad, reason)];
    }
    Vec::new()
}

/// The file is known to be there: its first line, or its facts, say what it needs.
fn present(case: &Case<'_>, refused: &Refused) -> Vec<Opinion> {
    let mut evidence = refused.evidence.clone();
    evidence.extend(exec::exists(case, &refused.path));
    if let Some(interpreter) = exec::interpreter(case) {
        let reason = format!(
            "the audited binary needs the loader `{interpreter}`, and the kernel did not find a file"
        );
        return vec![
            Opinion::likely("missing-elf-interpreter", evidence, reason)
                .next(format!("ls -l {interpreter}, inside the container")),
        ];
    }
    if case.facts.is_some() {
        let reason = "the audited binary needs no loader, so the file that was not found is itself";
        return vec![
            Opinion::likely("file-missing", evidence, reason)
                .next("ls -l with the full path, inside the container"),
        ];
    }
    let is_there =
        exec::exists(case, &refused.path).is_some() || case.has(Say::RequiredFileMissing);
    let mut opinions = script(case, evidence).unwrap_or_else(|| open(refused));
    opinions.retain(|opinion| !is_there || opinion.cause != "file-missing");
    opinions
}

/// What the shell read of the script after the kernel refused it.
fn script(case: &Case<'_>, mut evidence: Vec<Evidence>) -> Option<Vec<Opinion>> {
    let mut reads = case
        .calls
        .paths()
        .filter(|made| made.call.name.contains("read"));
    let read = reads.find(|made| {
        made.call
            .bytes()
            .is_some_and(|bytes| bytes.starts_with(b"#!"))
    })?;
    evidence.push(read.evidence.clone());
    let bytes = read.call.bytes()?;
    let first = bytes.split(|byte| *byte == b'\n').next()?;
    if first.ends_with(b"\r") {
        let reason = "the script was read: its first line ends in a carriage return";
        return Some(vec![Opinion::certain("shebang-crlf", evidence, reason)]);
    }
    let reason = "the script is there and was read: its first line names an interpreter, which the kernel did not find";
    Some(vec![Opinion::certain(
        "missing-shebang-interpreter",
        evidence,
        reason,
    )])
}

/// The file may be missing, or what it needs.
fn open(refused: &Refused) -> Vec<Opinion> {
    let path = if refused.path.is_empty() {
        "the program"
    } else {
        refused.path.as_str()
    };
    let next = format!(
        "inside the container: ls -l {path}; head -c 64 {path} | od -c | head -2; readelf -l {path} | grep interpreter"
    );
    let opinion = |cause, reason: &str| {
        Opinion::possible(cause, refused.evidence.clone(), reason).next(next.clone())
    };
    let loader = opinion(
        "missing-elf-interpreter",
        "ENOENT is also what the kernel answers for the loader of a program that is there; for a program that was built \
         elsewhere it is the usual reason",
    );
    let interpreter = opinion(
        "missing-shebang-interpreter",
        "ENOENT is also what the kernel answers for the interpreter of a script that is there",
    );
    let returns = opinion(
        "shebang-crlf",
        "a script saved with CRLF asks for an interpreter whose name ends in a carriage return",
    );
    let missing = opinion(
        "file-missing",
        "the same text stands for a file that is not there",
    );
    if exec::is_script(&refused.path) {
        // Bash looks at the file before it says that what the file requires is missing.
        let by_bash = refused
            .evidence
            .iter()
            .any(|line| line.text.contains("required file"));
        return if by_bash {
            vec![interpreter, returns, missing]
        } else {
            vec![returns, interpreter, missing]
        };
    }
    vec![loader, missing, interpreter, returns]
}
