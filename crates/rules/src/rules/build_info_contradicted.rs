//! `build-info-contradicted`

mod flags;
mod platform;

use crate::Subject;
use crate::recorded::{self, Setting};
use crate::rule::declare_rule;
use diagnostic::{Evidence, Finding};

declare_rule! {
    /// ## What it does
    /// Reports every statement of the build info that the bytes of the file contradict: `CGO_ENABLED`,
    /// `GOOS`, `GOARCH`, `-buildmode`, `-linkmode`, `-race` and its like, the tags `netgo`, `netcgo` and
    /// `osusergo`, boringcrypto, and the Go version.
    ///
    /// ## Why it matters
    /// Tools that read the build info repeat it as the truth about the file. `CGO_ENABLED=0` does not
    /// prove a static binary: purego leaves it at 0 and links libraries, and a rewritten or copied
    /// build info says anything.
    ///
    /// ## Example
    /// ```console
    /// $ CGO_ENABLED=0 go build -tags=netcgo ./cmd/looks-up-hosts
    /// $ cgone audit ./looks-up-hosts
    /// ```
    ///
    /// ## Known limits
    /// Statements that have a rule of their own are left to it: `cgo-enabled-unused`,
    /// `pie-requested-not-built`, `static-requested-dynamic-built`, `fips-requested-not-linked`. A
    /// statement is compared only where the bytes prove an answer without the build info. `linux` and
    /// `android`, `darwin` and `ios`, `solaris` and `illumos` are not told apart. A C program that links
    /// a Go `c-archive` keeps the archive's build info; that is no contradiction.
    "build-info-contradicted",
    "the build info says one thing, the bytes say another",
    Warn,
    since "0.1.0",
    check,
    in Provenance
}

fn check(facts: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(info) = recorded::build_info(facts) else {
        return;
    };
    let contradictions = platform::contradictions(facts, info)
        .into_iter()
        .chain(flags::contradictions(facts));
    found.extend(contradictions.map(Contradiction::finding));
}

/// One statement of the build info, and what the bytes say.
struct Contradiction {
    /// What the build info says, in backticks.
    says: String,
    /// What the bytes say: a clause.
    is: String,
    /// Where each was read.
    evidence: Vec<Evidence>,
    /// What to do; the usual advice if `None`.
    help: Option<&'static str>,
}

impl Contradiction {
    /// Between a recorded setting and the evidence of a fact.
    fn of(setting: &Setting, is: impl Into<String>, bytes: &[Evidence]) -> Self {
        let (key, value) = &setting.value;
        let mut evidence = vec![recorded::evidence(setting)];
        evidence.extend(bytes.iter().take(4).cloned());
        Self {
            says: format!("{key}={value}"),
            is: is.into(),
            evidence,
            help: None,
        }
    }

    fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    fn finding(self) -> Finding {
        let usual = "believe the bytes: the build info was copied or rewritten, or a toolchain patch wrote \
                     it; rebuild with `go build` from the sources that you trust";
        RULE.finding(
            format!("the build info says `{}`, but {}", self.says, self.is),
            self.evidence,
            self.help.unwrap_or(usual),
        )
    }
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Place};
    use gobin::{CgoState, Facts, LinkMode, Linking, Lookup, TableSummary};

    use super::check;
    use crate::examples::{Observed, built_with, messages, program};

    /// Settings, one more observation, and what the rule says.
    fn says(settings: &[(&str, &str)], observe: fn(&mut Facts), expect: &[&str]) {
        let mut facts = built_with(settings);
        observe(&mut facts);
        assert_eq!(messages(check, &facts), expect, "{settings:?}");
    }

    fn table(facts: &mut Facts, magic: u32, version: &str) {
        let go = facts.go.as_mut().unwrap();
        go.build_info.as_mut().unwrap().version = version.to_owned();
        go.pclntab = Some(TableSummary {
            place: Place::new("pclntab").at(0x9000),
            found_by: "section",
            magic,
            layout: "1.20",
            functions: 10,
        });
    }

    #[test]
    fn fires_on_cgo_that_is_said_to_be_off() {
        says(
            &[("CGO_ENABLED", "0")],
            |facts| *facts = facts.clone().cgo(CgoState::Std),
            &["the build info says `CGO_ENABLED=0`, but runtime/cgo is linked"],
        );
        says(
            &[("CGO_ENABLED", "0")],
            |facts| *facts = facts.clone().cgo(CgoState::Fake).needs(&["libc.so.6"]),
            &["the build info says `CGO_ENABLED=0`, but the binary needs `libc.so.6`"],
        );
    }

    #[test]
    fn fires_on_another_platform() {
        says(
            &[("GOARCH", "arm64"), ("GOOS", "darwin")],
            |_| {},
            &[
                "the build info says `GOOS=darwin`, but the file is for linux",
                "the build info says `GOARCH=arm64`, but the file is for amd64",
            ],
        );
    }

    #[test]
    fn fires_on_another_go_version() {
        for (magic, version, expect) in [
            (
                0xffff_fff1,
                "go1.19.8",
                "Go 1.20 or newer wrote its function table",
            ),
            (
                0xffff_fff0,
                "go1.27.3",
                "Go 1.18 or 1.19 wrote its function table",
            ),
            (
                0xffff_fffb,
                "go1.16",
                "Go 1.15 or older wrote its function table",
            ),
        ] {
            let mut facts = built_with(&[]);
            table(&mut facts, magic, version);
            let message = format!("the build info says `{version}`, but {expect}");
            assert_eq!(messages(check, &facts), [message]);
        }
    }

    #[test]
    fn fires_on_another_build_mode() {
        let pie = |facts: &mut Facts| {
            facts.loading.pie = Fact::known(true, vec![Place::new("ELF header").value("ET_DYN")]);
        };
        says(
            &[("-buildmode", "exe")],
            pie,
            &["the build info says `-buildmode=exe`, but the binary is position independent"],
        );
        says(
            &[("-buildmode", "exe")],
            |facts| *facts = facts.clone().mode(LinkMode::SharedLibrary),
            &["the build info says `-buildmode=exe`, but the file is a shared library"],
        );
        says(
            &[("-buildmode", "plugin")],
            |facts| *facts = facts.clone().mode(LinkMode::Dynamic),
            &["the build info says `-buildmode=plugin`, but the file is dynamic"],
        );
    }

    #[test]
    fn fires_on_flags_without_effect() {
        says(
            &[("-tags", "netgo,osusergo")],
            |facts| facts.runtime.dns = Fact::known(Lookup::Cgo, vec![]),
            &[
                "the build info says `-tags=netgo,osusergo`, but hosts are looked up through the C library",
            ],
        );
        says(
            &[("-tags", "netcgo")],
            |facts| facts.runtime.dns = Fact::known(Lookup::Go, vec![]),
            &["the build info says `-tags=netcgo`, but hosts are looked up by Go's own code"],
        );
        says(
            &[("-ldflags", "-linkmode=external")],
            |facts| facts.link.linking = Fact::known(Linking::Internal, vec![]),
            &[
                "the build info says `-ldflags=-linkmode=external`, but Go's own linker wrote the file",
            ],
        );
        says(
            &[("-race", "true")],
            |facts| facts.runtime.sanitizer = Fact::known(None, vec![]),
            &["the build info says `-race=true`, but the race detector is not linked"],
        );
        says(
            &[],
            |facts| facts.runtime.sanitizer = Fact::known(Some("race".into()), vec![]),
            &["the build info says `-race=false`, but the race detector is linked"],
        );
    }

    #[test]
    fn is_silent_when_both_agree() {
        let settings = [
            ("CGO_ENABLED", "1"),
            ("GOARCH", "amd64"),
            ("GOOS", "linux"),
            ("-buildmode", "exe"),
            ("-tags", "netgo"),
            ("-ldflags", "-linkmode=external"),
            ("-race", "true"),
        ];
        says(
            &settings,
            |facts| {
                table(facts, 0xffff_fff1, "go1.27.3 X:boringcrypto");
                facts.runtime.dns = Fact::known(Lookup::Go, vec![]);
                facts.link.linking = Fact::known(Linking::External, vec![]);
                facts.runtime.sanitizer = Fact::known(Some("race".into()), vec![]);
                *facts = facts.clone().cgo(CgoState::User).mode(LinkMode::Dynamic);
            },
            &[],
        );
    }

    #[test]
    fn is_silent_on_sister_systems_and_on_an_archive_in_a_c_program() {
        says(&[("GOOS", "android")], |_| {}, &[]);
        says(
            &[("-buildmode", "c-archive")],
            |facts| *facts = facts.clone().mode(LinkMode::Dynamic),
            &[],
        );
        says(
            &[("CGO_ENABLED", "0")],
            |facts| *facts = facts.clone().cgo(CgoState::None).mode(LinkMode::Static),
            &[],
        );
    }

    #[test]
    fn is_silent_on_a_changed_magic() {
        let mut facts = built_with(&[]);
        table(&mut facts, 0x1234_5678, "go1.19.8");
        assert!(messages(check, &facts).is_empty());
    }

    #[test]
    fn is_silent_on_nothing() {
        assert!(messages(check, &program()).is_empty());
    }
}
