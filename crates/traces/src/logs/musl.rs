//! musl's loader, whose messages have not changed since 1.1.

use super::Kind;
use crate::{Phrase, Say};

pub(super) const KIND: Kind = Kind {
    name: "musl",
    phrases: &[
        Phrase::new(
            Say::MuslTls,
            &[": initial-exec TLS resolves to dynamic definition in "],
        )
        .whole(),
        Phrase::new(Say::MuslRelocating, &["Error relocating ", ": "]).whole(),
        Phrase::new(Say::MuslMissing, &["Error loading shared library ", ": "]).whole(),
        Phrase::new(Say::MuslRelocating, &["Symbol not found: "]).at_start(),
    ],
};
