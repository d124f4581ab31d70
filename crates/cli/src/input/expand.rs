//! Compressed files: told by their first bytes, expanded within bounds.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

/// Never more than this.
const MOST: u64 = 4 << 30;

/// Up to here the ratio does not matter.
const SMALL: u64 = 64 << 20;

/// Beyond, no more than this many times the compressed size. Go binaries shrink to a third or a fifth.
const RATIO: u64 = 100;

/// A compression that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstandard,
}

/// Why a file was not expanded.
#[derive(Debug)]
pub(super) enum NotExpanded {
    /// The stream is broken.
    Broken(io::Error),
    /// It would be bigger than this many bytes.
    TooBig(u64),
}

/// The compression that the first bytes announce.
pub(super) fn sniff(first: &[u8]) -> Option<Compression> {
    if first.starts_with(&[0x1f, 0x8b, 8]) {
        Some(Compression::Gzip)
    } else if first.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Some(Compression::Zstandard)
    } else {
        None
    }
}

/// The first bytes of what is in there; fewer if there are fewer or the stream breaks.
pub(super) fn first(compression: Compression, packed: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length);
    // A broken stream shows when the whole is read.
    drop(
        reader(compression, packed)
            .take(length as u64)
            .read_to_end(&mut bytes),
    );
    bytes
}

/// All of it.
pub(super) fn all(compression: Compression, packed: &[u8]) -> Result<Vec<u8>, NotExpanded> {
    let limit = MOST.min(SMALL.max(RATIO.saturating_mul(packed.len() as u64)));
    let mut bytes = Vec::new();
    let read = reader(compression, packed)
        .take(limit + 1)
        .read_to_end(&mut bytes);
    if bytes.len() as u64 > limit {
        return Err(NotExpanded::TooBig(limit));
    }
    read.map_err(NotExpanded::Broken)?;
    Ok(bytes)
}

fn reader(compression: Compression, packed: &[u8]) -> Box<dyn Read + '_> {
    match compression {
        Compression::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Compression::Zstandard => Box::new(Frames {
            rest: packed,
            frame: None,
        }),
    }
}

/// Zstandard frames, one after the other.
struct Frames<'d> {
    rest: &'d [u8],
    frame: Option<Box<StreamingDecoder<&'d [u8], ruzstd::decoding::FrameDecoder>>>,
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
            let frame = StreamingDecoder::new(self.rest).map_err(io::Error::other)?;
            self.frame = Some(Box::new(frame));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression as Effort;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Effort::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_gzip_stream_comes_back() {
        let packed = gzip(b"\x7fELF and more");
        let kind = sniff(&packed).unwrap();
        assert_eq!(kind, Compression::Gzip);
        assert_eq!(first(kind, &packed, 4), b"\x7fELF");
        assert_eq!(all(kind, &packed).unwrap(), b"\x7fELF and more");
    }

    #[test]
    fn zstandard_frames_come_back_in_order() {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        let mut packed = compress_to_vec(&b"first "[..], CompressionLevel::Fastest);
        packed.extend(compress_to_vec(&b"second"[..], CompressionLevel::Fastest));
        let kind = sniff(&packed).unwrap();
        assert_eq!(all(kind, &packed).unwrap(), b"first second");
    }

    #[test]
    fn a_bomb_is_stopped() {
        let zeros = vec![0; usize::try_from(SMALL + 1).unwrap()];
        let packed = gzip(&zeros);
        assert!(
            (packed.len() as u64) * RATIO < SMALL,
            "the bomb is too weak"
        );
        let limit = match all(Compression::Gzip, &packed) {
            Err(NotExpanded::TooBig(limit)) => limit,
            other => panic!("{:?}", other.map(|bytes| bytes.len())),
        };
        assert_eq!(limit, SMALL);
    }

    #[test]
    fn a_cut_stream_is_broken() {
        let packed = gzip(&[7; 1000]);
        let cut = &packed[..packed.len() - 9];
        assert!(matches!(
            all(Compression::Gzip, cut),
            Err(NotExpanded::Broken(_))
        ));
        assert!(matches!(
            all(Compression::Zstandard, &[0x28, 0xb5, 0x2f, 0xfd, 0]),
            Err(NotExpanded::Broken(_))
        ));
    }
}
