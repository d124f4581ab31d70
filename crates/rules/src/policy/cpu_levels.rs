//! The levels that Go's compiler knows per GOARCH, from low to high.

/// GOARCH and its levels, as `GOAMD64`, `GOARM64` and their like take them (`go help environment`, and
/// `internal/buildcfg/cfg.go` of Go 1.27).
pub const CPU_LEVELS: &[(&str, &[&str])] = &[
    ("386", &["softfloat", "sse2"]),
    ("amd64", &["v1", "v2", "v3", "v4"]),
    ("arm", &["5", "6", "7"]),
    (
        "arm64",
        &[
            "v8.0", "v8.1", "v8.2", "v8.3", "v8.4", "v8.5", "v8.6", "v8.7", "v8.8", "v8.9", "v9.0",
            "v9.1", "v9.2", "v9.3", "v9.4", "v9.5",
        ],
    ),
    ("mips", &["softfloat", "hardfloat"]),
    ("mips64", &["softfloat", "hardfloat"]),
    ("mips64le", &["softfloat", "hardfloat"]),
    ("mipsle", &["softfloat", "hardfloat"]),
    ("ppc64", &["power8", "power9", "power10"]),
    ("ppc64le", &["power8", "power9", "power10"]),
    ("riscv64", &["rva20u64", "rva22u64", "rva23u64"]),
];

/// The levels of a GOARCH; `None` for one that has none.
pub(crate) fn of(goarch: &str) -> Option<&'static [&'static str]> {
    let row = CPU_LEVELS.iter().find(|(arch, _)| *arch == goarch)?;
    Some(row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_sorted_and_have_levels() {
        assert!(CPU_LEVELS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CPU_LEVELS.iter().all(|(_, levels)| levels.len() > 1));
        assert_eq!(of("amd64").and_then(<[_]>::last), Some(&"v4"));
        assert_eq!(of("s390x"), None);
    }
}
