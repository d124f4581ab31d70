//! Seeds that are built: small programs with something in every table, and Go's own tables alone.

use testkit::archive::{Names, build};
use testkit::elf::{File, SHAPES};
use testkit::macho::universal;
use testkit::samples::elf::{Hash, program, x86};
use testkit::samples::{go, macho, pe, wasm, xcoff};
use testkit::tar::Tar;
use testkit::{buildinfo, pclntab::Table};

use super::seeds::Seed;

/// Where `fuzz::program_around` puts an input.
const AROUND: u64 = 0x40_1000;
/// What each layout of the function table starts with.
const MAGICS: [u64; 4] = [0xffff_fffb, 0xffff_fffa, 0xffff_fff0, 0xffff_fff1];

/// The built seeds of a target.
pub(super) fn seeds(target: &str) -> Vec<Seed> {
    let files = match target {
        "archive" => archives(),
        "audit" => whole(),
        "buildinfo" => blobs(),
        "elf" => elf(),
        "layer" => layers(),
        "load" => loads(),
        "macho" => machos(),
        "pclntab" => tables(),
        "pe" => pes(),
        "policy" => policies(),
        "strace" | "traces" => captures(),
        "wasm" => vec![wasm::program()],
        "xcoff" => xcoffs(),
        _ => Vec::new(),
    };
    let numbered = files.into_iter().enumerate();
    numbered
        .map(|(number, bytes)| Seed::new(format!("built-{number}"), bytes))
        .collect()
}

/// Logs of programs that did not start, and one line of each kind that they lack.
fn captures() -> Vec<Vec<u8>> {
    let folder = crate::workspace::root().join("docs/captures");
    let listed = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = listed.map(|file| file.path()).collect();
    paths.sort();
    let lines: &[u8] = b"app 560 [000]  2354.2: raw_syscalls:sys_exit: NR 435 = -11\n\
        \x20  287.370 ( 0.070 ms): app/688 clone3(size: 88) = -1 EAGAIN (Resource)\n\
        \x20     8131:\tfind library=libfoo.so [0]; searching\n\
        {\"MESSAGE\":\"fatal error: newosproc\"}\n\
        7 <... write resumed>) = 3\n7 --- SIGSEGV {si_signo=SIGSEGV, si_addr=0x10} ---\n";
    let files = paths.iter().filter_map(|path| std::fs::read(path).ok());
    files.chain([lines.to_vec()]).collect()
}

fn elf() -> Vec<Vec<u8>> {
    let hashes = [Hash::Sysv, Hash::Gnu, Hash::None];
    let dynamic = SHAPES
        .iter()
        .flat_map(|shape| hashes.map(|hash| program(*shape, hash, &[(30, 8)]).build()));
    let noted = SHAPES.iter().map(|shape| {
        let mut file = File::new(*shape, x86(*shape));
        file.interpreter("/lib/ld-musl-x86_64.so.1");
        file.note("Go", 4, b"a/b/c/d");
        file.note("GNU", 3, &[7; 20]);
        file.build()
    });
    dynamic
        .chain(noted)
        .chain([go::program().build()])
        .collect()
}

fn machos() -> Vec<Vec<u8>> {
    let thin = [(true, true), (true, false), (false, true), (false, false)];
    let mut files: Vec<Vec<u8>> = thin
        .iter()
        .map(|(wide, little)| macho::program(*wide, *little).build())
        .collect();
    let words = [0x4008 | 4 << 51, 7, 1 << 63, 0x100];
    for format in [1, 2, 6, 9, 12] {
        files.push(macho::chained(format, &[0], &words).build());
    }
    files.push(macho::chained(3, &[0x8001, 0, 0x8008], &[0x5000, 0, 0x6000, 0]).build());
    let slices: Vec<(u64, Vec<u8>)> = macho::CPU.into_iter().zip(files.clone()).collect();
    files.extend([false, true].map(|wide| universal(wide, &slices)));
    let archive = archives().into_iter().map(|bytes| (macho::CPU[0], bytes));
    files.push(universal(false, &archive.collect::<Vec<_>>()));
    files
}

