//! The chains: thing ← symbol ← C code ← Go package ← module.

use diagnostic::Evidence;
use gobin::{CgoPackage, CgoState, Facts, ImportedSymbol, Lookup};

use super::question::{Question, has_cgo};
use super::{Chain, modules, symbols};

/// Symbols that one link names.
const NAMED: usize = 4;

/// Every chain, the most decisive first.
pub(super) fn chains(facts: &Facts, question: &Question) -> Vec<Chain> {
    match question {
        Question::Interpreter(_) => interpreter(facts),
        Question::Library(library) => of_symbols(facts, question, |symbol| {
            symbol.library.as_deref() == Some(library.as_str())
        }),
        Question::Version(version) => of_symbols(facts, question, |symbol| {
            symbol.version.as_deref() == Some(version.as_str())
        }),
        Question::Symbol(name) => of_symbols(facts, question, |symbol| symbol.name == *name),
        Question::Cgo => packages(facts),
        Question::Hosts => lookup(
            facts,
            "net",
            &facts.runtime.dns.evidence,
            facts.runtime.dns.value,
        ),
        Question::Users => lookup(
            facts,
            "os/user",
            &facts.runtime.users.evidence,
            facts.runtime.users.value,
        ),
        Question::Cpu(_) => vec![Chain {
            links: vec!["the build set it for every package".to_owned()],
            evidence: facts.runtime.cpu_level.evidence.clone(),
        }],
        Question::Package(path) => {
            let package = facts
                .cgo
                .packages
                .iter()
                .find(|package| package.path == *path);
            package
                .map(|package| by_package(facts, package, &[]))
                .into_iter()
                .collect()
        }
    }
}

fn interpreter(facts: &Facts) -> Vec<Chain> {
    let evidence: Vec<Evidence> = facts
        .loading
        .interpreter
        .iter()
        .map(|i| i.evidence())
        .collect();
    if facts.loading.needed.is_empty() {
        let link = "it needs no library: the program can be loaded at any address (`-buildmode=pie`), and Go's linker \
                    leaves its relocations to the loader";
        return vec![Chain {
            links: vec![link.to_owned()],
            evidence,
        }];
    }
    let names: Vec<String> = facts
        .loading
        .needed
        .iter()
        .map(|library| format!("`{}`", library.value))
        .collect();
    let first = format!("libraries must be loaded: {}", names.join(", "));
    let mut chains = packages(facts);
    for chain in &mut chains {
        chain.links.insert(0, first.clone());
    }
    if chains.is_empty() {
        chains.push(Chain {
            links: vec![first],
            evidence,
        });
    }
    chains
}

/// Symbols grouped by who wants them.
fn of_symbols(
    facts: &Facts,
    question: &Question,
    wanted: impl Fn(&ImportedSymbol) -> bool,
) -> Vec<Chain> {
    let all: Vec<&ImportedSymbol> = facts
        .imports
        .iter()
        .filter(|symbol| wanted(symbol))
        .collect();
    let mut chains = Vec::new();
    for package in &facts.cgo.packages {
        let own = |symbol: &&&ImportedSymbol| symbol.packages.contains(&package.path);
        let named: Vec<&ImportedSymbol> = all.iter().filter(own).copied().collect();
        if !named.is_empty() {
            chains.push(by_package(facts, package, &named));
        }
    }
    let unnamed = |symbol: &&&ImportedSymbol| symbol.packages.is_empty();
    let rest: Vec<&ImportedSymbol> = all.iter().filter(unnamed).copied().collect();
    let (runtime, rest): (Vec<_>, Vec<_>) = rest
        .into_iter()
        .partition(|s| has_cgo(facts) && gobin::is_import_of_runtime_cgo(&s.name));
    let (start_up, rest): (Vec<_>, Vec<_>) = rest
        .into_iter()
        .partition(|s| symbols::is_of_start_up(&s.name));
    if !runtime.is_empty() {
        chains.extend(by_runtime_cgo(facts, &runtime));
    }
    if !start_up.is_empty() {
        chains.push(Chain {
            links: vec![
                listed("symbol", &start_up),
                "the start-up code that the host's linker adds, not the program's own".to_owned(),
            ],
            evidence: evidence(&start_up),
        });
    }
    if !rest.is_empty() || all.is_empty() {
        chains.push(by_other_code(facts, question, &rest));
    }
    chains
}

fn by_package(facts: &Facts, package: &CgoPackage, named: &[&ImportedSymbol]) -> Chain {
    let mut links = Vec::new();
    if !named.is_empty() {
        links.push(listed("C function", named));
    }
    let functions = package.functions.len();
    let kind = if package.std {
        "package of the standard library"
    } else {
        "package"
    };
    links.push(format!(
        "{kind} `{}`, which calls {functions} C functions",
        package.path
    ));
    links.extend(modules::module_of(facts, &package.path));
    let mut proof = evidence(named);
    proof.extend(package.evidence.iter().cloned());
    Chain {
        links,
        evidence: proof,
    }
}

