//! A plugin was not loaded.

use traces::Say;

use crate::cause::{Cause, build};
use crate::{Case, Opinion, Symptom};

/// This symptom.
pub(crate) static SYMPTOM: Symptom = Symptom {
    name: "plugin",
    explains_death: true,
    is_crash: false,
    causes: CAUSES,
    judge,
    file: file!(),
};

const CAUSES: &[Cause] = &[
    Cause {
        name: "plugin-mismatch",
        title: "host and plugin were not built together: toolchain, flags or versions of packages differ",
        fix: &[build(
            "build host and plugin in one run: the same Go, the same `-trimpath`, `-race`, tags and module versions; compare `go version -m` of both",
        )],
        not: &["building the plugin alone again"],
    },
    Cause {
        name: "plugin-not-implemented",
        title: "the host was built without cgo, and has no plugins",
        fix: &[build("`CGO_ENABLED=1` and a C compiler for the host")],
        not: &["building the plugin again: the host lacks the code"],
    },
];

fn judge(case: &Case<'_>) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    let evidence = case.evidence(&[Say::PluginMismatch], 3);
    if !evidence.is_empty() {
        let reason = "the runtime compared the hashes of a package in both";
        opinions.push(Opinion::certain("plugin-mismatch", evidence, reason));
    }
    let evidence = case.evidence(&[Say::PluginNoData], 3);
    if !evidence.is_empty() {
        let reason = "the runtime finds no data of its own release in the plugin: it was built by another Go";
        opinions.push(Opinion::certain("plugin-mismatch", evidence, reason));
    }
    let evidence = case.evidence(&[Say::PluginNotImplemented], 3);
    if !evidence.is_empty() {
        let reason = "the stub that replaces package plugin says so";
        opinions.push(Opinion::certain("plugin-not-implemented", evidence, reason));
    }
    let absent = case.evidence(&[Say::PluginAbsent], 2);
    if !absent.is_empty() {
        let reason = "package plugin resolved the path, and there is no such file";
        opinions.push(Opinion::certain("file-missing", absent, reason));
    }
    if opinions.is_empty() {
        let evidence = case.evidence(&[Say::PluginOpen], 1);
        if !evidence.is_empty() && evidence.iter().all(|line| line.text.ends_with('…')) {
            let reason = "a plugin was not opened; not surer because the tracer cut the reason off";
            opinions.push(
                Opinion::possible("plugin-mismatch", evidence, reason)
                    .next("strace -s 256 -f ./app"),
            );
        }
    }
    opinions
}
