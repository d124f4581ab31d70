//! `/etc/ld.so.cache`, both formats and the two in one file (elf/dl-cache.c, sysdeps/generic/dl-cache.h).
//!
//! Nothing is copied: a look-up is the loader's own binary search over the file's bytes.

use std::cmp::Ordering;

use image::Identity;

const OLD_MAGIC: &[u8] = b"ld.so-1.7.0\0";
const NEW_MAGIC: &[u8] = b"glibc-ld.so.cache1.1";
/// `struct cache_file`: the magic, a byte of padding at most, the count.
const OLD_HEADER: usize = 16;
const OLD_ENTRY: usize = 12;
/// `struct cache_file_new`.
const NEW_HEADER: usize = 48;
const NEW_ENTRY: usize = 24;
/// `CACHE_EXTENSION_MAGIC`.
const EXTENSION_MAGIC: u32 = 0xeaa4_2174;
/// `cache_extension_tag_glibc_hwcaps`.
const HWCAPS_TAG: u32 = 1;
/// `DL_CACHE_HWCAP_EXTENSION`, in the upper half of `hwcap`; below it the ISA level.
const HWCAP_EXTENSION: u64 = 1 << 62;
/// Upper half of `hwcap`: bits that mark an entry as one with a named subfolder.
const HWCAP_NAMED_MASK: u64 = 0xffff_fc00_0000_0000;
/// `_DL_HWCAP_TLS_MASK` of releases up to 2.36: a library in a `tls` folder.
const HWCAP_TLS: u64 = 1 << 63;

/// What a look-up takes of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The path.
    pub(crate) path: String,
    /// The named subfolder it lies in: `x86-64-v3`.
    pub(crate) subfolder: Option<String>,
}

/// The file, checked as the loader does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cache<'b> {
    /// What strings' offsets are counted from.
    strings: &'b [u8],
    /// The entries.
    entries: &'b [u8],
    entry_size: usize,
    count: usize,
    little: bool,
    extension: Option<&'b [u8]>,
}

impl<'b> Cache<'b> {
    /// The cache in a file; `None` for what the loader passes over: no magic, a count that the file cannot hold,
    /// another byte order.
    pub(crate) fn parse(bytes: &'b [u8], little: bool) -> Option<Self> {
        if bytes.starts_with(NEW_MAGIC) {
            return Self::parse_new(bytes, little);
        }
        if !bytes.starts_with(OLD_MAGIC) {
            return None;
        }
        let count = usize::try_from(word(bytes, 12, little)?).ok()?;
        let end = OLD_HEADER.checked_add(count.checked_mul(OLD_ENTRY)?)?;
        let entries = bytes.get(OLD_HEADER..end)?;
        // `ALIGN_CACHE`: the new part is aligned to 8 bytes.
        if let Some(new) = bytes.get(end.next_multiple_of(8)..)
            && new.starts_with(NEW_MAGIC)
        {
            return Self::parse_new(new, little);
        }
        Some(Self {
            strings: bytes.get(end..)?,
            entries,
            entry_size: OLD_ENTRY,
            count,
            little,
            extension: None,
        })
    }

    fn parse_new(bytes: &'b [u8], little: bool) -> Option<Self> {
        let header = bytes.get(..NEW_HEADER)?;
        // `cache_file_new_flags_endian`: 0 unset, 2 little, 3 big.
        let order = header.get(28)? & 3;
        if !matches!((order, little), (0, _) | (2, true) | (3, false)) {
            return None;
        }
        let count = usize::try_from(word(header, 20, little)?).ok()?;
        let end = NEW_HEADER.checked_add(count.checked_mul(NEW_ENTRY)?)?;
        let entries = bytes.get(NEW_HEADER..end)?;
        let extension = usize::try_from(word(header, 32, little)?).ok()?;
        Some(Self {
            strings: bytes,
            entries,
            entry_size: NEW_ENTRY,
            count,
            little,
            extension: (extension != 0).then(|| bytes.get(extension..))?,
        })
    }

