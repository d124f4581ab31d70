//! Universal files.

use image::Arch;
use testkit::archive::{Names, build};
use testkit::macho::universal;

use crate::macho::{CPU, program};
use crate::{image, images, refusal};

#[test]
fn every_slice_is_an_image_with_offsets_in_the_file() {
    for wide in [false, true] {
        let thin = program(true, true).build();
        let other = program(false, true).build();
        let bytes = universal(wide, &[(CPU[0], thin.clone()), (CPU[1], other)]);
        let slices = images(&bytes);
        assert_eq!(slices.len(), 2);
        assert_eq!(slices[0].container.as_deref(), Some("slice amd64"));
        assert_eq!((slices[1].arch, slices[1].base), (Arch::Go("386"), 0x3000));
        let id = &slices[0].loading.go_build_id.as_ref().unwrap().place;
        let alone = image(&thin).loading.go_build_id.unwrap().place.offset;
        assert_eq!(id.offset, alone.map(|offset| offset + 0x1000));
        assert_eq!(id.container.as_deref(), Some("slice amd64"));
        assert_eq!(
            slices[0].offset_of(0x4000),
            image(&thin).offset_of(0x4000).map(|o| o + 0x1000)
        );
    }
}

#[test]
fn an_archive_in_a_slice_gives_its_members() {
    let object = program(true, true).build();
    let archive = build(Names::Bsd, &[("a long name of an object.o", &object)]);
    let bytes = universal(false, &[(CPU[0], archive)]);
    let container = images(&bytes)[0].container.clone();
    let expect = "slice amd64 member a long name of an object.o";
    assert_eq!(container.as_deref(), Some(expect));
}

#[test]
fn java_is_no_universal_file() {
    let class = b"\xca\xfe\xba\xbe\0\0\0\x34\0\x0f\x0a\0\x03\0\x0c\x07";
    assert_eq!(image::sniff(class), None);
    assert!(refusal(class).to_string().starts_with("not a binary"));
}

#[test]
fn slices_that_share_bytes_are_said() {
    let thin = program(true, true).build();
    let mut bytes = universal(false, &[(CPU[0], thin.clone()), (CPU[0], thin)]);
    let first = bytes[16..20].to_vec();
    bytes[36..40].copy_from_slice(&first);
    let slices = images(&bytes);
    assert_eq!(slices.len(), 1);
    let problem = slices[0].problems[0].to_string();
    assert_eq!(problem, "at 0x1c: slice 1 shares bytes with an earlier one");
}

#[test]
fn a_slice_that_is_no_image_is_a_problem_of_the_first() {
    let thin = program(true, true).build();
    let bytes = universal(false, &[(CPU[1], b"text".to_vec()), (CPU[0], thin)]);
    let slices = images(&bytes);
    assert_eq!(slices.len(), 1);
    let problem = slices[0].problems[0].to_string();
    assert!(
        problem.starts_with("at 0x1000: slice 386: not a binary"),
        "{problem}"
    );
}
