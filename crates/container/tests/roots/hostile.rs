//! Archives that were made to fool or to exhaust a reader.

use std::time::{Duration, Instant};

use testkit::tar::{Tar, header, sum};

use crate::made::{All, Named, gzip, root, saved, tree};
use container::Limits;
use proptest::prelude::*;

/// What is said of a layer that cannot be read whole.
fn incomplete(layer: Vec<u8>) -> String {
    incomplete_within(layer, Limits::default())
}

fn incomplete_within(layer: Vec<u8>, limits: Limits) -> String {
    let root = root(&[layer], limits);
    root.incomplete().join("; ")
}

fn check(layer: Vec<u8>, expect: &str) {
    let said = incomplete(layer);
    assert!(said.contains(expect), "{said:?}, expected {expect:?}");
}

#[test]
fn a_cut_stream_is_said_and_what_came_before_stays() {
    let whole = Tar::default().file("a", b"1").file("b", &[7; 5000]).end();
    let packed = gzip(&whole);
    let root_of = |layer: &[u8]| root(&[layer.to_vec()], Limits::default());
    let cut = root_of(&packed[..packed.len() - 9]);
    assert!(!cut.incomplete().is_empty());
    let cut = root_of(&whole[..1600]);
    assert_eq!(tree(&cut), ["/a=1"]);
    assert!(cut.incomplete()[0].contains("ends too early"));
}

#[test]
fn sizes_lie() {
    let huge = header(b"a", b'0', 0o77_777_777_777, b"");
    check(Tar::default().raw(&huge).raw(b"x").end(), "ends too early");
    let mut negative = header(b"a", b'0', 0, b"");
    negative[124..136].fill(0xff);
    sum(&mut negative);
    check(Tar::default().raw(&negative).end(), "a size that is none");
    let long = header(b"x", b'x', 1 << 30, b"");
    check(Tar::default().raw(&long).end(), "more than 1 MiB");
}

#[test]
fn a_wrong_checksum_is_no_header() {
    let mut block = header(b"a", b'0', 0, b"");
    block[0] = b'b';
    check(Tar::default().raw(&block).end(), "checksum");
}

#[test]
fn a_bomb_is_stopped() {
    let zeros = Tar::default().file("zeros", &vec![0; 8 << 20]).end();
    let limits = Limits {
        free: 1 << 20,
        ratio: 10,
        ..Limits::default()
    };
    let said = incomplete_within(gzip(&zeros), limits);
    assert!(said.contains("expands past 1 MiB"), "{said}");
}

