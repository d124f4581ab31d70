//! Names that the cgo command gives to the functions it writes.
//!
//! Source: `cmd/cgo/out.go` and `cmd/cgo/main.go` of Go 1.19 and 1.27.

/// What a wrapper does; what proves a call into C best comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Calls a C function (`_Cfunc_`, `_C2func_` for the form that returns errno, `_cgo_cmalloc`).
    Call,
    /// Evaluates a C macro that is no constant (`_Cmacro_`).
    Macro,
    /// A Go function that C calls (`_cgoexp_HASH_`).
    Export,
    /// Copies between Go and C strings (`C.CString`, `C.GoBytes` …).
    Conversion,
}

/// One function that the cgo command wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wrapper<'d> {
    /// Import path as symbols escape it; empty for an export whose name holds no package.
    pub(crate) package: &'d str,
    /// Name of the C function, macro, conversion or export.
    pub(crate) name: &'d str,
    /// What it does.
    pub(crate) kind: Kind,
    /// For an export: the hash of its package's cgo run; empty otherwise.
    pub(crate) hash: &'d str,
}

const CONVERSIONS: [&str; 5] = ["CString", "CBytes", "GoString", "GoStringN", "GoBytes"];

impl<'d> Wrapper<'d> {
    /// The wrapper that a function's name in the function table announces.
    ///
    /// Most names have no underscore: they cost one search for a byte.
    pub(crate) fn parse(symbol: &'d str) -> Option<Self> {
        let underscores = memchr::memchr_iter(b'_', symbol.as_bytes());
        let starts = underscores.filter(|at| {
            let before = at
                .checked_sub(1)
                .and_then(|before| symbol.as_bytes().get(before));
            matches!(before, None | Some(b'.'))
        });
        starts.filter_map(|at| Self::of(symbol, at)).next()
    }

    /// The wrapper whose own name starts at an underscore at the start of the symbol or behind a dot.
    fn of(symbol: &'d str, at: usize) -> Option<Self> {
        let package = symbol.get(..at.saturating_sub(1))?;
        let rest = symbol.get(at..)?;
        if let Some(export) = rest.strip_prefix("_cgoexp_") {
            return Self::export(package, export);
        }
        let (name, kind) = if matches!(rest, "_cgo_cmalloc" | "_Cfunc__CMalloc") {
            ("malloc", Kind::Call)
        } else if let Some(name) = rest.strip_prefix("_Cmacro_") {
            (name, Kind::Macro)
        } else {
            let name = rest
                .strip_prefix("_Cfunc_")
                .or_else(|| rest.strip_prefix("_C2func_"))?;
            (
                name,
                if CONVERSIONS.contains(&name) {
                    Kind::Conversion
                } else {
                    Kind::Call
                },
            )
        };
        let whole = !name.is_empty() && !name.contains('.') && !package.is_empty();
        whole.then_some(Self {
            package,
            name,
            kind,
            hash: "",
        })
    }

    fn export(package: &'d str, rest: &'d str) -> Option<Self> {
        let (hash, name) = rest.split_once('_')?;
        let hexadecimal = !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        (hexadecimal && !name.is_empty()).then_some(Self {
            package,
            name,
            kind: Kind::Export,
            hash,
        })
    }
}

/// An import path as the source writes it: the linker escapes dots after the last slash, quotes and
/// control bytes as `%xx` (`cmd/internal/objabi/path.go`).
pub(crate) fn unescape(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, code) {
            (b'%', Some(code)) => {
                out.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(symbol: &str, expect: Option<(&str, &str, Kind)>) {
        let found = Wrapper::parse(symbol).map(|w| (w.package, w.name, w.kind));
        assert_eq!(found, expect, "{symbol}");
    }

    #[test]
    fn wrappers_give_package_and_c_name() {
        check(
            "net._C2func_getaddrinfo",
            Some(("net", "getaddrinfo", Kind::Call)),
        );
        check(
            "a.b/c%2ed._Cfunc_f_Cfunc_",
            Some(("a.b/c%2ed", "f_Cfunc_", Kind::Call)),
        );
        check("main._cgo_cmalloc", Some(("main", "malloc", Kind::Call)));
        check(
            "main._Cfunc_CString",
            Some(("main", "CString", Kind::Conversion)),
        );
        check("main._Cmacro_errno", Some(("main", "errno", Kind::Macro)));
        check(
            "_cgoexp_0123abcdef01_goCallback",
            Some(("", "goCallback", Kind::Export)),
        );
    }

    #[test]
    fn other_names_are_no_wrappers() {
        check("runtime.cgocall", None);
        check("net.cgoLookupHost", None);
        check("main._Cfunc_", None);
        check("main._Cfunc_f.func1", None);
        check("_cgoexp_nothex_f", None);
        check("runtime._cgo_panic_internal", None);
    }

    #[test]
    fn paths_are_unescaped_once() {
        assert_eq!(unescape("gopkg.in/yaml%2ev3"), "gopkg.in/yaml.v3");
        assert_eq!(unescape("a%2525"), "a%25");
        assert_eq!(unescape("100%"), "100%");
    }
}
