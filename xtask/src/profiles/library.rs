//! One library: what a profile keeps of it.

use anyhow::Result;
use image::Library;

/// What a profile keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    /// `DT_SONAME`.
    pub(super) soname: Option<String>,
    /// `DT_NEEDED`, in order.
    pub(super) needed: Vec<String>,
    /// `DT_RUNPATH` or `DT_RPATH`.
    pub(super) runpath: Option<String>,
    /// Versions that it defines, in order, without the one that names the library; none without the table.
    pub(super) versions: Option<Vec<String>>,
    /// Size and alignment of `PT_TLS`.
    pub(super) tls: Option<(u64, u64)>,
    /// `DF_STATIC_TLS`.
    pub(super) static_tls: bool,
    /// `DF_BIND_NOW` or `DF_1_NOW`.
    pub(super) bind_now: bool,
    /// Levels of x86-64 that it needs, a bit each.
    pub(super) isa: u32,
    /// The oldest kernel.
    pub(super) kernel: Option<[u32; 3]>,
}

/// Reads them.
pub(super) fn facts(bytes: &[u8]) -> Result<Facts> {
    let (library, _) = Library::parse(bytes).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(of(&library))
}

/// Those of a library that was read.
pub(super) fn of(library: &Library) -> Facts {
    let versions = library.versions.as_ref().map(|all| {
        let own = all.iter().filter(|version| !version.base);
        own.map(|version| version.name.clone()).collect()
    });
    Facts {
        soname: library.soname.clone(),
        needed: library.needed.clone(),
        runpath: library.runpath.clone().or_else(|| library.rpath.clone()),
        versions,
        tls: library.tls.map(|tls| (tls.size, tls.align)),
        static_tls: library.flags.static_tls,
        bind_now: library.flags.bind_now,
        isa: library.isa_needed,
        kernel: library.minimum_kernel,
    }
}

impl Facts {
    /// As words behind the path.
    pub(super) fn words(&self) -> String {
        let mut words = Vec::new();
        let mut word = |name: &str, value: Option<String>| {
            words.extend(value.map(|value| format!(" {name}={value}")));
        };
        word("soname", self.soname.clone());
        word(
            "needs",
            (!self.needed.is_empty()).then(|| self.needed.join(",")),
        );
        word("runpath", self.runpath.clone());
        word(
            "tls",
            self.tls.map(|(size, align)| format!("{size}/{align}")),
        );
        let flags = [(self.static_tls, "static-tls"), (self.bind_now, "now")];
        let flags: Vec<&str> = flags.iter().filter(|f| f.0).map(|f| f.1).collect();
        word("flags", (!flags.is_empty()).then(|| flags.join(",")));
        word("isa", (self.isa != 0).then(|| self.isa.to_string()));
        word(
            "kernel",
            self.kernel.map(|[a, b, c]| format!("{a}.{b}.{c}")),
        );
        words.concat()
    }
}
