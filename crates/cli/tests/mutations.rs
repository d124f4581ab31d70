//! Real binaries with bytes changed, through the whole audit: no panic, no hang, and memory at most a small
//! multiple of the input.
//!
//! The samples of `corpus/samples` are always mutated; `CGONE_MUTATE` names a folder of more files
//! (`cargo xtask test` sets it to fixtures of every format).
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test reads its samples and one variable, says what it counted, and fails by panicking"
)]

use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use image::Opened;
use peak_alloc::PeakAlloc;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use report::{Record, View};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Inputs that are made.
const CASES: u32 = 1500;
/// Peak memory of one audit: this many times the input, and [`SLACK`].
const TIMES: usize = 4;
/// Bytes for what does not depend on the input: tables of rules, buffers of text.
const SLACK: usize = 4 << 20;
/// Longest audit of one input, in a test build on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// A real file and the places in it where its tables start.
struct Subject {
    name: String,
    bytes: Vec<u8>,
    spots: Vec<usize>,
}

/// Where a mutation happens.
#[derive(Clone, Debug)]
enum Spot {
    /// In the first kilobyte: headers.
    Head(Index),
    /// Close behind the start of a section, segment or table.
    Table(Index, usize),
    /// Anywhere.
    Anywhere(Index),
}

/// One change.
#[derive(Clone, Debug)]
enum Mutation {
    /// Writes a number of 1, 2, 4 or 8 bytes.
    Write(Spot, u64, usize),
    /// Flips one bit.
    Flip(Spot, u8),
    /// Fills a range with one byte.
    Fill(Spot, u8, usize),
    /// Copies a range over another.
    Copy(Spot, Spot, usize),
    /// Cuts the file off.
    Cut(Spot),
}

impl Spot {
    fn offset(&self, subject: &Subject) -> usize {
        let size = subject.bytes.len();
        let offset = match self {
            Self::Head(index) => index.index(size.min(1024)),
            Self::Table(index, into) => subject.spots[index.index(subject.spots.len())] + into,
            Self::Anywhere(index) => index.index(size),
        };
        offset.min(size)
    }
}

impl Mutation {
    fn apply(&self, subject: &Subject, bytes: &mut Vec<u8>) {
        match self {
            Self::Write(spot, value, width) => {
                let at = spot.offset(subject).min(bytes.len());
                let end = (at + width).min(bytes.len());
                let value = value.to_le_bytes();
                bytes[at..end].copy_from_slice(&value[..end - at]);
            }
            Self::Flip(spot, bit) => {
                if let Some(byte) = bytes.get_mut(spot.offset(subject)) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Self::Fill(spot, byte, length) => {
                let at = spot.offset(subject).min(bytes.len());
                let end = (at + length).min(bytes.len());
                bytes[at..end].fill(*byte);
            }
            Self::Copy(from, to, length) => {
                let (from, to) = (from.offset(subject), to.offset(subject));
                let room = bytes.len().saturating_sub(from.max(to));
                let length = room.min(*length);
                if length > 0 {
                    bytes.copy_within(from..from + length, to);
                }
            }
            Self::Cut(spot) => bytes.truncate(spot.offset(subject)),
        }
    }
}

fn spot() -> impl Strategy<Value = Spot> {
    prop_oneof![
        4 => any::<Index>().prop_map(Spot::Head),
        4 => (any::<Index>(), 0_usize..512).prop_map(|(index, into)| Spot::Table(index, into)),
        1 => any::<Index>().prop_map(Spot::Anywhere),
    ]
}

/// Numbers that headers lie with.
fn lie() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(u64::MAX),
        Just(u64::from(u32::MAX)),
        Just(0x7fff_ffff_ffff_ffff),
        Just(0x7fff_ffff),
        Just(0x8000_0000),
        0_u64..0x10000,
        any::<u64>(),
    ]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let width = prop_oneof![Just(1_usize), Just(2), Just(4), Just(8)];
    prop_oneof![
        6 => (spot(), lie(), width).prop_map(|(s, v, w)| Mutation::Write(s, v, w)),
        3 => (spot(), any::<u8>()).prop_map(|(s, b)| Mutation::Flip(s, b)),
        2 => (spot(), any::<u8>(), 1_usize..4096).prop_map(|(s, b, n)| Mutation::Fill(s, b, n)),
        2 => (spot(), spot(), 1_usize..4096).prop_map(|(a, b, n)| Mutation::Copy(a, b, n)),
        1 => spot().prop_map(Mutation::Cut),
    ]
}

fn subjects() -> Vec<Subject> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/samples");
    let mut found = in_folder(&samples, "gz");
    assert!(!found.is_empty(), "no sample in {}", samples.display());
    if let Ok(more) = std::env::var("CGONE_MUTATE") {
        let fixtures = in_folder(Path::new(&more), "");
        assert!(!fixtures.is_empty(), "CGONE_MUTATE: no file in {more}");
        found.extend(fixtures);
    }
    found
}

