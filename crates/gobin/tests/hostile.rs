//! Function tables that say the same thing many times: reading them costs a small multiple of their bytes.
#![expect(
    clippy::panic,
    reason = "a test stops where its own file is not what it built"
)]

use std::time::{Duration, Instant};

use gobin::Facts;
use peak_alloc::PeakAlloc;
use testkit::buildinfo;
use testkit::elf::{BASE, File, SHAPES, Section};
use testkit::pclntab::Table;
use testkit::samples::go;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Peak memory: this many times the file, and [`SLACK`].
const TIMES: usize = 8;
/// Bytes for what does not depend on the file.
const SLACK: usize = 1 << 20;
/// Far more than any of these files takes where nothing is done twice, and far less than otherwise.
const LONGEST: Duration = Duration::from_secs(5);

/// The facts of a program that holds that function table, read within bounds.
fn read(table: &Table) -> Facts {
    let mut file = File::new(SHAPES[0], 62);
    file.blob(&table.build());
    let bytes = file.build();
    let (start, before) = (Instant::now(), MEMORY.current_usage());
    MEMORY.reset_peak_usage();
    let facts = match image::open(&bytes) {
        Ok(image::Opened::One(image)) => gobin::read(&image),
        other => panic!("expected one image, got {other:?}"),
    };
    let (took, peak) = (start.elapsed(), MEMORY.peak_usage() - before);
    let size = bytes.len();
    assert!(took < LONGEST, "{took:?} for {size} bytes");
    assert!(peak < size * TIMES + SLACK, "{peak} for {size} bytes");
    facts
}

/// A table with so many more functions of one name and unit.
fn crowded(functions: u64, name: &'static str) -> Table {
    let mut table = go::table(0xffff_fff1, true, 0x40_0000);
    let more = (0..functions).map(|index| (name, 0x1000 + 16 * index, 8));
    table.functions.extend(more);
    table
}

/// Wrappers of all packages.
fn wrappers(facts: &Facts) -> u64 {
    facts.cgo.packages.iter().map(|p| p.wrappers).sum()
}

/// A file that is not mapped, whose section of that content stands so far before the last address.
fn at_the_end(name: &'static str, content: &[u8], before: u64) -> Vec<u8> {
    let mut file = File::new(SHAPES[0], 62);
    file.loaded = false;
    let offset = file.blob(content) - BASE;
    file.section(Section {
        name,
        kind: 1,
        flags: 2,
        address: u64::MAX - before,
        offset,
        size: content.len() as u64,
        ..Section::default()
    });
    file.build()
}

#[test]
fn tables_at_the_end_of_the_address_space_do_not_overflow() {
    let table = go::table(0xffff_fff1, true, 0x40_0000).build();
    let blob = buildinfo::pointers(0, "go1.17", "path\tx\n");
    for (name, content) in [(".gopclntab", table), (".go.buildinfo", blob)] {
        for before in [0, 15, 23, 31, 63, 127, 255] {
            let bytes = at_the_end(name, &content, before);
            let Ok(image::Opened::One(image)) = image::open(&bytes) else {
                panic!("expected one image");
            };
            let facts = gobin::read(&image);
            assert!(facts.go.is_none(), "{name} {before}: {:?}", facts.go);
        }
    }
}

/// One test: the allocator counts for all threads.
#[test]
fn what_a_table_repeats_is_read_once() {
    // A wrapper counts once, however many files the table lists.
    let mut table = crowded(0, "");
    let expected = wrappers(&read(&table));
    assert_eq!(expected, 4);
    table.files.extend(["x/_cgo_gotypes.go"; 2]);
    table.units.extend([10, 11]);
    assert_eq!(wrappers(&read(&table)), expected);

    // Thousands of files times thousands of functions, and units that all list them.
    let mut table = crowded(4000, "x._Cfunc_f");
    table.files.extend((0..20_000).map(|_| "x/_cgo_gotypes.go"));
    // One file name is written once unless another stands between.
    table.files = table
        .files
        .iter()
        .flat_map(|file| [*file, "a.go"])
        .collect();
    assert!(wrappers(&read(&table)) >= expected);
    table.functions = crowded(20_000, "x._Cfunc_f").functions;
    table.units.extend(vec![16; 200_000]);
    assert!(wrappers(&read(&table)) >= expected);

    // A long name that thousands of functions share is read once, if at all.
    let name: &'static str = Box::leak(format!("x._Cfunc_{}", "f".repeat(60_000)).into_boxed_str());
    for functions in [4000, 20_000] {
        let mut table = crowded(functions, name);
        table.files.push("x/_cgo_gotypes.go");
        table.units.push(10);
        assert!(wrappers(&read(&table)) <= expected + 1);
    }
}
