//! The floor: the oldest release of each family on which a program starts, in one line.

use serde_json::{Value, json};

/// What the families of releases say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    /// The highest version of glibc's that it needs: `2.34`.
    pub glibc: Option<String>,
    /// The oldest release of each family on which it starts, and on every newer one: `Debian 12`.
    pub from: Vec<&'static str>,
    /// Families none of whose known releases will do.
    pub nowhere: Vec<&'static str>,
    /// Families whose releases do not tell.
    pub unknown: Vec<&'static str>,
}

impl Floor {
    /// `Debian 12, Ubuntu 22.04 and newer; not on Alpine; not known for Fedora`.
    #[must_use]
    pub(super) fn line(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(
            self.glibc
                .as_ref()
                .map(|version| format!("glibc {version}")),
        );
        if !self.from.is_empty() {
            parts.push(format!("{} and newer", self.from.join(", ")));
        }
        if !self.nowhere.is_empty() {
            parts.push(format!("not on {}", self.nowhere.join(", ")));
        }
        if !self.unknown.is_empty() {
            parts.push(format!("not known for {}", self.unknown.join(", ")));
        }
        parts.join("; ")
    }

    pub(super) fn json(&self) -> Value {
        json!({"glibc": self.glibc, "from": self.from, "nowhere": self.nowhere, "unknown": self.unknown})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_says_where() {
        let floor = Floor {
            glibc: Some("2.34".into()),
            from: vec!["Debian 12", "RHEL 9"],
            nowhere: vec!["Alpine"],
            unknown: vec![],
        };
        assert_eq!(
            floor.line(),
            "glibc 2.34; Debian 12, RHEL 9 and newer; not on Alpine"
        );
    }
}
