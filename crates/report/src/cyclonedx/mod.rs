//! `cyclonedx`: a CycloneDX 1.6 bill of materials: binaries, Go modules, shared libraries.
//!
//! A binary names the modules in it and not which of them needs which, so every part hangs on the binary itself,
//! and the bill says that it is incomplete: what is opened at run time leaves no trace.

mod component;
mod purl;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::escape::escape_json;
use crate::format::{Format, Listed, Piece, View, listed_once};
use crate::{Record, Totals};

pub(crate) static FORMAT: Format = Format {
    name: "cyclonedx",
    summary: "CycloneDX 1.6: binaries, Go modules, shared libraries",
    names_imports: |_| false,
    piece,
    join: Some(join),
};

/// The binary first, then what it is made of and what it needs.
fn piece(record: &Record, _view: &View) -> Piece {
    let mut listed = vec![component::binary(record)];
    listed.extend(component::modules(record));
    listed.extend(component::libraries(record));
    Piece {
        listed,
        ..Piece::default()
    }
}

/// The bill is about the one binary, or about all that were met.
fn join(pieces: &[Piece], _totals: &Totals, _view: &View) -> String {
    let about = match pieces {
        [only] => only.listed.first(),
        _ => None,
    };
    let components = listed_once(pieces);
    let components = components
        .iter()
        .filter(|c| about.is_none_or(|a| a.key != c.key));
    let components: Vec<String> = components.map(with_evidence).collect();
    let subject = about.map(|about| format!(",\"component\":{}", about.text));
    let roots: Vec<&str> = pieces.iter().filter_map(root).collect();
    let body = format!(
        "\"version\":1,\n\"metadata\":{{\"lifecycles\":[{{\"phase\":\"post-build\"}}],\
         \"tools\":{{\"components\":[{}]}}{}}},\n\
         \"components\":[\n{}\n],\n\"dependencies\":[\n{}\n],\n\"compositions\":[{}]\n}}\n",
        json!({"type": "application", "name": "cgone", "version": env!("CARGO_PKG_VERSION")}),
        subject.unwrap_or_default(),
        components.join(",\n"),
        pieces.iter().map(depends).collect::<Vec<_>>().join(",\n"),
        json!({"aggregate": "incomplete", "dependencies": roots}),
    );
    let body = escape_json(body);
    format!(
        "{{\"$schema\":\"http://cyclonedx.org/schema/bom-1.6.schema.json\",\"bomFormat\":\"CycloneDX\",\
         \"specVersion\":\"1.6\",\n\"serialNumber\":\"{}\",{body}",
        serial(&body)
    )
}

fn root(piece: &Piece) -> Option<&str> {
    piece.listed.first().map(|binary| binary.key.as_str())
}

/// What a binary hangs on, each once.
fn depends(piece: &Piece) -> String {
    let mut keys: Vec<&str> = piece
        .listed
        .iter()
        .skip(1)
        .map(|l| l.key.as_str())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    json!({"ref": root(piece).unwrap_or_default(), "dependsOn": keys}).to_string()
}

/// The component with the places that name it.
fn with_evidence(listed: &Listed) -> String {
    let mut places = listed.also.clone();
    places.sort_unstable();
    places.dedup();
    match listed.text.strip_suffix('}') {
        Some(fields) if !places.is_empty() => {
            let places = places.join(",");
            format!("{fields},\"evidence\":{{\"occurrences\":[{places}]}}}}")
        }
        _ => listed.text.clone(),
    }
}

/// A UUID of version 8 (RFC 9562, 5.8) made of the bill's own text: the same bill has the same number.
fn serial(body: &str) -> String {
    let digest = Sha256::digest(body);
    let hex: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_is_made_of_the_text() {
        let number = serial("a");
        assert_eq!(number.len(), "urn:uuid:".len() + 36);
        assert_eq!(number, serial("a"));
        assert_ne!(number, serial("b"));
    }
}
