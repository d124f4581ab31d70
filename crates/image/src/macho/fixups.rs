//! Chained fixups (`LC_DYLD_CHAINED_FIXUPS`): pointers that hold the way to the next pointer.
//!
//! Layouts and meaning: `mach-o/fixup-chains.h`. A pointer is decoded when it is asked for, by walking the
//! chain of its page up to it; nothing is kept but where each segment's page starts stand.

use crate::Image;
use crate::part::Part;
use crate::words::Words;

const NO_CHAIN: u16 = 0xffff;
const MULTI: u16 = 0x8000;

/// How the pointers of a chain are laid out (`DYLD_CHAINED_PTR_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// 1, 7, 9, 10, 12: 64 bits with pointer authentication; `offsets`: plain targets count from the base.
    Arm64e { stride: u64, offsets: bool },
    /// 2, 6: 64 bits.
    Wide { offsets: bool },
    /// 3: 32 bits; values above the largest valid pointer are numbers that are no pointer.
    Narrow { max: u64 },
}

impl Layout {
    fn of(format: u16, max: u32) -> Option<Self> {
        Some(match format {
            1 => Self::arm64e(8, false),
            7 => Self::arm64e(4, true),
            9 | 12 => Self::arm64e(8, true),
            10 => Self::arm64e(4, false),
            2 => Self::Wide { offsets: false },
            6 => Self::Wide { offsets: true },
            3 => Self::Narrow { max: max.into() },
            _ => return None,
        })
    }

    const fn arm64e(stride: u64, offsets: bool) -> Self {
        Self::Arm64e { stride, offsets }
    }

    const fn size(self) -> u64 {
        match self {
            Self::Arm64e { .. } | Self::Wide { .. } => 8,
            Self::Narrow { .. } => 4,
        }
    }

    /// Bytes from a pointer to the next in its chain; 0 at the end.
    const fn next(self, raw: u64) -> u64 {
        match self {
            Self::Arm64e { stride, .. } => (raw >> 51 & 0x7ff) * stride,
            Self::Wide { .. } => (raw >> 51 & 0xfff) * 4,
            Self::Narrow { .. } => (raw >> 26 & 0x1f) * 4,
        }
    }

    /// Where a pointer points at the preferred base; `None` if it is bound to a symbol.
    fn target(self, raw: u64, base: u64) -> Option<u64> {
        let bit = |number: u32| raw >> number & 1 == 1;
        match self {
            Self::Arm64e { .. } if bit(62) => None,
            Self::Arm64e { .. } if bit(63) => base.checked_add(raw & 0xffff_ffff),
            Self::Arm64e { offsets, .. } => {
                let high = (raw >> 43 & 0xff) << 56;
                from_base(raw & 0x7ff_ffff_ffff, offsets, base).map(|target| target | high)
            }
            Self::Wide { .. } if bit(63) => None,
            Self::Wide { offsets } => {
                let high = (raw >> 36 & 0xff) << 56;
                from_base(raw & 0xf_ffff_ffff, offsets, base).map(|target| target | high)
            }
            Self::Narrow { .. } if bit(31) => None,
            Self::Narrow { max } => {
                let value = raw & 0x03ff_ffff;
                let bias = (0x0400_0000 + max) / 2;
                Some(if value > max {
                    value.wrapping_sub(bias) & 0xffff_ffff
                } else {
                    value
                })
            }
        }
    }
}

fn from_base(target: u64, offsets: bool, base: u64) -> Option<u64> {
    target.checked_add(if offsets { base } else { 0 })
}

/// The chains of one segment (`dyld_chained_starts_in_segment`).
#[derive(Clone, Copy, Debug)]
struct Chains {
    /// Virtual address of the first page.
    address: u64,
    page_size: u64,
    pages: u64,
    /// Offset in the image of the array of page starts.
    starts: u64,
    /// `None`: a layout that is not decoded here.
    layout: Option<Layout>,
}

/// All chains of an image.
#[derive(Debug)]
pub(super) struct Fixups {
    base: u64,
    segments: Vec<Chains>,
}

impl Fixups {
    /// Reads where the chains start; `range` is the payload's offset and length, `base` the preferred base.
    pub(super) fn read(
        part: &Part<'_>,
        words: Words<'_>,
        range: (u64, u64),
        base: u64,
        image: &mut Image<'_>,
    ) -> Self {
        let mut fixups = Self {
            base,
            segments: Vec::new(),
        };
        // One entry a segment; those that map nothing are not among the image's.
        let most = image.segments.len() as u64 + 8;
        if fixups.read_segments(words, range, most).is_none() {
            let message = "chained fixups: the list of segments is cut off or too long";
            image.problems.push(part.problem(range.0, message));
        }
        if let Some(chains) = fixups.segments.iter().find(|c| c.layout.is_none()) {
            let format = words.u16(chains.starts.wrapping_sub(16)).unwrap_or(0);
            let message = format!("chained fixups: pointer format {format} is not decoded");
            image.problems.push(part.problem(chains.starts, message));
        }
        fixups
    }

