//! Messages by who prints them: one file a kind of log, one line in [`KINDS`].

mod container;
mod glibc;
mod go;
mod kernel;
mod musl;
mod netdns;
mod qemu;
mod shell;
mod systemd;

use crate::Phrase;

/// One kind of log that speaks in messages.
#[derive(Debug)]
pub struct Kind {
    /// Who prints it.
    pub name: &'static str,
    /// What it says.
    pub phrases: &'static [Phrase],
}

/// Every kind. Where one line could be read two ways, the earlier wins.
pub const KINDS: &[Kind] = &[
    glibc::KIND,
    musl::KIND,
    qemu::KIND,
    kernel::KIND,
    go::KIND,
    netdns::KIND,
    container::KIND,
    systemd::KIND,
    shell::KIND,
];
