//! What the fuzz targets share: reading everything that an image offers, and the whole audit.

mod layer;
mod load;

pub use layer::layer;
pub use load::load;

use image::{Format, Image, Opened};
use report::{Record, View};

/// Whether a target keeps an input in its corpus.
pub use libfuzzer_sys::Corpus;

/// Names that decoders ask for.
const NAMES: &[&str] = &["runtime.text", "runtime.iscgo", "_cgo_init", "main.main"];

/// Opens the bytes if they announce this format, and reads every table of every image in them.
pub fn decode(format: Format, data: &[u8]) -> Corpus {
    if image::sniff(data) != Some(format) {
        return Corpus::Reject;
    }
    open_and_visit(data);
    Corpus::Keep
}

/// Opens the bytes, whatever they are, and reads every table of every image in them.
pub fn open_and_visit(data: &[u8]) {
    if let Ok(opened) = image::open(data) {
        images(&opened).iter().for_each(visit);
    }
}

/// The images of a file.
pub fn images<'o, 'd>(opened: &'o Opened<'d>) -> &'o [Image<'d>] {
    match opened {
        Opened::One(image) => std::slice::from_ref(image),
        Opened::Universal(images) | Opened::Archive(images) => images,
    }
}

/// Reads what an image offers lazily.
fn visit(image: &Image<'_>) {
    for section in &image.sections {
        std::hint::black_box(image.section_bytes(section));
    }
    for segment in &image.segments {
        let last = segment
            .address
            .wrapping_add(segment.memory_size)
            .wrapping_sub(8);
        for address in [segment.address, last] {
            std::hint::black_box((image.pointer_at(address), image.offset_of(address)));
            std::hint::black_box(image.bytes_from(address));
        }
    }
    std::hint::black_box(image.symbols_named(NAMES));
    std::hint::black_box(image.imports());
}

/// What `cgone audit` does with the bytes of one file.
pub fn audit(data: &[u8]) {
    let Ok(opened) = image::open(data) else {
        return;
    };
    for image in images(&opened) {
        let facts = gobin::read(image);
        let findings = rules::check(&facts, &[], &rules::Applied::default()).findings;
        let path = "fuzzed".to_owned();
        let record = Record {
            path,
            live: None,
            placed: None,
            sha256: None,
            facts,
            findings,
        };
        for format in report::FORMATS {
            std::hint::black_box((format.piece)(&record, &View::default()));
        }
    }
}

/// What cgone does with the text of a policy, and of a baseline: read, obeyed, drawn where it is wrong.
pub fn policy(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match rules::Policy::parse("cgone.toml", text) {
        Ok(policy) => {
            for path in ["app", "build/app", "/opt/a/b.so"] {
                std::hint::black_box(policy.applied(path));
            }
            std::hint::black_box(policy.notices(&rules::Met::default()));
        }
        Err(flaws) => drop(std::hint::black_box(report::draw_flaws(&flaws, false, 100))),
    }
    if let Err(flaws) = rules::Baseline::parse("baseline.toml", text) {
        std::hint::black_box(report::draw_flaws(&flaws, true, 60));
    }
}

/// A 64-bit little-endian ELF program of one read-only and one writable segment; the writable one holds the
/// bytes, where the decoders of Go's own tables look for them when the section table is gone.
pub fn program_around(data: &[u8]) -> Vec<u8> {
    const PAGE: u64 = 0x1000;
    const BASE: u64 = 0x40_0000;
    let size = data.len() as u64;
    let mut file = Vec::with_capacity(data.len() + 0x1000);
    file.extend_from_slice(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
    let halves = |file: &mut Vec<u8>, values: &[u16]| {
        values
            .iter()
            .for_each(|v| file.extend_from_slice(&v.to_le_bytes()))
    };
    let words = |file: &mut Vec<u8>, values: &[u32]| {
        values
            .iter()
            .for_each(|v| file.extend_from_slice(&v.to_le_bytes()))
    };
    let longs = |file: &mut Vec<u8>, values: &[u64]| {
        values
            .iter()
            .for_each(|v| file.extend_from_slice(&v.to_le_bytes()))
    };
    halves(&mut file, &[2, 62]); // ET_EXEC, EM_X86_64
    words(&mut file, &[1]);
    longs(&mut file, &[BASE, 64, 0]);
    words(&mut file, &[0]);
    halves(&mut file, &[64, 56, 2, 64, 0, 0]);
    for (flags, offset, length) in [(5_u32, 0, PAGE), (6, PAGE, size)] {
        words(&mut file, &[1, flags]);
        longs(
            &mut file,
            &[offset, BASE + offset, BASE + offset, length, length, PAGE],
        );
    }
    file.resize(0x1000, 0);
    file.extend_from_slice(data);
    file
}

/// What `cgone diagnose` does with a log: read, judged, rendered in each format.
pub fn log(data: &[u8]) {
    let mut case = diagnose::Case::new(None);
    let source = case.source("fuzzed");
    let mut reader = traces::Reader::new("fuzzed");
    reader.feed(data, &mut |event| case.take(source, event));
    reader.finish(&mut |event| case.take(source, event));
    let report = diagnose::diagnose(&case);
    for format in report::DIAGNOSIS_FORMATS {
        std::hint::black_box((format.render)(&report, &View::default()));
    }
}

/// Reads a trace whole and in pieces: the same events. Each line gets a task, so that its calls can be joined.
pub fn trace(data: &[u8]) {
    let mut text = Vec::with_capacity(data.len() * 2);
    for line in data.split(|byte| *byte == b'\n') {
        let task = line.first().map_or(0, |byte| byte % 4);
        text.extend_from_slice(format!("{task} ").as_bytes());
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    let read = |pieces: &mut dyn Iterator<Item = &[u8]>| {
        let mut reader = traces::Reader::new("fuzzed");
        let mut events = Vec::new();
        for piece in pieces {
            reader.feed(piece, &mut |event| events.push(event));
        }
        reader.finish(&mut |event| events.push(event));
        events
    };
    let whole = read(&mut std::iter::once(text.as_slice()));
    let pieces = read(&mut text.chunks(7));
    assert_eq!(whole, pieces);
}
