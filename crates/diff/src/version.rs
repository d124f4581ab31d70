//! Versions in order.

use std::cmp::Ordering;

/// Compares dotted versions number by number: `2.9` before `2.34`. Parts that are no numbers compare as text.
pub(crate) fn compare(one: &str, other: &str) -> Ordering {
    let (mut a, mut b) = (one.split('.'), other.split('.'));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match part(a, b) {
                Ordering::Equal => {}
                order => return order,
            },
        }
    }
}

fn part(a: &str, b: &str) -> Ordering {
    match (a.parse::<u64>(), b.parse::<u64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_and_not_digits() {
        for (one, other, expect) in [
            ("2.9", "2.34", Ordering::Less),
            ("2.34", "2.34", Ordering::Equal),
            ("3", "2.34", Ordering::Greater),
            ("2.3", "2.3.4", Ordering::Less),
            ("1.0a", "1.0b", Ordering::Less),
        ] {
            assert_eq!(compare(one, other), expect, "{one} {other}");
        }
    }
}