    /// The library of that name. `flags` is the loader's own kind ([`flags`]), `rank` tells how good a named
    /// subfolder is on this CPU, `None` for one that may not be used; `legacy` admits the entries of `tls`
    /// folders (up to 2.36).
    pub(crate) fn find(
        &self,
        name: &str,
        flags: &[u32],
        legacy: bool,
        rank: impl Fn(&str) -> Option<u8>,
    ) -> Option<Hit> {
        let mut best: Option<(u8, Hit)> = None;
        for nth in self.run(name.as_bytes())? {
            let entry = self.entry(nth)?;
            if !flags.contains(&word(entry, 0, self.little)?) {
                continue;
            }
            let Some(path) = self.string(entry, 8) else {
                continue;
            };
            let hwcap = self.hwcap(entry);
            let named = hwcap & HWCAP_NAMED_MASK == HWCAP_EXTENSION;
            let subfolder = named.then(|| self.subfolder(hwcap)).flatten();
            if named {
                let Some(rank) = subfolder.and_then(&rank) else {
                    continue;
                };
                if best.as_ref().is_none_or(|(found, _)| rank > *found) {
                    best = Some((rank, hit(path, subfolder)));
                }
                continue;
            }
            if best.is_some() {
                break;
            }
            if hwcap != 0 && !(legacy && hwcap == HWCAP_TLS) {
                continue;
            }
            return Some(hit(path, None));
        }
        best.map(|(_, hit)| hit)
    }

    /// The entries of that name: found by binary search, as entries are sorted, names descending.
    fn run(&self, name: &[u8]) -> Option<std::ops::Range<usize>> {
        let order = |nth: usize| Some(compare(name, self.key(nth)?));
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if order(middle)? == Ordering::Less {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let end = (low..self.count).find(|nth| order(*nth) != Some(Ordering::Equal));
        Some(low..end.unwrap_or(self.count))
    }

    fn entry(&self, nth: usize) -> Option<&'b [u8]> {
        let start = nth.checked_mul(self.entry_size)?;
        self.entries.get(start..start.checked_add(self.entry_size)?)
    }

    fn key(&self, nth: usize) -> Option<&'b [u8]> {
        self.string(self.entry(nth)?, 4)
    }

    /// The string whose offset stands at a place of an entry.
    fn string(&self, entry: &[u8], at: usize) -> Option<&'b [u8]> {
        self.string_at(word(entry, at, self.little)?)
    }

    fn string_at(&self, offset: u32) -> Option<&'b [u8]> {
        let rest = self.strings.get(usize::try_from(offset).ok()?..)?;
        let end = memchr::memchr(0, rest.get(..4096).unwrap_or(rest))?;
        rest.get(..end)
    }

    fn hwcap(&self, entry: &[u8]) -> u64 {
        let (Some(first), Some(second)) =
            (word(entry, 16, self.little), word(entry, 20, self.little))
        else {
            return 0;
        };
        let (low, high) = if self.little {
            (first, second)
        } else {
            (second, first)
        };
        u64::from(high) << 32 | u64::from(low)
    }

    /// The name of a subfolder by the index in the lower half of `hwcap`.
    fn subfolder(&self, hwcap: u64) -> Option<&'b str> {
        let section = self.section(HWCAPS_TAG)?;
        let index = usize::try_from(hwcap & 0xffff_ffff).ok()?;
        let name = self.string_at(word(section, index.checked_mul(4)?, self.little)?)?;
        str::from_utf8(name).ok()
    }

    /// A section of the extension: its offset is counted from the start of the file.
    fn section(&self, tag: u32) -> Option<&'b [u8]> {
        let extension = self.extension?;
        if word(extension, 0, self.little)? != EXTENSION_MAGIC {
            return None;
        }
        let count = usize::try_from(word(extension, 4, self.little)?).ok()?;
        let sections = extension.get(8..)?.chunks_exact(16).take(count);
        let mut found = sections.filter(|section| word(section, 0, self.little) == Some(tag));
        let section = found.next()?;
        let start = usize::try_from(word(section, 8, self.little)?).ok()?;
        let size = usize::try_from(word(section, 12, self.little)?).ok()?;
        self.strings.get(start..start.checked_add(size)?)
    }
}

