//! QEMU's user mode.

use super::Kind;
use crate::{Phrase, Say};

pub(super) const KIND: Kind = Kind {
    name: "QEMU",
    phrases: &[
        Phrase::new(Say::QemuInterpreter, &["qemu-", ": Could not open '", "'"]).whole(),
        Phrase::new(
            Say::QemuSignal,
            &["qemu: uncaught target signal ", " (", ")"],
        )
        .whole(),
    ],
};
