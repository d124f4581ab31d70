//! What the function table tells of one program: the runtime's own functions, the files with live code,
//! the packages that cross into C.

use std::collections::BTreeMap;

use crate::cgo::wrapper::Wrapper;
use crate::pclntab::{Function, Pclntab, SourceFile};

/// Functions of the runtime and its start code, where linked.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuntimeFunctions<'d> {
    /// Some function of package runtime is there by name: else the names are not Go's, or were changed.
    pub(crate) named: bool,
    /// `runtime.cgocall`, which reads `runtime.iscgo`.
    pub(crate) cgocall: Option<Function>,
    /// `runtime.rt0_go`, which reads `_cgo_init`.
    pub(crate) rt0_go: Option<Function>,
    /// `runtime.schedinit`, which reads `runtime.buildVersion`.
    pub(crate) schedinit: Option<Function>,
    /// `runtime.cgocallbackg`: alive only where C may call Go.
    pub(crate) cgocallbackg: Option<Function>,
    /// `_cgo_topofstack`: alive only with runtime/cgo or a package that plays its role.
    pub(crate) topofstack: Option<Function>,
    /// `runtime._cgo_panic_internal`.
    pub(crate) panic_internal: Option<Function>,
    /// `crosscall2`, in runtime/cgo's own part of the table: seen only where every function is walked.
    pub(crate) crosscall2: Option<Function>,
    /// `main`, the entry that the C start code calls: only where the host linker made a program.
    pub(crate) host_main: Option<Function>,
    /// `_rt0_GOARCH_GOOS`, the entry of a program that Go's linker made.
    pub(crate) rt0: Option<(Function, &'d str)>,
    /// `_rt0_GOARCH_GOOS_lib`, the entry of c-shared and c-archive.
    pub(crate) rt0_lib: Option<(Function, &'d str)>,
}

impl<'d> RuntimeFunctions<'d> {
    fn take(&mut self, function: Function, name: &'d [u8]) {
        self.named |= name.starts_with(b"runtime.");
        let slot = match name {
            b"runtime.cgocall" => &mut self.cgocall,
            b"runtime.rt0_go" => &mut self.rt0_go,
            b"runtime.schedinit" => &mut self.schedinit,
            b"runtime.cgocallbackg" => &mut self.cgocallbackg,
            b"_cgo_topofstack" => &mut self.topofstack,
            b"runtime._cgo_panic_internal" => &mut self.panic_internal,
            b"crosscall2" => &mut self.crosscall2,
            b"main" => &mut self.host_main,
            _ => return self.take_start(function, name),
        };
        // A later function of the same name is the wrapper for assembly callers.
        slot.get_or_insert(function);
    }

    fn take_start(&mut self, function: Function, name: &'d [u8]) {
        // `_rt0_amd64` alone and `_rt0_amd64_lib_go` are the parts that all operating systems share.
        let Some(name) = name
            .starts_with(b"_rt0_")
            .then(|| std::str::from_utf8(name).ok())
            .flatten()
        else {
            return;
        };
        let Some(rest) = name
            .strip_prefix("_rt0_")
            .filter(|rest| rest.contains('_') && !rest.ends_with("_lib_go"))
        else {
            return;
        };
        let slot = if rest.ends_with("_lib") {
            &mut self.rt0_lib
        } else {
            &mut self.rt0
        };
        slot.get_or_insert((function, name));
    }
}

/// Source files whose presence among the live ones answers a question.
pub(crate) mod mark {
    macro_rules! marks {
        ($($(#[doc = $doc:literal])* $name:ident = $suffix:literal,)+) => {
            /// Index into [`SUFFIXES`].
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub(crate) enum Mark { $($(#[doc = $doc])* $name,)+ }
            /// The path suffix of each mark.
            pub(crate) const SUFFIXES: &[&str] = &[$($suffix,)+];
        };
    }
    marks! {
        /// Wrappers that the cgo command wrote.
        Gotypes = "_cgo_gotypes.go",
        /// What reads /etc/resolv.conf, as Go's own resolver does first. Of its other files the variables are
        /// initialised wherever net is linked.
        DnsConfig = "net/dnsconfig_unix.go",
        /// Host look-up on Windows.
        LookupWindows = "net/lookup_windows.go",
        /// Host look-up through libSystem without cgo.
        LookupSyscall = "net/cgo_unix_syscall.go",
        /// Users through libSystem without cgo.
        UsersSyscall = "os/user/cgo_lookup_syscall.go",
        /// Users from /etc/passwd.
        UsersFiles = "os/user/lookup_unix.go",
        /// Users from the environment and /etc/passwd.
        UsersStubs = "os/user/lookup_stubs.go",
        /// Users through the Windows API.
        UsersWindows = "os/user/lookup_windows.go",
        /// The embedded time zone database.
        Tzdata = "time/tzdata/tzdata.go",
        /// The embedded root certificates, in a module of their own: a version may stand in the path.
        X509Roots = "fallback.go",
        /// Plugins by dlopen.
        Plugin = "plugin/plugin_dlopen.go",
        /// Plugins refused.
        PluginStub = "plugin/plugin_stubs.go",
        /// The race detector.
        Race = "runtime/race.go",
        /// The memory sanitizer.
        Msan = "runtime/msan.go",
        /// The address sanitizer.
        Asan = "runtime/asan.go",
        /// purego's stand-in for runtime/cgo.
        FakeCgo = "internal/fakecgo/callbacks.go",
        /// As above, in its oldest form and in copies.
        FakeCgoRuntime = "fakecgo/runtime.go",
        /// As above: the file of symbols.
        FakeCgoSymbols = "fakecgo/symbols.go",
        /// runtime/cgo's own callbacks.
        RuntimeCgo = "runtime/cgo/callbacks.go",
        /// Root certificates from files of the system, up to Go 1.26.
        SystemRoots = "crypto/x509/root_unix.go",
        /// Root certificates from wherever the system has them; from files since Go 1.27.
        Roots = "crypto/x509/root.go",
        /// Profiles over HTTP.
        Pprof = "net/http/pprof/pprof.go",
        /// Variables over HTTP.
        Expvar = "expvar/expvar.go",
        /// Requests over HTTP, in a module of its own: a version may stand in the path.
        NetTrace = "trace/trace.go",
        /// The testing package.
        Testing = "testing/testing.go",
    }
    /// How the files end that packages with cgo compile to without it; which package is told by the path.
    pub(crate) const STUB_ENDINGS: &[&str] = &[
        "static_mock.go",
        "hid_disabled.go",
        "util_stub.go",
        "nocgo.go",
        "nocgo_darwin.go",
        "_unsupported.go",
    ];
}

pub(crate) use mark::Mark;

/// The wrappers of one package.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wrappers<'d> {
    /// Every wrapper, in table order.
    pub(crate) list: Vec<Found<'d>>,
}

/// A wrapper and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'d> {
    /// What its name says.
    pub(crate) wrapper: Wrapper<'d>,
    /// Offset of its name in the name table.
    pub(crate) name: u32,
    /// The function; `None` if only its name was looked at, and one may have it.
    pub(crate) function: Option<Function>,
}

/// What the function table tells.
#[derive(Clone, Debug)]
pub(crate) struct Inventory<'d> {
    /// The table.
    pub(crate) table: Pclntab<'d>,
    /// The runtime's functions.
    pub(crate) runtime: RuntimeFunctions<'d>,
    /// Wrappers and exports by escaped package path.
    pub(crate) wrappers: BTreeMap<&'d str, Wrappers<'d>>,
    /// Live files by mark, and behind them those by stub ending.
    files: Vec<Vec<SourceFile<'d>>>,
    /// Bytes of the names of [`Inventory::wrappers`].
    taken: usize,
}

/// Looking for the function of one name costs as much as reading so many functions and their names.
const WALK: u64 = 64;

impl<'d> Inventory<'d> {
    /// Reads the parts of the table that answer the audit's questions.
    pub(crate) fn read(table: Pclntab<'d>) -> Self {
        let mut runtime = RuntimeFunctions::default();
        for (function, name) in table.runtime_block() {
            runtime.take(function, name);
        }
        let files = table.files_ending(mark::SUFFIXES, mark::STUB_ENDINGS);
        let mut inventory = Self {
            table,
            runtime,
            wrappers: BTreeMap::new(),
            files,
            taken: 0,
        };
        inventory.read_wrappers();
        inventory
    }

    /// As [`Inventory::read`], by walking every function: the yardstick for the shortcuts.
    #[cfg(test)]
    pub(crate) fn read_exhaustively(table: Pclntab<'d>) -> Self {
        let mut runtime = RuntimeFunctions::default();
        for function in table.iter() {
            runtime.take(
                function,
                table.short_name(function.name_offset).unwrap_or_default(),
            );
        }
        let files = table.files_ending(mark::SUFFIXES, mark::STUB_ENDINGS);
        let mut inventory = Self {
            table,
            runtime,
            wrappers: BTreeMap::new(),
            files,
            taken: 0,
        };
        let functions: Vec<Function> = inventory.table.iter().collect();
        inventory.take_functions(functions);
        inventory
    }

    /// Wrappers are compiled from one file a package; where none is live there is no wrapper.
    fn read_wrappers(&mut self) {
        let gotypes = self.files_of(Mark::Gotypes).to_vec();
        if gotypes.is_empty() {
            return;
        }
        if let Some(functions) = self.functions_from(&gotypes) {
            self.take_functions(functions);
            return;
        }
        let names = self.table.wrapper_names();
        if names.len() as u64 > self.table.functions / WALK {
            let functions: Vec<Function> = self.table.iter().collect();
            return self.take_functions(functions);
        }
        for (offset, name) in names {
            self.take_wrapper(offset, name, None);
        }
    }

    /// The functions of the units that the files belong to, if all can be found.
    fn functions_from(&self, files: &[SourceFile<'d>]) -> Option<Vec<Function>> {
        let proves = |f: Function| {
            self.table
                .short_name(f.name_offset)
                .is_some_and(is_cgo_code)
        };
        let entries: Vec<u32> = files.iter().map(|file| file.entry).collect();
        self.table.functions_from(&entries, proves)
    }

    fn take_functions(&mut self, functions: impl IntoIterator<Item = Function>) {
        for function in functions {
            let name = self.table.short_name(function.name_offset);
            let name = name.and_then(|name| std::str::from_utf8(name).ok());
            self.take_wrapper(function.name_offset, name.unwrap_or(""), Some(function));
        }
    }

    fn take_wrapper(&mut self, offset: u32, name: &'d str, function: Option<Function>) {
        // Distinct names have bytes of their own; only a file that lies lets many share theirs.
        let room = self.table.names.len().saturating_sub(self.taken);
        if let Some(wrapper) = Wrapper::parse(name).filter(|_| name.len() <= room) {
            self.taken += name.len();
            let found = Found {
                wrapper,
                name: offset,
                function,
            };
            self.wrappers
                .entry(wrapper.package)
                .or_default()
                .list
                .push(found);
        }
    }

    /// The live files of a mark, in table order.
    pub(crate) fn files_of(&self, mark: Mark) -> &[SourceFile<'d>] {
        self.files.get(mark as usize).map_or(&[], Vec::as_slice)
    }

    /// The first live file of a mark.
    pub(crate) fn file(&self, mark: Mark) -> Option<SourceFile<'d>> {
        self.files_of(mark).first().copied()
    }

    /// Live files that may be stubs of packages with cgo, in table order of each ending.
    pub(crate) fn stub_files(&self) -> impl Iterator<Item = SourceFile<'d>> + '_ {
        self.files
            .iter()
            .skip(mark::SUFFIXES.len())
            .flatten()
            .copied()
    }

    /// Whether names are the compiler's own: the runtime is there by name.
    pub(crate) const fn named(&self) -> bool {
        self.runtime.named
    }
}

/// Whether a function is compiled from the file that the cgo command writes for its package, or belongs to
/// runtime/cgo, which has such a file and no wrapper.
fn is_cgo_code(name: &[u8]) -> bool {
    let is_wrapper = || std::str::from_utf8(name).is_ok_and(|name| Wrapper::parse(name).is_some());
    let of_runtime_cgo = name == b"_cgo_panic" || name.starts_with(b"runtime/cgo.");
    of_runtime_cgo || (memchr::memchr(b'_', name).is_some() && is_wrapper())
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "the samples are read from the repository"
    )]

    use std::io::Read;
    use std::path::{Path, PathBuf};

    use image::{Image, Opened, open};

    use super::*;

    fn samples() -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "gz"))
            .collect();
        paths.sort();
        paths
    }

    const LOAD_LOCATION: &[u8] = b"time.LoadLocation";

    fn tables<'d>(image: &Image<'d>) -> (Inventory<'d>, Inventory<'d>) {
        let table = crate::pclntab::find(image).expect("a function table");
        (
            Inventory::read(table.clone()),
            Inventory::read_exhaustively(table),
        )
    }

    fn named(inventory: &Inventory<'_>) -> Vec<(String, String)> {
        let lists = inventory.wrappers.iter();
        let pair = |(package, list): (&&str, &Wrappers<'_>)| {
            let package = (*package).to_owned();
            let names = list.list.iter().map(|found| found.wrapper.name.to_owned());
            names
                .map(move |name| (package.clone(), name))
                .collect::<Vec<_>>()
        };
        lists.flat_map(pair).collect()
    }

    #[test]
    fn a_start_function_of_every_system_names_none() {
        let function = Function {
            index: 7,
            name_offset: 0,
            unit: None,
            entry: 0,
            entry_at: 0,
        };
        let mut runtime = RuntimeFunctions::default();
        for name in ["_rt0_amd64", "_rt0_amd64_lib_go", "_rt0_amd64_linux_lib"] {
            runtime.take(function, name.as_bytes());
        }
        assert_eq!(runtime.rt0, None);
        assert_eq!(runtime.rt0_lib, Some((function, "_rt0_amd64_linux_lib")));
    }

    #[test]
    fn one_packed_search_holds_all_marks_on_every_machine() {
        assert!(mark::SUFFIXES.len() + mark::STUB_ENDINGS.len() <= 32);
    }

    #[test]
    fn shortcuts_find_what_a_walk_over_every_function_finds() {
        let paths = samples();
        assert!(paths.len() >= 6, "samples are missing");
        let mut wrappers = 0;
        for path in paths {
            let mut bytes = Vec::new();
            let file = std::fs::File::open(&path).unwrap();
            flate2::read::GzDecoder::new(file)
                .read_to_end(&mut bytes)
                .unwrap();
            let Ok(Opened::One(image)) = open(&bytes) else {
                panic!("{}: not one image", path.display());
            };
            let (short, whole) = tables(&image);
            assert_eq!(named(&short), named(&whole), "{}", path.display());
            assert_eq!(short.runtime.cgocall, whole.runtime.cgocall);
            assert_eq!(short.runtime.cgocallbackg, whole.runtime.cgocallbackg);
            assert_eq!(short.runtime.topofstack, whole.runtime.topofstack);
            assert_eq!(short.runtime.schedinit, whole.runtime.schedinit);
            let is_it = |f: &Function| whole.table.short_name(f.name_offset) == Some(LOAD_LOCATION);
            assert_eq!(
                short.table.function_of_package(b"time.", LOAD_LOCATION),
                Some(whole.table.iter().find(is_it)),
                "{}",
                path.display()
            );
            wrappers += named(&whole).len();
        }
        assert!(wrappers > 10, "no sample calls C");
    }
}
