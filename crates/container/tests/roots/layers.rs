//! Layers over layers: what is hidden, what stays, and where entries go.

use testkit::tar::Tar;

use crate::made::{root, tree};
use container::Limits;

fn check(layers: &[Vec<u8>], expect: &[&str]) {
    let root = root(layers, Limits::default());
    assert_eq!(root.incomplete(), [""; 0]);
    assert_eq!(tree(&root), expect);
}

#[test]
fn a_whiteout_hides_lower_layers_and_never_its_own() {
    let lower = Tar::default()
        .file("etc/a", b"1")
        .file("etc/b", b"1")
        .file("d/x/y", b"1")
        .end();
    // One stands in front of its own layer's file, one behind.
    let upper = Tar::default()
        .file("etc/.wh.a", b"")
        .file("etc/a", b"2")
        .file("etc/b", b"2")
        .file("etc/.wh.b", b"")
        .file(".wh.d", b"")
        .end();
    check(&[lower, upper], &["/etc/", "/etc/a=2", "/etc/b=2"]);
}

#[test]
fn an_opaque_folder_keeps_what_its_own_layer_put_there() {
    let lower = Tar::default()
        .file("d/old", b"1")
        .file("d/sub/old", b"1")
        .end();
    let upper = Tar::default()
        .file("d/new", b"2")
        .file("d/sub/new", b"2")
        .file("d/.wh..wh..opq", b"")
        .end();
    check(
        &[lower, upper],
        &["/d/", "/d/new=2", "/d/sub/", "/d/sub/new=2"],
    );
}

#[test]
fn entries_go_through_links_inside_the_root() {
    let lower = Tar::default()
        .folder("usr/lib")
        .symlink("lib", "usr/lib")
        .symlink("up", "../../../usr")
        .symlink("absolute", "/usr")
        .end();
    let upper = Tar::default()
        .file("lib/a", b"1")
        .file("up/b", b"2")
        .file("absolute/c", b"3")
        .end();
    check(
        &[lower, upper],
        &[
            "/absolute -> /usr",
            "/lib -> usr/lib",
            "/up -> ../../../usr",
            "/usr/",
            "/usr/b=2",
            "/usr/c=3",
            "/usr/lib/",
            "/usr/lib/a=1",
        ],
    );
}

#[test]
fn nothing_leads_out() {
    let layer = Tar::default()
        .file("../../etc/passwd", b"1")
        .file("/etc/shadow", b"2")
        .file("a/../../b", b"3")
        .end();
    let root = root(&[layer], Limits::default());
    assert_eq!(
        tree(&root),
        ["/b=3", "/etc/", "/etc/passwd=1", "/etc/shadow=2"]
    );
    assert_eq!(root.remarks().count(), 2);
}

#[test]
fn what_is_replaced_is_gone() {
    let lower = Tar::default().file("d/x", b"1").file("f", b"1").end();
    let upper = Tar::default()
        .file("d", b"2")
        .folder("f")
        .file("f/y", b"2")
        .file("f/y", b"3")
        .end();
    check(&[lower, upper], &["/d=2", "/f/", "/f/y=3"]);
}

#[test]
fn two_names_are_one_file() {
    let lower = Tar::default().file("a", b"1").end();
    let upper = Tar::default()
        .hardlink("b", "a")
        .hardlink("/c", "/b")
        .file(".wh.a", b"")
        .end();
    let root = root(&[lower, upper], Limits::default());
    assert_eq!(tree(&root), ["/b=1", "/c=1"]);
    let inode = |path| root.find(path).unwrap().inode;
    assert_eq!(inode("/b"), inode("/c"));
}

#[test]
fn long_names_of_both_kinds() {
    let long = format!("{}/file", "folder".repeat(30));
    let gnu = Tar::default()
        .entry("././@LongLink", b'L', "", format!("{long}\0").as_bytes())
        .file("short", b"1")
        .end();
    let expect = [format!("/{}/", "folder".repeat(30)), format!("/{long}=1")];
    assert_eq!(tree(&root(&[gnu], Limits::default())), expect);
    let record = format!(" path={long}\n");
    let length = record.len() + 3;
    let pax = Tar::default()
        .entry("pax", b'x', "", format!("{length}{record}").as_bytes())
        .file("short", b"1")
        .end();
    assert_eq!(tree(&root(&[pax], Limits::default())), expect);
}

#[test]
fn holes_are_zeros() {
    let records = "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n26 GNU.sparse.realsize=12\n\
                   26 GNU.sparse.name=sparse\n";
    assert_eq!(
        records.len(),
        22 + 22 + 26 + 26,
        "lengths are written by hand"
    );
    let mut body = b"2\n2\n3\n9\n3\n".to_vec();
    body.resize(512, 0);
    body.extend(b"abcdef");
    let layer = Tar::default()
        .entry("pax", b'x', "", records.as_bytes())
        .file("GNUSparseFile.0/sparse", &body)
        .file("next", b"1")
        .end();
    check(&[layer], &["/next=1", "/sparse=\0\0abc\0\0\0\0def"]);
}
