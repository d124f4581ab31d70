//! cgo, build mode, link mode, sanitizers, tags and boringcrypto.

use gobin::{CgoState, Facts, LinkMode, Linking, Lookup};

use super::Contradiction;
use crate::recorded::{self, has_tag};
use crate::systems;

/// Contradictions about what the build was told to do.
pub(super) fn contradictions(facts: &Facts) -> Vec<Contradiction> {
    let mut found = Vec::new();
    found.extend(cgo_off(facts));
    found.extend(build_mode(facts));
    found.extend(link_mode(facts));
    found.extend(SANITIZERS.iter().filter_map(|s| sanitizer(facts, s)));
    found.extend(lookups(facts));
    found.extend(boring_unasked(facts));
    found
}

fn cgo_off(facts: &Facts) -> Option<Contradiction> {
    let said = recorded::setting_is(facts, "CGO_ENABLED", "0")?;
    let state = &facts.cgo.state;
    match state.value? {
        CgoState::RuntimeOnly | CgoState::Std | CgoState::User => Some(Contradiction::of(
            said,
            "runtime/cgo is linked",
            &state.evidence,
        )),
        CgoState::None | CgoState::Fake if !systems::always_dynamic(facts) => {
            let needed = &facts.loading.needed;
            let first = needed.first()?;
            let clause = format!("the binary needs `{}`", first.value);
            let help = "do not take `CGO_ENABLED=0` for a static binary: `libraries-without-cgo` tells \
                        what brings the library in";
            Some(Contradiction::of(said, clause, &[first.evidence()]).help(help))
        }
        CgoState::None | CgoState::Fake | CgoState::Broken => None,
    }
}

/// Where `exe` means a fixed address unless something else was asked for (Go source:
/// `internal/platform/supported.go`, `DefaultPIE`).
const FIXED_BY_DEFAULT: &[&str] = &["dragonfly", "freebsd", "linux", "netbsd", "solaris"];

fn build_mode(facts: &Facts) -> Option<Contradiction> {
    let said = recorded::setting(facts, "-buildmode")?;
    let mode = facts.link.mode.value;
    let pie = &facts.loading.pie;
    match (said.value.1.as_str(), mode) {
        ("exe" | "pie", Some(LinkMode::SharedLibrary | LinkMode::Plugin)) => {
            Some(Contradiction::of(
                said,
                "the file is a shared library",
                &facts.link.mode.evidence,
            ))
        }
        ("exe", _) if pie.is(&true) && systems::is_one_of(facts, FIXED_BY_DEFAULT) => Some(
            Contradiction::of(said, "the binary is position independent", &pie.evidence),
        ),
        ("c-shared", Some(mode)) if mode != LinkMode::SharedLibrary => {
            Some(other_mode(facts, said, mode))
        }
        ("plugin", Some(mode)) if mode != LinkMode::Plugin && mode != LinkMode::SharedLibrary => {
            Some(other_mode(facts, said, mode))
        }
        _ => None,
    }
}

fn other_mode(facts: &Facts, said: &recorded::Setting, mode: LinkMode) -> Contradiction {
    let clause = format!("the file is {}", mode.name());
    Contradiction::of(said, clause, &facts.link.mode.evidence)
}

fn link_mode(facts: &Facts) -> Option<Contradiction> {
    let said = recorded::setting(facts, "-ldflags")?;
    let linking = &facts.link.linking;
    let clause = match (recorded::link_mode(&said.value.1)?, linking.value?) {
        ("external", Linking::Internal) => "Go's own linker wrote the file",
        ("internal", Linking::External) => "the host's linker wrote the file",
        _ => return None,
    };
    Some(Contradiction::of(said, clause, &linking.evidence))
}

/// Flag, name in [`gobin::Runtime::sanitizer`], name for people.
const SANITIZERS: &[(&str, &str, &str)] = &[
    ("-race", "race", "the race detector"),
    ("-msan", "msan", "the memory sanitizer"),
    ("-asan", "asan", "the address sanitizer"),
];

fn sanitizer(facts: &Facts, (flag, name, words): &(&str, &str, &str)) -> Option<Contradiction> {
    let fact = &facts.runtime.sanitizer;
    let linked = fact.value.as_ref()?.as_deref() == Some(*name);
    let said = recorded::setting_is(facts, flag, "true");
    match said {
        Some(said) if !linked => {
            let clause = format!("{words} is not linked");
            Some(Contradiction::of(said, clause, &fact.evidence))
        }
        None if linked => {
            let info = recorded::build_info(facts)?;
            let mut evidence = vec![info.place.clone().value(format!("no `{flag}`"))];
            evidence.extend(fact.evidence.iter().take(4).cloned());
            Some(Contradiction {
                says: format!("{flag}=false"),
                is: format!("{words} is linked"),
                evidence,
                help: None,
            })
        }
        _ => None,
    }
}

fn lookups(facts: &Facts) -> Vec<Contradiction> {
    let Some(tags) = recorded::setting(facts, "-tags") else {
        return Vec::new();
    };
    let runtime = &facts.runtime;
    [
        ("netgo", &runtime.dns, Lookup::Cgo, "hosts are looked up through the C library"),
        ("netcgo", &runtime.dns, Lookup::Go, "hosts are looked up by Go's own code"),
        ("osusergo", &runtime.users, Lookup::Cgo, "users are looked up through the C library"),
    ]
    .into_iter()
    .filter(|(tag, fact, against, _)| has_tag(tags, tag) && fact.is(against))
    .map(|(_, fact, _, clause)| {
        Contradiction::of(tags, clause, &fact.evidence)
            .help("build with `CGO_ENABLED=1` for the C library's look-ups, with `CGO_ENABLED=0` for Go's own")
    })
    .collect()
}

fn boring_unasked(facts: &Facts) -> Option<Contradiction> {
    let fips = &facts.runtime.fips;
    let info = recorded::build_info(facts)?;
    if !fips.boring_linked.is(&true) || !fips.boring_asked.is(&false) {
        return None;
    }
    let mut evidence = vec![info.place.clone().value("no `GOEXPERIMENT=boringcrypto`")];
    evidence.extend(fips.boring_linked.evidence.iter().take(4).cloned());
    Some(Contradiction {
        says: "no GOEXPERIMENT=boringcrypto".to_owned(),
        is: "functions of BoringCrypto are linked".to_owned(),
        evidence,
        help: None,
    })
}
