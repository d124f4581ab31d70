//! One image in every form in which it is stored: the same records from each.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::build::Workshop;
use super::expect::audit;
use crate::command;

/// The image.
const TAG: &str = "debian";

/// What is left of a record that does not say where the image lies.
type Records = BTreeMap<String, Value>;

/// Compares; how many forms there are, and which differ.
pub(super) fn compare(cgone: &Path, shop: &Workshop) -> Result<(usize, Vec<String>)> {
    let source = format!("oci:{}:{TAG}", shop.layout());
    let copy = |more: &[&str], target: &str| {
        let words = [&["copy", "--quiet"], more, &[source.as_str(), target]].concat();
        shop.skopeo(&words)
    };
    copy(&[], "oci:one:tag")?;
    copy(&["--dest-compress-format", "zstd"], "oci:zstd:tag")?;
    copy(
        &["--dest-oci-accept-uncompressed-layers"],
        "oci-archive:layout.tar:tag",
    )?;
    let archive = format!("{TAG}.tar");
    let run = |program: &str, words: &[&str]| {
        let mut command = Command::new(program);
        command::output(command.args(words).current_dir(&shop.folder)).map(drop)
    };
    run(
        "sh",
        &["-c", &format!("gzip -1 < {archive} > packed.tar.gz")],
    )?;
    run(
        "sh",
        &["-c", &format!("zstd -q -1 < {archive} > packed.tar.zst")],
    )?;
    let forms = [
        "one",
        "zstd",
        "layout.tar",
        &archive,
        "packed.tar.gz",
        "packed.tar.zst",
    ];
    let expected = records(cgone, shop, "one")?;
    ensure!(!expected.is_empty(), "the layout has no records");
    let mut wrong = Vec::new();
    for form in forms {
        if records(cgone, shop, form)? != expected {
            wrong.push(format!("`{form}` is not audited as the layout is"));
        }
    }
    wrong.extend(tarball(cgone, shop, &expected)?);
    Ok((forms.len() + 1, wrong))
}

/// The root filesystem alone has no command, so only the verdicts are the same.
fn tarball(cgone: &Path, shop: &Workshop, expected: &Records) -> Result<Vec<String>> {
    let unpacked = shop.folder.join("unpacked");
    let unpacked_name = unpacked.display().to_string();
    let image = format!("{}:{TAG}", shop.layout());
    shop.umoci(&["raw", "unpack", "--image", &image, &unpacked_name])?;
    let mut tar = Command::new("tar");
    tar.args(["-czf", "rootfs.tar.gz", "-C", &unpacked_name, "."]);
    command::output(tar.current_dir(&shop.folder))?;
    fs::remove_dir_all(&unpacked)?;
    let found = records(cgone, shop, "rootfs.tar.gz")?;
    let verdict = |records: &Records| -> BTreeMap<String, Option<Value>> {
        let verdict = |record: &Value| record.pointer("/image/verdict").cloned();
        records
            .iter()
            .map(|(path, r)| (path.clone(), verdict(r)))
            .collect()
    };
    let same = verdict(&found) == verdict(expected);
    Ok((!same)
        .then(|| "the tarball's verdicts are not the layout's".to_owned())
        .into_iter()
        .collect())
}

fn records(cgone: &Path, shop: &Workshop, image: &str) -> Result<Records> {
    let mut records = audit(cgone, &shop.folder, image)?;
    for record in records.values_mut() {
        if let Some(fields) = record.as_object_mut() {
            fields.remove("path");
        }
        if let Some(image) = record.pointer_mut("/image/name") {
            *image = Value::Null;
        }
        let findings = record
            .pointer_mut("/findings")
            .and_then(Value::as_array_mut);
        for finding in findings.into_iter().flatten() {
            // It is made of the path.
            if let Some(fields) = finding.as_object_mut() {
                fields.remove("fingerprint");
            }
        }
    }
    Ok(records)
}
