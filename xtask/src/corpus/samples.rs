//! The samples in the tree are what their page says: digests, budget, names.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;

use flate2::read::GzDecoder;

use super::store::{digest, digest_of};
use crate::workspace;

fn folder() -> PathBuf {
    workspace::root().join("corpus/samples")
}

/// Lines of a digest list: digest and name.
fn listed(list: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(folder().join(list)).unwrap();
    let line = |line: &str| {
        line.split_once("  ")
            .map(|(digest, name)| (digest.to_owned(), name.to_owned()))
    };
    text.lines().map(|text| line(text).unwrap()).collect()
}

#[test]
fn every_sample_has_its_digest() {
    let packed = listed("SHA256SUMS");
    assert!(packed.len() >= 6);
    for (expect, name) in &packed {
        assert_eq!(&digest(&folder().join(name)).unwrap(), expect, "{name}");
    }
    let named: BTreeSet<_> = packed.into_iter().map(|(_, name)| name).collect();
    let there = fs::read_dir(folder())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap());
    assert_eq!(
        there
            .filter(|name| name.ends_with(".gz"))
            .collect::<BTreeSet<_>>(),
        named
    );
}

#[test]
fn every_sample_unpacks_to_its_digest() {
    let unpacked = listed("SHA256SUMS.unpacked");
    assert_eq!(unpacked.len(), listed("SHA256SUMS").len());
    for (expect, name) in unpacked {
        let file = File::open(folder().join(format!("{name}.gz"))).unwrap();
        let found = digest_of(GzDecoder::new(file)).unwrap();
        assert_eq!(found, expect, "{name}");
    }
}

#[test]
fn the_page_names_every_sample_and_digest() {
    let page = fs::read_to_string(folder().join("README.md")).unwrap();
    for (digest, name) in listed("SHA256SUMS")
        .into_iter()
        .chain(listed("SHA256SUMS.unpacked"))
    {
        assert!(page.contains(&format!("`{name}`")), "{name}");
        assert!(page.contains(&digest), "{name}: {digest}");
    }
}

#[test]
fn the_samples_stay_within_their_budget() {
    let sizes = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len());
    assert!(sizes.sum::<u64>() <= 8_000_000);
}
