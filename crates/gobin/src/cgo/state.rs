//! The decision: from signals to one state, with what proves it and what cannot be told.

use diagnostic::{Evidence, Fact, Located, Place};
use image::Image;

use super::function_place;
use crate::inventory::{Inventory, Mark};
use crate::pclntab::{Function, Layout};
use crate::{Cgo, CgoState, Linking};

/// What else is known about the file that the state depends on; evidence is gathered only if it decides.
pub(crate) struct Signals<'s> {
    /// Who linked the file.
    pub(crate) linking: Option<Linking>,
    /// `GOOS`, where known.
    pub(crate) os: Option<String>,
    /// The loader's imports: libraries and undefined symbols.
    pub(crate) imports: &'s dyn Fn() -> Vec<Evidence>,
    /// Dynamic symbols that only runtime/cgo defines.
    pub(crate) exports: &'s dyn Fn() -> Vec<Evidence>,
}

/// Operating systems on which Go's own runtime calls the system's C library, or its host, without cgo.
const LIBC_BY_RULE: [&str; 9] = [
    "aix", "darwin", "illumos", "ios", "js", "openbsd", "solaris", "wasip1", "windows",
];

/// Whether imports without runtime/cgo are the rule on that system.
pub(crate) fn libc_by_rule(os: Option<&str>) -> bool {
    os.is_some_and(|os| LIBC_BY_RULE.contains(&os))
}

/// Sets `cgo.state` and `cgo.limits`.
pub(crate) fn decide(
    image: &Image<'_>,
    inventory: Option<&Inventory<'_>>,
    signals: &Signals<'_>,
    cgo: &mut Cgo,
) {
    let named = inventory.filter(|inventory| inventory.named());
    cgo.state = match named {
        Some(inventory) => decide_by_names(image, inventory, signals, cgo),
        None => decide_without_names(image, inventory.is_some(), signals),
    };
    cgo.limits = limits(cgo);
}

fn decide_by_names(
    image: &Image<'_>,
    inventory: &Inventory<'_>,
    signals: &Signals<'_>,
    cgo: &Cgo,
) -> Fact<CgoState> {
    let fake = fake_files(image, inventory);
    let linked = runtime_cgo(image, inventory, signals.os.as_deref());
    if !fake.is_empty() && inventory.file(Mark::RuntimeCgo).is_none() {
        return Fact::known(CgoState::Fake, fake);
    }
    if !linked.is_empty() {
        return with_runtime_cgo(linked, cgo);
    }
    let absence = vec![absence(image, inventory, signals.os.as_deref())];
    if signals.linking == Some(Linking::External) && !libc_by_rule(signals.os.as_deref()) {
        return Fact::known(CgoState::Broken, [host_marks(image), absence].concat());
    }
    let imports = if libc_by_rule(signals.os.as_deref()) {
        Vec::new()
    } else {
        (signals.imports)()
    };
    if !imports.is_empty() {
        return Fact::known(CgoState::Fake, [imports, absence].concat());
    }
    Fact::known(CgoState::None, absence)
}

fn with_runtime_cgo(mut evidence: Vec<Evidence>, cgo: &Cgo) -> Fact<CgoState> {
    let callers = |std: bool| {
        let of_kind = move |path: &str, is_std: bool| is_std == std && path != "runtime/cgo";
        cgo.packages
            .iter()
            .filter(move |p| of_kind(&p.path, p.std))
            .flat_map(|p| p.evidence.clone())
    };
    let (user, std): (Vec<Evidence>, Vec<Evidence>) =
        (callers(false).collect(), callers(true).collect());
    let (state, proof) = match (user.is_empty(), std.is_empty()) {
        (false, _) => (CgoState::User, user),
        (true, false) => (CgoState::Std, std),
        (true, true) => (CgoState::RuntimeOnly, Vec::new()),
    };
    evidence.extend(proof);
    Fact::known(state, evidence)
}

/// The functions that only runtime/cgo makes alive, by name. Before Go 1.16, and on Windows, callbacks alone
/// keep `runtime.cgocallbackg`.
fn proving(inventory: &Inventory<'_>, os: Option<&str>) -> Vec<(&'static str, Option<Function>)> {
    let runtime = &inventory.runtime;
    let topofstack = ("_cgo_topofstack", runtime.topofstack);
    if inventory.table.layout == Layout::Go12 {
        return vec![("crosscall2", runtime.crosscall2)];
    }
    if os == Some("windows") {
        return vec![topofstack];
    }
    vec![
        ("runtime.cgocallbackg", runtime.cgocallbackg),
        topofstack,
        ("runtime._cgo_panic_internal", runtime.panic_internal),
    ]
}

/// Those of them that are linked, as evidence.
fn runtime_cgo(image: &Image<'_>, inventory: &Inventory<'_>, os: Option<&str>) -> Vec<Evidence> {
    let linked = proving(inventory, os)
        .into_iter()
        .filter_map(|(_, function)| function);
    linked
        .map(|function| {
            function_place(image, inventory, function).value("alive only with runtime/cgo")
        })
        .collect()
}

/// Live files of a package that plays runtime/cgo's role.
fn fake_files(image: &Image<'_>, inventory: &Inventory<'_>) -> Vec<Evidence> {
    [Mark::FakeCgo, Mark::FakeCgoRuntime, Mark::FakeCgoSymbols]
        .iter()
        .filter_map(|mark| inventory.file(*mark))
        .map(|file| {
            image
                .place(Place::new("pclntab file").at(file.offset))
                .value(file.path)
        })
        .collect()
}

/// That none of them is linked, as evidence.
fn absence(image: &Image<'_>, inventory: &Inventory<'_>, os: Option<&str>) -> Evidence {
    let names: Vec<String> = proving(inventory, os)
        .into_iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    let names = match names.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        names => names.concat(),
    };
    let place = image.place(Place::new("pclntab").at(inventory.table.offset));
    place.value(format!("no {names} among the runtime's functions"))
}

fn decide_without_names(
    image: &Image<'_>,
    has_table: bool,
    signals: &Signals<'_>,
) -> Fact<CgoState> {
    let missing = if has_table {
        "function names: the table's names are not the compiler's"
    } else {
        "a function table"
    };
    Fact {
        evidence: [(signals.exports)(), (signals.imports)(), host_marks(image)].concat(),
        ..Fact::unknown(missing)
    }
}

/// Marks that the host's linker left.
fn host_marks(image: &Image<'_>) -> Vec<Evidence> {
    image
        .loading
        .host_linker_marks
        .iter()
        .map(Located::evidence)
        .collect()
}

fn limits(cgo: &Cgo) -> Vec<String> {
    match cgo.state.value {
        Some(CgoState::RuntimeOnly | CgoState::Std) => {
            vec!["packages that use only constants or types of C leave no trace".to_owned()]
        }
        Some(CgoState::None | CgoState::Fake | CgoState::Broken | CgoState::User) | None => {
            Vec::new()
        }
    }
}
