//! `cpu-level-raised`

mod level;

use diagnostic::{Evidence, Finding, Level};
use gobin::Facts;

use crate::Subject;
use crate::rule::declare_rule;
use level::CpuLevel;

declare_rule! {
    /// ## What it does
    /// Reports a program that needs a newer CPU than the oldest that its GOARCH runs on: by `GOAMD64`,
    /// `GOARM64`, `GOPPC64`, `GORISCV64` in the build info, or by the note in which an x86 linker writes
    /// down the instruction set (`GNU_PROPERTY_X86_ISA_1_NEEDED`). With the policy's requirement
    /// `cpu-level` it reports what is above that level instead, `GOARM`, `GO386` and `GOMIPS` included.
    ///
    /// ## Why it matters
    /// On an older CPU the program ends at start (`This program can only be run on AMD64 processors with v3
    /// microarchitecture support.`, `CPU ISA level is lower than required`), or with `SIGILL` in the middle
    /// of its work where nothing checks. Virtual machines often show an older CPU than the host has.
    ///
    /// The level is `allow` by itself, because the setting is made on purpose and the program says at start
    /// what is missing; it is `deny` where the policy names the level of the machines.
    ///
    /// ## Example
    /// ```toml
    /// [require]
    /// cpu-level = { amd64 = "v2" }
    /// ```
    /// ```console
    /// $ GOAMD64=v3 go build ./cmd/serves
    /// $ cgone audit --warn cpu-level-raised ./serves
    /// ```
    ///
    /// ## Known limits
    /// Go records the level since 1.18; of an older program, and of one without build info, nothing is
    /// said. C code that was compiled for a newer CPU (`-march`) leaves no such mark unless the linker was
    /// told (`-z x86-64-v3`). Code that asks the CPU before it uses an instruction is no reason to be
    /// reported.
    "cpu-level-raised",
    "the program needs a newer CPU than its port's oldest, or than the policy names",
    Allow,
    since "0.2.0",
    check,
    in Loading
}

fn check(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(goarch) = subject.arch.goarch().filter(|_| subject.go.is_some()) else {
        return;
    };
    let limit = subject.wanted.cpu_level.as_ref().and_then(|wanted| {
        let (_, level) = wanted.value.iter().find(|(arch, _)| arch == goarch)?;
        Some((wanted, level.as_str()))
    });
    let floor = limit
        .map(|(_, level)| level)
        .or_else(|| level::oldest(goarch));
    let Some(floor) = floor else {
        return;
    };
    for (level, evidence) in asked(subject) {
        if CpuLevel::parse(goarch, floor).admits(&CpuLevel::parse(goarch, &level)) != Some(false) {
            continue;
        }
        let help = help(goarch, floor);
        let mut finding = match limit {
            Some((wanted, _)) => Finding {
                level: Level::Deny,
                ..RULE.violation(
                    wanted,
                    format!("the program needs CPU level `{level}`, and `{floor}` is the highest allowed"),
                    evidence,
                    help,
                )
            },
            None => RULE.finding(
                format!("the program needs CPU level `{level}`, above the port's oldest, `{floor}`"),
                evidence,
                help,
            ),
        };
        finding.subject = level;
        found.push(finding);
    }
}

/// Levels that the file asks for, each once: Go's own, then the linker's note.
fn asked(facts: &Facts) -> Vec<(String, Vec<Evidence>)> {
    let mut asked: Vec<(String, Vec<Evidence>)> = Vec::new();
    let own = &facts.runtime.cpu_level;
    asked.extend(own.value.clone().map(|level| (level, own.evidence.clone())));
    for isa in &facts.loading.isa_needed {
        let level = isa.value.trim_start_matches("x86-64-").to_owned();
        if asked.iter().all(|(known, _)| *known != level) {
            asked.push((level, vec![isa.evidence()]));
        }
    }
    asked
}

fn help(goarch: &str, floor: &str) -> String {
    let variable = level::variable(goarch);
    format!(
        "build with `{variable}={floor}`, which leaves newer instructions to code that asks the CPU first and may \
         be slower; where C code asks for it, remove `-z x86-64-v…` and `-march` from `CGO_LDFLAGS` and `CGO_CFLAGS`"
    )
}

#[cfg(test)]
mod tests {
    use diagnostic::{Fact, Located, Place};
    use gobin::Facts;
    use image::Arch;

    use super::check;
    use crate::Requirements;
    use crate::examples::{messages, messages_wanting, program, wanted};

    fn with(arch: &'static str, level: &str) -> Facts {
        let mut facts = program();
        facts.arch = Arch::Go(arch);
        let place = Place::new("build info").name("GOAMD64").at(0x2000);
        facts.runtime.cpu_level = Fact::known(level.to_owned(), vec![place.value(level)]);
        facts
    }

    fn at_most(arch: &str, level: &str) -> Requirements {
        Requirements {
            cpu_level: wanted(vec![(arch.to_owned(), level.to_owned())]),
            ..Requirements::default()
        }
    }

    #[test]
    fn fires_above_the_oldest_level() {
        for (arch, level, oldest) in [
            ("amd64", "v3", "v1"),
            ("arm64", "v8.1", "v8.0"),
            ("arm64", "v8.0,lse", "v8.0"),
            ("ppc64le", "power9", "power8"),
            ("riscv64", "rva22u64", "rva20u64"),
        ] {
            assert_eq!(
                messages(check, &with(arch, level)),
                [format!(
                    "the program needs CPU level `{level}`, above the port's oldest, `{oldest}`"
                )],
            );
        }
    }

    #[test]
    fn fires_on_a_linkers_note() {
        let mut facts = with("amd64", "v1");
        let place = Place::new("note").at(0x338);
        let levels = ["x86-64-baseline", "x86-64-v3"];
        facts.loading.isa_needed = levels
            .map(|level| Located::new(level.to_owned(), place.clone()))
            .to_vec();
        assert_eq!(
            messages(check, &facts),
            ["the program needs CPU level `v3`, above the port's oldest, `v1`"],
        );
    }

    #[test]
    fn fires_above_what_the_policy_names() {
        assert_eq!(
            messages_wanting(check, &with("amd64", "v4"), &at_most("amd64", "v3")),
            ["the program needs CPU level `v4`, and `v3` is the highest allowed"],
        );
        assert_eq!(
            messages_wanting(check, &with("arm", "7,hardfloat"), &at_most("arm", "6")).len(),
            1
        );
    }

    #[test]
    fn is_silent_on_what_is_admitted() {
        for (arch, level, limit) in [
            ("amd64", "v3", "v3"),
            ("arm", "6,softfloat", "7"),
            ("arm64", "v8.0,lse", "v8.1"),
            ("arm64", "v8.5", "v9.0"),
        ] {
            assert!(messages_wanting(check, &with(arch, level), &at_most(arch, limit)).is_empty());
        }
        let other = at_most("arm64", "v8.0");
        assert!(messages_wanting(check, &with("amd64", "v1"), &other).is_empty());
    }

    #[test]
    fn is_silent_on_the_oldest_level_and_where_none_is() {
        assert!(messages(check, &with("amd64", "v1")).is_empty());
        assert!(messages(check, &with("arm", "7")).is_empty());
        assert!(messages(check, &with("386", "sse2")).is_empty());
        assert!(messages(check, &program()).is_empty());
    }
}