#[test]
fn a_file_that_is_a_hole_is_not_kept() {
    let parts: Vec<String> = [
        "GNU.sparse.size=100000000000",
        "GNU.sparse.offset=0",
        "GNU.sparse.numbytes=1",
    ]
    .iter()
    .map(|record| format!("{} {record}\n", record.len() + 4))
    .collect();
    let layer = Tar::default()
        .entry("pax", b'x', "", parts.concat().as_bytes())
        .file("hole", b"x")
        .end();
    let started = Instant::now();
    let root = root(&[layer], Limits::default());
    assert_eq!(tree(&root), ["/hole: Cut(it is little more than a hole)"]);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn limits_cut_and_say_so() {
    let many = (0..100).fold(Tar::default(), |tar, n| tar.file(&format!("f{n}"), b""));
    let limits = Limits {
        nodes: 50,
        ..Limits::default()
    };
    assert!(incomplete_within(many.end(), limits).contains("more than 50 files"));
    let limits = Limits {
        names: 100,
        ..Limits::default()
    };
    let named = Tar::default().file("a/b/c/d/e/f", b"").end();
    assert!(incomplete_within(named, limits).contains("names are longer"));
    let limits = Limits {
        kept: 10,
        ..Limits::default()
    };
    let kept = Tar::default().file("a", &[1; 11]).end();
    assert!(incomplete_within(kept, limits).contains("programs and libraries"));
}

#[test]
fn links_that_loop_end() {
    let layer = Tar::default()
        .symlink("a", "b")
        .symlink("b", "a")
        .file("a/x", b"1")
        .end();
    check(layer, "too many symbolic links");
    let doubling = (0..40).fold(Tar::default().folder("l0"), |tar, n| {
        let next = format!("l{}", n + 1);
        tar.symlink(&next, &format!("l{n}/../l{n}"))
    });
    check(doubling.file("l40/x", b"").end(), "too many symbolic links");
}

#[test]
fn steps_are_bounded() {
    let deep = "d/".repeat(40);
    let layer = (0..2000).fold(Tar::default(), |tar, n| {
        tar.file(&format!("{deep}{n}"), b"")
    });
    let limits = Limits {
        steps: 10_000,
        ..Limits::default()
    };
    assert!(incomplete_within(layer.end(), limits).contains("10000 steps"));
}

#[test]
fn what_no_unpacker_takes_is_said() {
    check(
        Tar::default().hardlink("a", "gone").end(),
        "a hard link to what is not there",
    );
    check(
        Tar::default().folder("d").hardlink("a", "d").end(),
        "a hard link to a folder",
    );
    check(
        Tar::default().file("f", b"").file("f/x", b"").end(),
        "a file stands on its way",
    );
    check(
        Tar::default().entry("a", b'Q', "", b"").end(),
        "no unpacker knows",
    );
    check(Tar::default().file("", b"1").end(), "the root is no folder");
    check(
        Tar::default().file("d/.wh.", b"").end(),
        "a whiteout of no name",
    );
}

#[test]
fn manifests_lie() {
    let limits = Limits::default();
    let mut files = saved(&[]);
    files.0.insert("manifest.json".into(), b"[{}]".to_vec());
    assert!(container::images(&files, &limits).is_err());
    let mut files = Named::default();
    let index = br#"{"manifests":[{"digest":"sha256:../../etc/passwd"},{"digest":"sha256:00"}]}"#;
    files.0.insert("index.json".into(), index.to_vec());
    files.0.insert("blobs/sha256/00".into(), b"{}".to_vec());
    let (images, unlisted) = container::images(&files, &limits).unwrap();
    assert!(images.is_empty());
    assert!(unlisted[0].is_error && unlisted[0].why.contains("is no digest"));
    assert!(unlisted[1].why.contains("another digest"));
}

#[test]
fn a_layer_that_is_not_there_makes_the_root_incomplete() {
    let mut files = saved(&[Tar::default().end()]);
    files.0.remove("0/layer.tar");
    let limits = Limits::default();
    let (images, _) = container::images(&files, &limits).unwrap();
    let root = container::read_root(&images[0], &files, limits, &mut All);
    assert!(root.incomplete()[0].contains("does not hold"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Changed bytes give an error or a tree, never a panic.
    #[test]
    fn changed_archives_are_read_or_refused(
        places in prop::collection::vec((0_usize..6000, any::<u8>()), 1..8),
        fix in any::<bool>(),
    ) {
        let mut bytes = Tar::default()
            .folder("d")
            .file("d/a", &[1; 700])
            .symlink("l", "d/../d")
            .hardlink("h", "l/a")
            .entry("x", b'x', "", b"13 path=d/b/c\n13 size=00600\n")
            .file("p", &[2; 600])
            .file("d/.wh.a", b"")
            .end();
        for (place, value) in places {
            let length = bytes.len();
            bytes[place % length] = value;
        }
        if fix {
            for block in bytes.as_chunks_mut::<512>().0 {
                if block[257..262] == *b"ustar" {
                    sum(block);
                }
            }
        }
        let found = root(&[bytes.clone(), bytes], Limits::default());
        for path in tree(&found) {
            prop_assert!(path.starts_with('/'));
            prop_assert!(!path.split(['=', ' ']).next().unwrap_or_default().contains("/../"));
        }
    }
}