    fn read_segments(
        &mut self,
        words: Words<'_>,
        (offset, length): (u64, u64),
        most: u64,
    ) -> Option<()> {
        let payload = words.part(offset, length);
        let list = payload.word(4)?;
        let count = payload.word(list)?;
        if count > most {
            return None;
        }
        for index in 0..count {
            let info = payload.word(list + 4 + index * 4)?;
            if info != 0 {
                let at = list + info;
                self.segments.push(self.chains(payload, offset, at)?);
            }
        }
        Some(())
    }

    fn chains(&self, payload: Words<'_>, offset: u64, at: u64) -> Option<Chains> {
        let format = payload.u16(at + 6)?;
        Some(Chains {
            address: self.base.checked_add(payload.u64(at + 8)?)?,
            page_size: payload.u16(at + 4)?.into(),
            pages: payload.u16(at + 20)?.into(),
            starts: offset + at + 22,
            layout: Layout::of(format, payload.u32(at + 16)?),
        })
    }

    /// The pointer at an address: decoded if a chain reaches it, else as stored; `None` if it is bound to a
    /// symbol of another image, or the layout is unknown.
    pub(super) fn pointer_at(
        &self,
        words: Words<'_>,
        image: &Image<'_>,
        address: u64,
    ) -> Option<u64> {
        let covers = |c: &&Chains| {
            let into = address.checked_sub(c.address);
            into.is_some_and(|into| into < c.pages * c.page_size)
        };
        let Some(chains) = self.segments.iter().find(covers) else {
            return image.stored_pointer_at(address);
        };
        let layout = chains.layout?;
        if chains.reach(words, image, layout, address) {
            let raw = image.bytes_at(address, usize::try_from(layout.size()).ok()?)?;
            return layout.target(image.uint(raw, raw.len())?, self.base);
        }
        image.stored_pointer_at(address)
    }
}

impl Chains {
    /// Whether a chain of its page passes an address.
    fn reach(&self, words: Words<'_>, image: &Image<'_>, layout: Layout, address: u64) -> bool {
        let into = address - self.address;
        let page = into / self.page_size;
        let Some(start) = words.u16(self.starts + page * 2) else {
            return false;
        };
        let page_address = address - into % self.page_size;
        if start == NO_CHAIN {
            return false;
        }
        if start & MULTI == 0 {
            return walk(
                image,
                layout,
                page_address.saturating_add(start.into()),
                address,
            );
        }
        self.several(words, start).any(|start| {
            walk(
                image,
                layout,
                page_address.saturating_add(start.into()),
                address,
            )
        })
    }

    /// The chain starts of a page that has several: a list behind the page starts, whose last entry has
    /// the high bit set.
    fn several<'w>(self, words: Words<'w>, first: u16) -> impl Iterator<Item = u16> + use<'w> {
        let mut index = Some(u64::from(first & !MULTI));
        std::iter::from_fn(move || {
            let at = index?;
            let start = words.u16(self.starts + at * 2)?;
            index = (start & MULTI == 0).then_some(at + 1);
            Some(start & !MULTI)
        })
        // A page of 64 KiB has no more places for a pointer.
        .take(0x4000)
    }
}

/// Follows one chain until it passes `address`, which it does within a page.
fn walk(image: &Image<'_>, layout: Layout, start: u64, address: u64) -> bool {
    let bytes = image.bytes_from(start).unwrap_or_default();
    let words = Words::new(bytes, image.little_endian);
    let Some(distance) = address.checked_sub(start) else {
        return false;
    };
    let mut at = 0;
    while at < distance {
        let raw = words.uint(at, layout.size());
        match raw.map_or(0, |raw| layout.next(raw)) {
            0 => return false,
            next => at += next,
        }
    }
    at == distance
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: u64 = 0x1_0000_0000;

    fn check(format: u16, raw: u64, target: Option<u64>, next: u64) {
        let layout = Layout::of(format, 0x10_0000).unwrap();
        assert_eq!(layout.target(raw, BASE), target, "format {format}");
        assert_eq!(layout.next(raw), next, "format {format}");
    }

    #[test]
    fn a_64_bit_target_is_an_address_or_an_offset() {
        check(2, 0x1_0000_4000 | 2 << 51, Some(0x1_0000_4000), 8);
        check(6, 0x4000 | 0xab << 36, Some(0xab00_0001_0000_4000), 0);
        check(6, 1 << 63 | 5 | 1 << 51, None, 4);
    }

    #[test]
    fn arm64e_targets_may_be_signed() {
        check(1, 0x1_0000_4000 | 1 << 51, Some(0x1_0000_4000), 8);
        check(9, 0x4000, Some(0x1_0000_4000), 0);
        check(
            12,
            1 << 63 | 0xdead << 32 & (0xffff << 32) | 0x40,
            Some(BASE + 0x40),
            0,
        );
        check(9, 1 << 62, None, 0);
    }

    #[test]
    fn large_32_bit_values_are_numbers() {
        check(3, 0x4000 | 3 << 26, Some(0x4000), 12);
        let bias = (0x0400_0000 + 0x10_0000) / 2;
        check(3, bias + 7, Some(7), 0);
        check(3, 1 << 31, None, 0);
    }

    #[test]
    fn a_layout_of_kernels_is_not_guessed() {
        assert_eq!(Layout::of(8, 0), None);
    }
}
