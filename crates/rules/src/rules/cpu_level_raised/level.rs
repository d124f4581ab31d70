//! CPU levels in order, as `internal/buildcfg` of Go 1.27.3 takes them.

/// A level of one machine: how high it stands, and what it has besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CpuLevel {
    /// Higher runs on fewer machines; `None` if the name is not known.
    rank: Option<u32>,
    /// `lse`, `crypto`, `hardfloat`.
    options: Vec<String>,
}

/// The oldest level that a port runs on, where Go's default is that level; the others have no level that is
/// raised by itself.
pub(super) fn oldest(goarch: &str) -> Option<&'static str> {
    Some(match goarch {
        "amd64" => "v1",
        "arm64" => "v8.0",
        "ppc64" | "ppc64le" => "power8",
        "riscv64" => "rva20u64",
        _ => return None,
    })
}

/// The variable that sets the level.
pub(super) fn variable(goarch: &str) -> String {
    let base = match goarch {
        "mipsle" => "mips",
        "mips64le" => "mips64",
        "ppc64le" => "ppc64",
        other => other,
    };
    format!("GO{}", base.to_ascii_uppercase())
}

impl CpuLevel {
    pub(super) fn parse(goarch: &str, text: &str) -> Self {
        let mut parts = text.split(',').map(str::trim);
        let base = parts.next().unwrap_or_default();
        let mut level = Self {
            rank: rank(goarch, base),
            options: parts.map(str::to_owned).collect(),
        };
        level.imply(goarch, base);
        level
    }

    /// What a level has without naming it: v8.1 and newer have `lse`; 6 and 7 of ARM calculate in hardware unless told
    /// otherwise.
    fn imply(&mut self, goarch: &str, base: &str) {
        let implied = match goarch {
            "arm64" if base != "v8.0" && self.rank.is_some() => "lse",
            "arm" if matches!(base, "6" | "7") && self.options.is_empty() => "hardfloat",
            _ => return,
        };
        if !self.options.iter().any(|option| option == implied) {
            self.options.push(implied.to_owned());
        }
    }

    /// Whether a machine of this level runs programs of the other; `None` where a name is not known.
    pub(super) fn admits(&self, other: &Self) -> Option<bool> {
        let (limit, level) = (self.rank?, other.rank?);
        let enough = match limit.checked_sub(V9) {
            Some(minor) if level < V9 => minor + 5 >= level,
            _ => limit >= level,
        };
        let has = |option: &String| option == "softfloat" || self.options.contains(option);
        Some(enough && other.options.iter().all(has))
    }
}

fn rank(goarch: &str, base: &str) -> Option<u32> {
    match goarch {
        "amd64" => match base {
            "baseline" => Some(1),
            _ => base.strip_prefix('v')?.parse().ok(),
        },
        "386" | "mips" | "mipsle" | "mips64" | "mips64le" => {
            ["softfloat", "387", "sse2", "hardfloat"]
                .iter()
                .zip(0_u32..)
                .find_map(|(name, rank)| (*name == base).then_some(rank))
        }
        "arm" => base.parse().ok(),
        "arm64" => arm64(base),
        "ppc64" | "ppc64le" => base.strip_prefix("power")?.parse().ok(),
        "riscv64" => base.strip_prefix("rva")?.strip_suffix("u64")?.parse().ok(),
        _ => None,
    }
}

/// Rank of ARM's v9.0; v9.x holds v8.(x+5) and what came before it (`internal/buildcfg`).
const V9: u32 = 100;

fn arm64(base: &str) -> Option<u32> {
    let (major, minor) = base.strip_prefix('v')?.split_once('.')?;
    let minor: u32 = minor.parse().ok().filter(|minor| *minor < 10)?;
    match major {
        "8" => Some(minor),
        "9" => Some(V9 + minor),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::CpuLevel;

    #[test]
    fn levels_are_ordered_as_go_orders_them() {
        for (arch, limit, level, expect) in [
            ("amd64", "v2", "v2", Some(true)),
            ("amd64", "v2", "v3", Some(false)),
            ("amd64", "v2", "fast", None),
            ("386", "softfloat", "sse2", Some(false)),
            ("386", "sse2", "387", Some(true)),
            ("mips", "softfloat", "hardfloat", Some(false)),
            ("arm", "7,softfloat", "6", Some(false)),
            ("arm", "6", "6,hardfloat", Some(true)),
            ("arm64", "v8.0", "v8.0,lse", Some(false)),
            ("arm64", "v8.0,lse", "v8.0,lse", Some(true)),
            ("arm64", "v8.1", "v8.1,crypto", Some(false)),
            ("arm64", "v9.0", "v8.6", Some(false)),
            ("arm64", "v9.0", "v8.5", Some(true)),
            ("arm64", "v8.9", "v9.0", Some(false)),
            ("ppc64le", "power9", "power10", Some(false)),
            ("riscv64", "rva22u64", "rva23u64", Some(false)),
            ("wasm", "satconv", "satconv", None),
        ] {
            let limit = CpuLevel::parse(arch, limit);
            let level = CpuLevel::parse(arch, level);
            assert_eq!(limit.admits(&level), expect, "{arch} {limit:?} {level:?}");
        }
    }
}