fn hit(path: &[u8], subfolder: Option<&str>) -> Hit {
    Hit {
        path: String::from_utf8_lossy(path).into_owned(),
        subfolder: subfolder.map(str::to_owned),
    }
}

fn word(bytes: &[u8], at: usize, little: bool) -> Option<u32> {
    let bytes = *bytes.get(at..)?.first_chunk()?;
    Some(if little {
        u32::from_le_bytes(bytes)
    } else {
        u32::from_be_bytes(bytes)
    })
}

/// `_dl_cache_libcmp`: numbers in names compare as numbers. `Less` means that `wanted` stands further behind.
fn compare(wanted: &[u8], found: &[u8]) -> Ordering {
    let (mut wanted, mut found) = (wanted, found);
    while let Some(first) = wanted.first() {
        let other = found.first().copied().unwrap_or(0);
        if first.is_ascii_digit() && other.is_ascii_digit() {
            let (left, right) = (digits(&mut wanted), digits(&mut found));
            if left != right {
                return left.cmp(&right);
            }
        } else if first.is_ascii_digit() {
            return Ordering::Greater;
        } else if other.is_ascii_digit() {
            return Ordering::Less;
        } else if *first != other {
            return first.cmp(&other);
        } else {
            wanted = wanted.get(1..).unwrap_or_default();
            found = found.get(1..).unwrap_or_default();
        }
    }
    if found.is_empty() {
        Ordering::Equal
    } else {
        Ordering::Less
    }
}

/// The number that starts the bytes, which are cut behind it.
fn digits(bytes: &mut &[u8]) -> u64 {
    let mut value = 0_u64;
    while let Some(digit) = bytes.first().filter(|b| b.is_ascii_digit()) {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        *bytes = bytes.get(1..).unwrap_or_default();
    }
    value
}

