//! PAX records: `LENGTH KEY=VALUE\n`, one behind the other.

use super::sparse::Fragment;
use super::{Broken, number};
use crate::limits::MOST_FRAGMENTS;

/// The records that change what an entry is.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    /// Bytes of a sparse file once unpacked.
    pub(super) real_size: Option<u64>,
    /// The map of formats 0.0 and 0.1.
    pub(super) map: Vec<u64>,
    has_map: bool,
    major: Option<u64>,
    minor: Option<u64>,
    sparse_name: Option<Vec<u8>>,
}

impl Records {
    pub(super) fn parse(mut bytes: &[u8], offset: u64) -> Result<Self, Broken> {
        let wrong = Broken::Header {
            offset,
            what: "PAX records that are none",
        };
        let mut records = Self::default();
        while !bytes.is_empty() {
            let Some((key, value, rest)) = record(bytes) else {
                return Err(wrong);
            };
            if records.take(key, value).is_none() {
                return Err(wrong);
            }
            bytes = rest;
        }
        if let Some(name) = records.sparse_name.take() {
            records.path = Some(name);
        }
        Ok(records)
    }

    fn take(&mut self, key: &[u8], value: &[u8]) -> Option<()> {
        match key {
            b"path" => self.path = name(value)?,
            b"linkpath" => self.link = name(value)?,
            b"size" if value.is_empty() => self.size = None,
            b"size" => self.size = Some(number::decimal(value)?),
            b"GNU.sparse.name" => self.sparse_name = name(value)?,
            b"GNU.sparse.size" | b"GNU.sparse.realsize" => {
                self.real_size = Some(number::decimal(value)?);
            }
            b"GNU.sparse.major" => self.major = Some(number::decimal(value)?),
            b"GNU.sparse.minor" => self.minor = Some(number::decimal(value)?),
            b"GNU.sparse.offset" | b"GNU.sparse.numbytes" => self.push(value)?,
            b"GNU.sparse.map" => {
                self.map.clear();
                for value in value.split(|byte| *byte == b',') {
                    self.push(value)?;
                }
            }
            _ => {}
        }
        Some(())
    }

    fn push(&mut self, value: &[u8]) -> Option<()> {
        self.has_map = true;
        self.map.push(number::decimal(value)?);
        (self.map.len() <= 2 * MOST_FRAGMENTS).then_some(())
    }

    /// Whether the entry is a sparse file.
    pub(super) fn is_sparse(&self) -> bool {
        self.has_map || self.map_is_in_body()
    }

    /// Whether the map stands in front of the data (format 1.0).
    pub(super) fn map_is_in_body(&self) -> bool {
        self.major == Some(1) && self.minor == Some(0)
    }

    /// The map of formats 0.0 and 0.1; `None` if a number has no partner.
    pub(super) fn fragments(&self) -> Option<Vec<Fragment>> {
        Fragment::pairs(&self.map)
    }
}

/// An empty value takes a record back; a name with a zero byte is none.
#[expect(clippy::option_option, reason = "refused, taken back, or given")]
fn name(value: &[u8]) -> Option<Option<Vec<u8>>> {
    (!value.contains(&0)).then(|| (!value.is_empty()).then(|| value.to_vec()))
}

/// Key, value, and what stands behind the first record.
fn record(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let blank = bytes.iter().position(|byte| *byte == b' ')?;
    let length = usize::try_from(number::decimal(bytes.get(..blank)?)?).ok()?;
    let (record, rest) = bytes.split_at_checked(length)?;
    let pair = record.get(blank + 1..)?.strip_suffix(b"\n")?;
    let equals = pair.iter().position(|byte| *byte == b'=')?;
    let key = pair.get(..equals)?;
    (!key.is_empty() && !key.contains(&0)).then_some((key, pair.get(equals + 1..)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_in_order() {
        let records = Records::parse(b"11 path=a\xff\n12 size=1234\n11 path=b/\n", 0);
        assert!(records.is_err(), "the length of the second is wrong");
        let records = Records::parse(b"11 path=a\xff\n\n", 0);
        assert!(records.is_err());
        let records = Records::parse(b"11 path=a\xff\n14 size=12345\n11 path=b/\n", 0).unwrap();
        assert_eq!(records.path.unwrap(), b"b/");
        assert_eq!(records.size, Some(12345));
    }

    #[test]
    fn hostile_records_are_refused() {
        for bytes in [
            &b"0 path=x\n"[..],
            b"99 path=x\n",
            b"9 path=x\0",
            b"11 path=\0x\n",
            b"11 size=-1\n",
            b"6 =xx\n",
            b"18446744073709551616 path=x\n",
        ] {
            assert!(Records::parse(bytes, 0).is_err(), "{bytes:?}");
        }
    }
}
