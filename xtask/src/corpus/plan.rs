//! Which packages to ask for, so that each is fetched once.

use std::collections::BTreeMap;

use super::Row;

/// One package in one version, and the members that are wanted of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Wanted members; never empty, and the same but for path, digest and size.
    pub(super) rows: Vec<Row>,
}

impl Group {
    /// The row that names the package.
    pub(super) fn package(&self) -> Option<&Row> {
        self.rows.first()
    }

    fn size(&self) -> u64 {
        self.rows.iter().filter_map(|row| row.size).sum()
    }
}

/// Groups rows by package, the largest first, so that the last download is a short one.
pub(super) fn by_package(rows: impl Iterator<Item = Row>) -> Vec<Group> {
    let mut groups = BTreeMap::<_, Vec<Row>>::new();
    for row in rows {
        let key = [&row.registry, &row.package, &row.version, &row.arch].map(Clone::clone);
        groups.entry(key).or_default().push(row);
    }
    let mut groups: Vec<Group> = groups.into_values().map(|rows| Group { rows }).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.size()));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(package: &str, version: &str, size: u64) -> Row {
        Row {
            package: package.into(),
            version: version.into(),
            size: Some(size),
            ..Row::default()
        }
    }

    #[test]
    fn a_package_is_asked_for_once() {
        let groups = by_package(
            [
                row("a", "1", 1),
                row("b", "1", 5),
                row("a", "1", 2),
                row("a", "2", 4),
            ]
            .into_iter(),
        );
        let shapes: Vec<(usize, u64)> = groups.iter().map(|g| (g.rows.len(), g.size())).collect();
        assert_eq!(shapes, [(1, 5), (1, 4), (2, 3)]);
    }
}
