//! Subfolders for better CPUs, tried before each folder itself (elf/dl-hwcaps.c).

use image::Arch;

use crate::Cpu;

use super::release::Release;

/// The subfolders of each searched folder, best first; the last is empty.
///
/// From 2.33 on `glibc-hwcaps/NAME`; up to 2.36 the older scheme as well: every combination of `tls`, the
/// platform and the kernel's capabilities.
pub(crate) fn subfolders(release: Release, arch: Arch, cpu: Option<Cpu>) -> Vec<String> {
    let mut found = Vec::new();
    if arch == Arch::Go("amd64") {
        let level = cpu.and_then(Cpu::amd64).unwrap_or(1);
        if release.at_least(2, 33) {
            let levels = (2..=level).rev();
            found.extend(levels.map(|level| format!("glibc-hwcaps/x86-64-v{level}/")));
        }
        if !release.at_least(2, 37) {
            found.extend(legacy(level));
        }
    }
    found.push(String::new());
    found
}

/// `tls`, `haswell` (or the kernel's word), `avx512_1` and `x86_64` in every combination, longest first
/// (`_dl_important_hwcaps` of 2.31 and 2.36: a set bit of the counter takes the name).
fn legacy(level: u8) -> Vec<String> {
    let mut names = vec!["tls"];
    names.push(if level >= 3 { "haswell" } else { "x86_64" });
    if level >= 4 {
        names.push("avx512_1");
    }
    names.push("x86_64");
    let combinations = (1..1_usize << names.len()).rev();
    combinations
        .map(|taken| {
            let bits = (0..names.len()).rev();
            let chosen = names
                .iter()
                .zip(bits)
                .filter(|(_, bit)| taken >> bit & 1 == 1);
            chosen.map(|(name, _)| format!("{name}/")).collect()
        })
        .collect()
}

/// Whether an entry of `ld.so.cache` for a named subfolder may be used, and how good it is: higher is better.
pub(crate) fn rank(name: &str, arch: Arch, cpu: Option<Cpu>) -> Option<u8> {
    if arch != Arch::Go("amd64") {
        return None;
    }
    let level = name.strip_prefix("x86-64-v")?.parse().ok()?;
    let own = cpu.and_then(Cpu::amd64).unwrap_or(1);
    (2..=own).contains(&level).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(release: (u32, u32), level: u8, expect: &[&str]) {
        let cpu = Some(Cpu::Amd64(level));
        assert_eq!(
            subfolders(Release(Some(release)), Arch::Go("amd64"), cpu),
            expect
        );
    }

    #[test]
    fn releases_search_what_they_did() {
        check(
            (2, 41),
            3,
            &["glibc-hwcaps/x86-64-v3/", "glibc-hwcaps/x86-64-v2/", ""],
        );
        check((2, 41), 1, &[""]);
        let old = [
            "tls/x86_64/x86_64/",
            "tls/x86_64/",
            "tls/x86_64/",
            "tls/",
            "x86_64/x86_64/",
            "x86_64/",
            "x86_64/",
            "",
        ];
        check((2, 31), 1, &old);
    }

    #[test]
    fn an_unknown_cpu_takes_no_better_library() {
        let none = subfolders(Release(Some((2, 41))), Arch::Go("amd64"), None);
        assert_eq!(none, [""]);
        assert_eq!(rank("x86-64-v2", Arch::Go("amd64"), None), None);
        assert_eq!(
            rank("x86-64-v2", Arch::Go("amd64"), Some(Cpu::Amd64(4))),
            Some(2)
        );
    }
}
