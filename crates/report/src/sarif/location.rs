//! Places: the file by its URI, the byte by its offset.

use diagnostic::{Evidence, TextPlace};
use serde_json::{Map, Value, json};

use super::text;
use crate::uri::{self, FileUri};

/// The folder that relative references start from.
const ROOT: &str = "%SRCROOT%";

/// What stands behind the names of base folders.
pub(super) fn bases() -> Value {
    json!({ROOT: {"description": {"text": "The folder that cgone was started in."}}})
}

/// A file.
pub(super) fn artifact(path: &str) -> Value {
    match uri::of_path(path) {
        FileUri::Relative(uri) => json!({"uri": uri, "uriBaseId": ROOT}),
        FileUri::Absolute(uri) => json!({"uri": uri}),
    }
}

/// The file as a whole, or the byte in it.
///
/// A binary has no lines. Code scanning wants some all the same, so an empty region at the start of the file
/// stands beside the offset; the two are independent of each other (SARIF 2.1.0, 3.30.4).
pub(super) fn physical(path: &str, offset: Option<u64>) -> Value {
    let mut region = Map::new();
    for edge in ["startLine", "startColumn", "endLine", "endColumn"] {
        region.insert(edge.into(), json!(1));
    }
    // SARIF's integers are signed; an address in memory may lie above.
    if let Some(offset) = offset.and_then(|offset| i64::try_from(offset).ok()) {
        region.insert("byteOffset".into(), json!(offset));
    }
    json!({"artifactLocation": artifact(path), "region": region})
}

/// Where one piece of evidence was read, and what.
pub(super) fn related(path: &str, id: usize, evidence: &Evidence) -> Value {
    let place = match evidence.place.offset {
        None => json!({"artifactLocation": artifact(path)}),
        offset => physical(path, offset),
    };
    json!({
        "id": id,
        "physicalLocation": place,
        "message": {"text": proof(evidence)},
    })
}

/// ``program header 1 (PT_INTERP) at 0xfe4: `/lib64/ld-linux-x86-64.so.2` ``.
pub(super) fn proof(evidence: &Evidence) -> String {
    let place = evidence.place.to_string();
    format!(
        "{}: `{}`",
        text::value(&place),
        text::value(&evidence.value)
    )
}

/// A line in a text that people wrote.
pub(super) fn in_text(place: &TextPlace) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": artifact(&place.file),
        "region": {"startLine": place.line.max(1), "startColumn": place.column.max(1)},
    }})
}