fn in_folder(folder: &Path, extension: &str) -> Vec<Subject> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.is_file())
        .filter(|path| extension.is_empty() || path.extension().is_some_and(|e| e == extension))
        .collect();
    paths.sort();
    paths.iter().map(|path| subject(path)).collect()
}

fn subject(path: &Path) -> Subject {
    let mut bytes = std::fs::read(path).unwrap();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        let mut unpacked = flate2::read::GzDecoder::new(bytes.as_slice());
        unpacked.read_to_end(&mut plain).unwrap();
        bytes = plain;
    }
    Subject {
        name: path.display().to_string(),
        spots: spots(&bytes),
        bytes,
    }
}

/// Where sections, segments and Go's own tables start.
fn spots(bytes: &[u8]) -> Vec<usize> {
    let mut spots = vec![0];
    let opened = image::open(bytes);
    for image in opened.iter().flat_map(images) {
        let sections = image.sections.iter().map(|s| s.offset);
        let segments = image.segments.iter().map(|s| s.offset);
        spots.extend(
            sections
                .chain(segments)
                .filter_map(|o| usize::try_from(image.base + o).ok()),
        );
        let go = gobin::read(image).go;
        let tables = go.iter().flat_map(|go| {
            let info = go.build_info.as_ref().and_then(|info| info.place.offset);
            let table = go.pclntab.as_ref().and_then(|table| table.place.offset);
            [info, table]
        });
        spots.extend(tables.flatten().filter_map(|o| usize::try_from(o).ok()));
    }
    spots
}

fn images<'o, 'd>(opened: &'o Opened<'d>) -> &'o [image::Image<'d>] {
    match opened {
        Opened::One(image) => std::slice::from_ref(image),
        Opened::Universal(images) | Opened::Archive(images) => images,
    }
}

/// What `cgone audit` does with the bytes of one file, in every format; returns the bytes of text.
fn audit(bytes: &[u8]) -> usize {
    let Ok(opened) = image::open(bytes) else {
        return 0;
    };
    let mut written = 0;
    for image in images(&opened) {
        let facts = gobin::read(image);
        let findings = rules::check(&facts, &[], &rules::Applied::default()).findings;
        let record = Record {
            path: "mutated".into(),
            live: None,
            placed: None,
            sha256: None,
            facts,
            findings,
        };
        for format in report::FORMATS {
            written += (format.piece)(&record, &View::default()).text.len();
        }
    }
    written
}

/// Milliseconds since the start at which the running input began; 0 between inputs.
static RUNNING_SINCE: AtomicU64 = AtomicU64::new(0);

/// Ends the process when one input hangs: a check after the fact would never come.
fn watch(start: Instant) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let since = RUNNING_SINCE.load(Ordering::Relaxed);
            let now = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            if since > 0 && u128::from(now - since) > LONGEST.as_millis() * 3 {
                eprintln!("an input hangs");
                std::process::abort();
            }
        }
    });
}

/// Audits one input; returns its peak memory.
fn measure(bytes: &[u8], start: Instant) -> (usize, Duration) {
    let now = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    RUNNING_SINCE.store(now.max(1), Ordering::Relaxed);
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let began = Instant::now();
    audit(bytes);
    let peak = MEMORY.peak_usage().saturating_sub(before);
    RUNNING_SINCE.store(0, Ordering::Relaxed);
    (peak, began.elapsed())
}

#[test]
fn mutated_binaries_are_audited_within_bounds() {
    let start = Instant::now();
    watch(start);
    let subjects = subjects();
    let inputs = (any::<Index>(), prop::collection::vec(mutation(), 1..8));
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    let worst = std::cell::Cell::new((0.0_f64, Duration::ZERO));
    let result = runner.run(&inputs, |(index, mutations)| {
        let subject = &subjects[index.index(subjects.len())];
        let mut bytes = subject.bytes.clone();
        mutations.iter().for_each(|m| m.apply(subject, &mut bytes));
        let (peak, took) = measure(&bytes, start);
        let (times, longest) = worst.get();
        #[expect(clippy::cast_precision_loss, reason = "a figure to read")]
        let ratio = peak as f64 / (bytes.len() as f64).max(1e6);
        worst.set((times.max(ratio), longest.max(took)));
        let name = &subject.name;
        prop_assert!(
            peak <= bytes.len() * TIMES + SLACK,
            "{name}: {peak} bytes of memory"
        );
        prop_assert!(took <= LONGEST, "{name}: {took:?}");
        Ok(())
    });
    let (times, longest) = worst.get();
    println!(
        "{CASES} mutations of {} files: at most {times:.2} times the input in memory, {longest:?}",
        subjects.len()
    );
    if let Err(error) = result {
        panic!("{error}");
    }
}