fn pes() -> Vec<Vec<u8>> {
    let library = |wide| {
        let mut file = pe::program(wide);
        file.characteristics |= 0x2000;
        file.build()
    };
    [true, false]
        .into_iter()
        .flat_map(|wide| [pe::program(wide).build(), library(wide)])
        .collect()
}

fn xcoffs() -> Vec<Vec<u8>> {
    [true, false]
        .map(|wide| xcoff::program(wide).build())
        .into()
}

fn archives() -> Vec<Vec<u8>> {
    let object = pe::program(true).build_object();
    let header = b"go object linux amd64 go1.26.8 GOAMD64=v1 X:none\nbuild id \"a/b\"\n\n$$B\n";
    let (thin, elf) = (macho::program(true, true).build(), elf().swap_remove(0));
    let members: [(&str, &[u8]); 5] = [
        ("__.PKGDEF", header),
        ("_go_.o", header),
        ("a long name of an object.o", &thin),
        ("b.o", &object),
        ("000001.o", &elf),
    ];
    vec![build(Names::Gnu, &members), build(Names::Bsd, &members)]
}

/// A layer with every kind of entry, and what `docker save` writes around two of them.
fn layers() -> Vec<Vec<u8>> {
    let lower = Tar::default()
        .folder("d")
        .file("d/a", &[1; 700])
        .symlink("l", "d/../d")
        .hardlink("h", "l/a")
        .entry("x", b'x', "", b"14 path=d/b/c\n12 size=600\n")
        .file("p", &[2; 600])
        .entry("././@LongLink", b'L', "", b"d/long\0")
        .file("short", b"1")
        .end();
    let upper = Tar::default()
        .file("d/.wh.a", b"")
        .file("l/.wh..wh..opq", b"")
        .end();
    let saved = Tar::default()
        .file(
            "c",
            br#"{"architecture":"amd64","os":"linux","config":{"Cmd":["/a"]}}"#,
        )
        .file("0", &lower)
        .file("1", &upper)
        .file("manifest.json", br#"[{"Config":"c","Layers":["0","1"]}]"#)
        .end();
    vec![lower, upper, saved]
}

fn blobs() -> Vec<Vec<u8>> {
    let text = go::MODULES;
    vec![
        buildinfo::inline("go1.26.8", text),
        buildinfo::inline("devel go1.28-abcdef", "path\tcmd/go\nbuild\tGOOS=linux\n"),
        buildinfo::pointers(AROUND, "go1.17.13", text),
        buildinfo::framed(text),
    ]
}

fn tables() -> Vec<Vec<u8>> {
    let with_code = MAGICS.map(|magic| go::tables(magic, AROUND));
    let narrow = MAGICS.map(|magic| go::table(magic, false, AROUND).build());
    // As Go 1.26 and newer: the header says no text start.
    let silent = Table {
        text: 0,
        ..go::table(0xffff_fff1, true, 0)
    };
    let mut files: Vec<Vec<u8>> = with_code.into_iter().chain(narrow).collect();
    files.push(silent.build());
    files
}

/// A policy with every key, wrong ones, and a baseline.
fn policies() -> Vec<Vec<u8>> {
    let texts = [
        include_str!("seeds/policy.toml"),
        include_str!("seeds/wrong.toml"),
        include_str!("seeds/baseline.toml"),
    ];
    texts.map(|text| text.as_bytes().to_vec()).into()
}

/// Each ELF sample under each loader, behind a cache of one entry.
fn loads() -> Vec<Vec<u8>> {
    let mut cache = b"glibc-ld.so.cache1.1".to_vec();
    cache.extend([1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
    cache.resize(48, 0);
    cache.extend([0x303, 72, 80, 0, 0, 0].map(u32::to_le_bytes).concat());
    cache.extend(b"liba.so\0/lib/liba.so\0");
    let length = u16::try_from(cache.len()).unwrap_or_default().to_le_bytes();
    let under =
        |file: &Vec<u8>| [0, 1, 2].map(|pick| [&[pick], &length[..], &cache, file].concat());
    elf().iter().flat_map(under).collect()
}

/// Every format, as the audit meets it.
fn whole() -> Vec<Vec<u8>> {
    let mut files = vec![go::program().build(), wasm::program()];
    files.extend([elf(), machos(), pes(), xcoffs(), archives()].concat());
    files
}