/// The kinds of entries that a loader for a machine takes, its own first (`_dl_cache_check_flags`).
pub(crate) fn flags(identity: &Identity) -> Vec<u32> {
    /// `EF_ARM_ABI_FLOAT_HARD`, `EF_ARM_ABI_FLOAT_SOFT`.
    const ARM_HARD: u32 = 0x400;
    match identity.arch.goarch() {
        Some("amd64") => vec![0x303],
        Some("arm64") => vec![0xa03],
        Some("arm") if identity.flags & ARM_HARD != 0 => vec![0x903, 0x3],
        Some("arm") => vec![0xb03, 0x3],
        Some("ppc64" | "ppc64le") => vec![0x503],
        Some("s390x") => vec![0x403],
        // `EF_MIPS_NAN2008`.
        Some("mips64" | "mips64le") if identity.flags & 0x400 != 0 => vec![0xe03],
        Some("mips64" | "mips64le") => vec![0x703],
        Some("mips" | "mipsle") if identity.flags & 0x400 != 0 => vec![0xc03],
        // `EF_RISCV_FLOAT_ABI`: double is 4, none 0.
        Some("riscv64") if identity.flags & 6 == 0 => vec![0xf03],
        Some("riscv64") => vec![0x1003],
        // `EF_LARCH_ABI_MODIFIER_MASK`: double is 3.
        Some("loong64") if identity.flags & 7 == 3 => vec![0x1203],
        Some("loong64") => vec![0x1103],
        _ => vec![3, 1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new cache: entries of name, path, flags, hwcap; then names of subfolders.
    fn build(entries: &[(&str, &str, u32, u64)], subfolders: &[&str]) -> Vec<u8> {
        let mut bytes = NEW_MAGIC.to_vec();
        let count = u32::try_from(entries.len()).unwrap();
        bytes.extend(count.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend([2, 0, 0, 0]);
        bytes.resize(NEW_HEADER + entries.len() * NEW_ENTRY, 0);
        let text = |bytes: &mut Vec<u8>, text: &str| {
            let at = u32::try_from(bytes.len()).unwrap();
            bytes.extend(text.as_bytes());
            bytes.push(0);
            at.to_le_bytes()
        };
        for (nth, (name, path, flags, hwcap)) in entries.iter().enumerate() {
            let at = NEW_HEADER + nth * NEW_ENTRY;
            let (name, path) = (text(&mut bytes, name), text(&mut bytes, path));
            bytes[at..at + 4].copy_from_slice(&flags.to_le_bytes());
            bytes[at + 4..at + 8].copy_from_slice(&name);
            bytes[at + 8..at + 12].copy_from_slice(&path);
            bytes[at + 16..at + 24].copy_from_slice(&hwcap.to_le_bytes());
        }
        let names: Vec<[u8; 4]> = subfolders
            .iter()
            .map(|name| text(&mut bytes, name))
            .collect();
        let at = u32::try_from(bytes.len()).unwrap();
        bytes.extend(names.concat());
        let extension = u32::try_from(bytes.len()).unwrap();
        for value in [EXTENSION_MAGIC, 1, HWCAPS_TAG, 0, at, at_size(subfolders)] {
            bytes.extend(value.to_le_bytes());
        }
        bytes[32..36].copy_from_slice(&extension.to_le_bytes());
        bytes
    }

    fn at_size(names: &[&str]) -> u32 {
        u32::try_from(names.len() * 4).unwrap()
    }

    fn find(bytes: &[u8], name: &str, level: u8) -> Option<String> {
        let rank = |name: &str| {
            let found = name.strip_prefix("x86-64-v")?.parse().ok()?;
            (found <= level).then_some(found)
        };
        let cache = Cache::parse(bytes, true)?;
        cache.find(name, &[0x303], false, rank).map(|hit| hit.path)
    }

    #[test]
    fn names_are_sorted_by_their_numbers_descending() {
        let bytes = build(
            &[
                ("libz.so.1", "/z", 0x303, 0),
                ("libx.so.10", "/x10", 0x303, 0),
                ("libx.so.9", "/x9", 0x303, 0),
                ("liba.so.1", "/a32", 0x3, 0),
                ("liba.so.1", "/a", 0x303, 0),
            ],
            &[],
        );
        assert_eq!(find(&bytes, "libx.so.9", 1).as_deref(), Some("/x9"));
        assert_eq!(find(&bytes, "libx.so.10", 1).as_deref(), Some("/x10"));
        assert_eq!(find(&bytes, "liba.so.1", 1).as_deref(), Some("/a"));
        assert_eq!(find(&bytes, "libb.so.1", 1), None);
    }

    #[test]
    fn named_subfolders_count_on_their_cpu() {
        let named = |index: u64| HWCAP_EXTENSION | index;
        let bytes = build(
            &[
                ("libx.so.1", "/v2", 0x303, named(0)),
                ("libx.so.1", "/v3", 0x303, named(1)),
                ("libx.so.1", "/v1", 0x303, 0),
            ],
            &["x86-64-v2", "x86-64-v3"],
        );
        assert_eq!(find(&bytes, "libx.so.1", 1).as_deref(), Some("/v1"));
        assert_eq!(find(&bytes, "libx.so.1", 2).as_deref(), Some("/v2"));
        assert_eq!(find(&bytes, "libx.so.1", 4).as_deref(), Some("/v3"));
    }

    #[test]
    fn the_old_format_may_hold_the_new_one() {
        let mut old = OLD_MAGIC.to_vec();
        old.extend(1_u32.to_le_bytes());
        old.extend([3_u32, 0, 8].map(u32::to_le_bytes).concat());
        let alone = [&old[..], b"liba.so\0/old/liba.so\0"].concat();
        let cache = Cache::parse(&alone, true).unwrap();
        let hit = cache.find("liba.so", &[3], false, |_| None);
        assert_eq!(hit.unwrap().path, "/old/liba.so");
        old.resize(old.len().next_multiple_of(8), 0);
        old.extend(build(&[("libz.so.1", "/z", 0x303, 0)], &[]));
        assert_eq!(find(&old, "libz.so.1", 1).as_deref(), Some("/z"));
    }

    #[test]
    fn what_the_loader_passes_over_is_no_cache() {
        let mut bytes = build(&[("libz.so.1", "/z", 0x303, 0)], &[]);
        assert!(Cache::parse(&bytes, false).is_none());
        bytes[20] = 200;
        assert!(Cache::parse(&bytes, true).is_none());
        assert!(Cache::parse(b"", true).is_none());
    }
}
