//! What `GODEBUG=netdns=1` and `=2` make package net print.

use super::Kind;
use crate::{Phrase, Say};

pub(super) const KIND: Kind = Kind {
    name: "netdns",
    phrases: &[
        Phrase::new(
            Say::LookupOrder,
            &["go package net: hostLookupOrder(", ") = "],
        )
        .whole(),
        Phrase::new(
            Say::ResolverIgnored,
            &["go package net: ignoring GODEBUG=netdns=cgo"],
        )
        .whole(),
        Phrase::new(
            Say::ResolverIgnored,
            &["go package net: built with netgo build tag; using Go's DNS resolver"],
        )
        .whole(),
    ],
};
