//! Gzip and Zstandard: told by their first bytes, expanded as one reads.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// A compression that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstandard,
}

/// The magic of a Zstandard frame.
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Skippable frames have one of sixteen magics; `zstd:chunked` layers carry their table of contents in some.
const SKIPPABLE: [u8; 3] = [0x2a, 0x4d, 0x18];
/// Magic and length of a skippable frame.
const SKIPPABLE_HEADER: usize = 8;

impl Compression {
    /// The compression that the first bytes announce.
    #[must_use]
    pub fn sniff(first: &[u8]) -> Option<Self> {
        if first.starts_with(&[0x1f, 0x8b, 8]) {
            Some(Self::Gzip)
        } else if first.starts_with(&FRAME) || skippable(first).is_some() {
            Some(Self::Zstandard)
        } else {
            None
        }
    }

    /// The expanded bytes of a stream.
    #[must_use]
    pub fn reader<'d>(self, packed: &'d [u8]) -> Box<dyn Read + 'd> {
        match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(packed)),
            Self::Zstandard => Box::new(Frames {
                rest: packed,
                frame: None,
            }),
        }
    }
}

/// What a stream holds, expanded if it is compressed.
#[must_use]
pub fn expanded(stream: &[u8]) -> Box<dyn Read + '_> {
    match Compression::sniff(stream) {
        Some(compression) => compression.reader(stream),
        None => Box::new(stream),
    }
}

/// The length that a skippable frame says of itself.
fn skippable(first: &[u8]) -> Option<u32> {
    let (magic, rest) = first.split_first_chunk::<4>()?;
    let [low, rest_of_magic @ ..] = magic;
    let is_one = low & 0xf0 == 0x50 && *rest_of_magic == SKIPPABLE;
    is_one.then(|| rest.first_chunk().map(|length| u32::from_le_bytes(*length)))?
}

/// Zstandard frames, one after the other; skippable ones are skipped.
struct Frames<'d> {
    rest: &'d [u8],
    frame: Option<Box<StreamingDecoder<&'d [u8], FrameDecoder>>>,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
                self.rest = frame.get_ref();
                self.frame = None;
            }
            if self.rest.is_empty() {
                return Ok(0);
            }
            if let Some(length) = skippable(self.rest) {
                let end = usize::try_from(length).unwrap_or(usize::MAX);
                let end = end.saturating_add(SKIPPABLE_HEADER);
                self.rest = self.rest.get(end..).ok_or(io::ErrorKind::UnexpectedEof)?;
                continue;
            }
            let frame = StreamingDecoder::new(self.rest).map_err(io::Error::other)?;
            self.frame = Some(Box::new(frame));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn all(packed: &[u8]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        expanded(packed).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn a_gzip_stream_comes_back() {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(b"layer").unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(all(&packed).unwrap(), b"layer");
        assert!(all(&packed[..packed.len() - 3]).is_err());
        assert_eq!(all(b"plain").unwrap(), b"plain");
    }

    #[test]
    fn skippable_frames_say_nothing() {
        let mut packed = vec![0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 7, 7, 7];
        packed.extend(compress_to_vec(&b"one "[..], CompressionLevel::Fastest));
        packed.extend([0x5f, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
        packed.extend(compress_to_vec(&b"two"[..], CompressionLevel::Fastest));
        assert_eq!(Compression::sniff(&packed), Some(Compression::Zstandard));
        assert_eq!(all(&packed).unwrap(), b"one two");
        packed.extend([0x50, 0x2a, 0x4d, 0x18, 9, 0, 0, 0, 1]);
        assert!(all(&packed).is_err());
    }
}