/// runtime/cgo is linked because some package calls C.
fn by_runtime_cgo(facts: &Facts, named: &[&ImportedSymbol]) -> Vec<Chain> {
    let links = [
        listed("symbol", named),
        "the C code of runtime/cgo itself, which starts threads and sets signals; not code of the program".to_owned(),
    ];
    let mut chains: Vec<Chain> = packages(facts);
    if chains.is_empty() {
        chains.push(Chain {
            links: Vec::new(),
            evidence: facts.cgo.state.evidence.clone(),
        });
    }
    for chain in &mut chains {
        chain.links.splice(0..0, links.iter().cloned());
        let proof = std::mem::take(&mut chain.evidence);
        chain.evidence = evidence(named).into_iter().chain(proof).collect();
    }
    chains
}

/// C code whose package no wrapper names.
fn by_other_code(facts: &Facts, question: &Question, named: &[&ImportedSymbol]) -> Chain {
    let mut links = Vec::new();
    if !named.is_empty() {
        links.push(listed("symbol", named));
    }
    let users: Vec<&CgoPackage> = facts
        .cgo
        .packages
        .iter()
        .filter(|package| !package.std)
        .collect();
    match (users.as_slice(), facts.cgo.state.value) {
        ([only], _) => {
            links.push(format!(
                "C code or link flags of `{}`, the only package outside the standard library that calls C",
                only.path
            ));
            links.extend(modules::module_of(facts, &only.path));
        }
        ([], Some(CgoState::Fake)) => links.push(
            "imported by name without cgo (`//go:cgo_import_dynamic`), as purego does".to_owned(),
        ),
        ([], _) => links.push("C code of the standard library's packages".to_owned()),
        (several, _) => {
            let names: Vec<String> = several.iter().map(|p| format!("`{}`", p.path)).collect();
            links.push(format!(
                "C code or link flags of one of {}: which, the file does not say",
                names.join(", ")
            ));
        }
    }
    let mut proof = evidence(named);
    if let Question::Library(library) = question {
        let needed = facts
            .loading
            .needed
            .iter()
            .find(|needed| needed.value == *library);
        proof.extend(needed.map(|needed| needed.evidence()));
    }
    Chain {
        links,
        evidence: proof,
    }
}

/// Every package that calls C, those outside the standard library first.
fn packages(facts: &Facts) -> Vec<Chain> {
    let mut packages: Vec<&CgoPackage> = facts.cgo.packages.iter().collect();
    packages.sort_by_key(|package| package.std);
    let mut chains: Vec<Chain> = packages
        .into_iter()
        .map(|package| by_package(facts, package, &[]))
        .collect();
    if chains.is_empty() && has_cgo(facts) {
        chains.push(Chain {
            links: vec!["runtime/cgo is linked, and no package is seen to call C".to_owned()],
            evidence: facts.cgo.state.evidence.clone(),
        });
    }
    chains
}

fn lookup(facts: &Facts, package: &str, proof: &[Evidence], value: Option<Lookup>) -> Vec<Chain> {
    let own = facts
        .cgo
        .packages
        .iter()
        .find(|found| found.path == package);
    let link = match value {
        Some(Lookup::Cgo) => format!("package {package} asks the C library"),
        Some(Lookup::Go) => format!("package {package} uses Go's own code"),
        Some(Lookup::System) => format!("package {package} asks the system without cgo"),
        _ => format!("package {package}"),
    };
    let mut links = vec![link];
    if let Some(own) = own {
        links.push(format!("it calls {} C functions", own.functions.len()));
    }
    vec![Chain {
        links,
        evidence: proof.to_vec(),
    }]
}

/// ``2 symbols: `pthread_create`, `pthread_detach` ``.
fn listed(kind: &str, named: &[&ImportedSymbol]) -> String {
    let names: Vec<String> = named
        .iter()
        .take(NAMED)
        .map(|s| format!("`{}`", s.name))
        .collect();
    let more = match named.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let plural = if named.len() == 1 { "" } else { "s" };
    format!("{} {kind}{plural}: {}{more}", named.len(), names.join(", "))
}

fn evidence(named: &[&ImportedSymbol]) -> Vec<Evidence> {
    let shown = |symbol: &&ImportedSymbol| {
        let version = symbol.version.as_ref().map(|version| format!("@{version}"));
        symbol
            .place
            .clone()
            .value(format!("{}{}", symbol.name, version.unwrap_or_default()))
    };
    named.iter().take(NAMED).map(shown).collect()
}
