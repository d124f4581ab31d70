//! `ar` archives and Go objects.

use image::{Arch, Format, Kind};
use testkit::archive::{Names, build};

use crate::{images, macho, pe, refusal};

pub(crate) const PKGDEF: &[u8] =
    b"go object linux amd64 go1.26.8 GOAMD64=v1 X:none\nbuild id \"a/b\"\n\n$$B\n";

#[test]
fn members_keep_their_names_and_offsets() {
    for names in [Names::Gnu, Names::Bsd] {
        let object = macho::program(true, true).build();
        let long = "a long name of an object.o";
        let members: [(&str, &[u8]); 3] = [("odd.txt", b"odd"), (long, &object), ("go.o", PKGDEF)];
        let bytes = build(names, &members);
        let images = images(&bytes);
        let containers: Vec<_> = images
            .iter()
            .map(|i| i.container.clone().unwrap())
            .collect();
        let expect = [format!("member {long}"), "member go.o".to_owned()];
        assert_eq!(containers, expect);
        let base = usize::try_from(images[0].base).unwrap();
        assert_eq!(bytes[base..base + 4], object[..4]);
        assert!(images[0].problems.is_empty());
    }
}

#[test]
fn go_objects_say_what_compiled_them() {
    let bytes = build(Names::Gnu, &[("__.PKGDEF", PKGDEF), ("_go_.o", PKGDEF)]);
    let images = images(&bytes);
    assert_eq!(images.len(), 2);
    assert_eq!(
        (images[0].format, images[0].kind),
        (Format::GoObject, Kind::Object)
    );
    assert_eq!(images[0].arch, Arch::Go("amd64"));
    assert_eq!(images[0].stated_go_version().unwrap().value, "go1.26.8");
    let header = images[0].go_object_header().unwrap();
    assert_eq!(header.place.offset, Some(68));
    let id = images[0].loading.go_build_id.as_ref().unwrap();
    assert_eq!((id.value.as_str(), id.place.offset), ("a/b", Some(68 + 49)));
}

#[test]
fn coff_objects_are_known_by_a_plausible_header() {
    let mut file = pe::program(true);
    file.characteristics = 0;
    let bytes = build(Names::Gnu, &[("go.o", &file.build_object())]);
    let images = images(&bytes);
    assert_eq!(
        (images[0].format, images[0].kind),
        (Format::Pe, Kind::Object)
    );
    assert!(images[0].segments.is_empty() && images[0].loading.symtab);
    assert_eq!(images[0].sections[4].name, ".zdebug_info");
}

#[test]
fn a_thin_archive_holds_nothing() {
    let refused = refusal(b"!<thin>\n").to_string();
    assert_eq!(
        refused,
        "broken ar header at 0x0: a thin archive: its members stand in other files"
    );
}

#[test]
fn what_is_wrong_with_the_archive_stands_with_its_first_image() {
    let mut bytes = build(Names::Gnu, &[("go.o", PKGDEF)]);
    let end = bytes.len();
    bytes.extend_from_slice(b"no header");
    let problem = &images(&bytes)[0].problems[0];
    assert_eq!(problem.offset, end as u64);
    let refused = refusal(b"!<arch>\nno header").to_string();
    assert!(refused.starts_with("broken ar header at 0x8"), "{refused}");
}

#[test]
fn a_member_that_is_cut_off_is_still_read() {
    let mut bytes = build(Names::Gnu, &[("go.o", PKGDEF)]);
    bytes.truncate(bytes.len() - 8);
    let images = images(&bytes);
    assert_eq!(images[0].stated_go_version().unwrap().value, "go1.26.8");
    assert!(images[0].problems[0].message.contains("past the end"));
}
