//! CPU levels.

use std::fmt;

/// What a CPU can do, as far as loaders and the Go runtime ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cpu {
    /// The x86-64 level, 1 to 4 (psABI).
    Amd64(u8),
    /// The ARM architecture, 5 to 8, and whether it has floating point (VFP).
    Arm {
        /// 5 to 8.
        version: u8,
        /// Has VFP.
        vfp: bool,
    },
}

impl Cpu {
    /// Reads `v3`, `x86-64-v3`, `armv6`, `armv7`, `armv6-softfloat`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(version) = text.strip_prefix("armv") {
            let (version, vfp) = match version.strip_suffix("-softfloat") {
                Some(version) => (version, false),
                None => (version, true),
            };
            let version = version.parse().ok().filter(|v| (5..=8).contains(v))?;
            return Some(Self::Arm { version, vfp });
        }
        let level = text.strip_prefix("x86-64-").unwrap_or(text);
        let level = level.strip_prefix('v')?.parse().ok()?;
        (1..=4).contains(&level).then_some(Self::Amd64(level))
    }

    /// The level of the flags in `/proc/cpuinfo` (x86-64 psABI, table 3.1).
    #[must_use]
    pub fn from_flags(flags: &str) -> Self {
        const V2: &[&str] = &["cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"];
        const V3: &[&str] = &[
            "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave",
        ];
        const V4: &[&str] = &["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];
        let flags: Vec<&str> = flags.split_ascii_whitespace().collect();
        let has = |wanted: &[&str]| wanted.iter().all(|flag| flags.contains(flag));
        let levels = [V2, V3, V4].into_iter().take_while(|level| has(level));
        Self::Amd64(levels.fold(1, |level, _| level + 1))
    }

    /// The x86-64 level.
    #[must_use]
    pub const fn amd64(self) -> Option<u8> {
        match self {
            Self::Amd64(level) => Some(level),
            Self::Arm { .. } => None,
        }
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amd64(level) => write!(f, "x86-64-v{level}"),
            Self::Arm { version, vfp: true } => write!(f, "armv{version}"),
            Self::Arm {
                version,
                vfp: false,
            } => write!(f, "armv{version}-softfloat"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_flags_give_levels() {
        assert_eq!(Cpu::parse("v3"), Some(Cpu::Amd64(3)));
        assert_eq!(Cpu::parse("x86-64-v1"), Some(Cpu::Amd64(1)));
        assert_eq!(Cpu::parse("v5"), None);
        let soft = Cpu::parse("armv5-softfloat").unwrap();
        assert_eq!(soft.to_string(), "armv5-softfloat");
        let v2 = "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3 avx2";
        assert_eq!(Cpu::from_flags(v2), Cpu::Amd64(2));
        assert_eq!(Cpu::from_flags(""), Cpu::Amd64(1));
    }
}
