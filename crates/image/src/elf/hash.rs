//! `DT_GNU_HASH` and `DT_HASH`: how many dynamic symbols there are, and where a name's definition is.

use super::reader::Reader;

/// The header of `DT_GNU_HASH`: words, a Bloom filter, buckets, then one word for every hashed symbol.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GnuHash {
    buckets: u64,
    bucket_count: u64,
    /// Index of the first hashed symbol: all below it are not exported.
    pub(crate) first: u64,
    bloom: u64,
    bloom_count: u64,
    bloom_shift: u32,
    chains: u64,
    /// End of the segment that holds the table.
    end: u64,
}

impl GnuHash {
    /// Reads the header at an offset in the image.
    pub(crate) fn parse(r: &Reader<'_>, (at, rest): (u64, u64)) -> Option<Self> {
        let word = |nth: u64| r.u32(at.checked_add(4 * nth)?).map(u64::from);
        let (bucket_count, first, bloom_count) = (word(0)?, word(1)?, word(2)?);
        let bloom = at + 16;
        let buckets = bloom + bloom_count * r.word_size();
        let table = Self {
            buckets,
            bucket_count,
            first,
            bloom,
            bloom_count,
            bloom_shift: r.u32(at + 12)?,
            chains: buckets + bucket_count * 4,
            end: at + rest,
        };
        (bucket_count > 0 && table.chains <= table.end).then_some(table)
    }

    /// One more than the last symbol; `None` when every bucket is empty, so that the table does not tell.
    pub(crate) fn symbol_count(&self, r: &Reader<'_>) -> Option<u64> {
        let highest = r
            .bytes(self.buckets, self.bucket_count * 4)?
            .as_chunks()
            .0
            .iter()
            .map(|bytes| r.u32_of(*bytes))
            .max()?;
        let mut symbol = u64::from(highest);
        if symbol < self.first || symbol == 0 {
            return None;
        }
        while self.chain(r, symbol)? & 1 == 0 {
            symbol += 1;
        }
        Some(symbol + 1)
    }

    /// The hash word of a symbol; its lowest bit ends a chain.
    fn chain(&self, r: &Reader<'_>, symbol: u64) -> Option<u32> {
        let at = self.chains + symbol.checked_sub(self.first)? * 4;
        (at + 4 <= self.end).then(|| r.u32(at))?
    }

    /// The symbols in the bucket of a name whose hash is the name's.
    pub(crate) fn candidates(&self, r: &Reader<'_>, name: &[u8]) -> Vec<u64> {
        self.hashed(r, gnu_hash(name))
    }

    /// The symbols whose hash is this one.
    pub(crate) fn hashed(&self, r: &Reader<'_>, hash: u32) -> Vec<u64> {
        let mut found = Vec::new();
        if !self.may_hold(r, hash) {
            return found;
        }
        let bucket = u64::from(hash) % self.bucket_count;
        let first = r.u32(self.buckets + bucket * 4).unwrap_or(0);
        if first == 0 {
            return found;
        }
        let mut symbol = u64::from(first);
        while let Some(word) = self.chain(r, symbol) {
            if word | 1 == hash | 1 {
                found.push(symbol);
            }
            if word & 1 == 1 {
                break;
            }
            symbol += 1;
        }
        found
    }

    /// The Bloom filter's answer; a filter that cannot be read rules nothing out.
    fn may_hold(&self, r: &Reader<'_>, hash: u32) -> bool {
        let bits = u32::try_from(r.word_size() * 8).unwrap_or(32);
        if self.bloom_count == 0 {
            return true;
        }
        let nth = u64::from(hash / bits) % self.bloom_count;
        let Some(word) = r.word(self.bloom + nth * r.word_size()) else {
            return true;
        };
        let second = hash.checked_shr(self.bloom_shift).unwrap_or(0);
        word >> (hash % bits) & word >> (second % bits) & 1 == 1
    }
}

/// The hash of `DT_GNU_HASH` (Bernstein's, times 33).
pub(crate) fn gnu_hash(name: &[u8]) -> u32 {
    name.iter().fold(5381, |hash: u32, byte| {
        hash.wrapping_mul(33).wrapping_add(u32::from(*byte))
    })
}

/// `DT_HASH`: bucket count, symbol count, buckets, chains; 8-byte words on 64-bit S/390.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SysvHash {
    at: u64,
    wide: bool,
    bucket_count: u64,
    /// Symbols in the table, the empty first one included.
    pub(crate) symbol_count: u64,
}

impl SysvHash {
    /// Reads the header at an offset in the image; a table that its segment cannot hold is none.
    pub(crate) fn parse(r: &Reader<'_>, (at, rest): (u64, u64), wide: bool) -> Option<Self> {
        let mut table = Self {
            at,
            wide,
            bucket_count: 0,
            symbol_count: 0,
        };
        table.bucket_count = table.word(r, 0)?;
        table.symbol_count = table.word(r, 1)?;
        let words = table
            .bucket_count
            .checked_add(table.symbol_count)?
            .checked_add(2)?;
        let size = words.checked_mul(if wide { 8 } else { 4 })?;
        (size <= rest).then_some(table)
    }

    fn word(&self, r: &Reader<'_>, nth: u64) -> Option<u64> {
        if self.wide {
            r.u64(self.at.checked_add(nth.checked_mul(8)?)?)
        } else {
            r.u32(self.at.checked_add(nth.checked_mul(4)?)?)
                .map(u64::from)
        }
    }

    /// The symbols in the bucket of a name.
    pub(crate) fn candidates(&self, r: &Reader<'_>, name: &[u8]) -> Vec<u64> {
        let mut found = Vec::new();
        let Some(bucket) = u64::from(sysv_hash(name)).checked_rem(self.bucket_count) else {
            return found;
        };
        let mut symbol = self.word(r, 2 + bucket).unwrap_or(0);
        // A chain visits no symbol twice, unless it is a loop.
        while symbol != 0 && symbol < self.symbol_count && (found.len() as u64) < self.symbol_count
        {
            found.push(symbol);
            symbol = self.word(r, 2 + self.bucket_count + symbol).unwrap_or(0);
        }
        found
    }
}

/// The hash of `DT_HASH` (gABI chapter 5).
fn sysv_hash(name: &[u8]) -> u32 {
    name.iter().fold(0, |hash: u32, byte| {
        let hash = (hash << 4).wrapping_add(u32::from(*byte));
        let high = hash & 0xf000_0000;
        (hash ^ (high >> 24)) & !high
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_specifications() {
        assert_eq!(gnu_hash(b"printf"), 0x156b_2bb8);
        assert_eq!(gnu_hash(b""), 5381);
        assert_eq!(sysv_hash(b"printf"), 0x0779_05a6);
        assert_eq!(sysv_hash(b"exit"), 0x0006_cf04);
    }
}
