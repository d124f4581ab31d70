//! Names as users type them: image references, code names, slips.

use super::table;

/// Words behind a tag that change nothing that a loader sees.
const VARIANTS: [&str; 4] = ["-slim", "-minimal", "-init", "-backports"];

/// A name without registry, digest, and what does not matter: `docker.io/library/debian:12-slim` is
/// `debian:12`, `gcr.io/distroless/base-debian12:nonroot` is `distroless/base-debian12`, `alpine:3.22.1` is
/// `alpine:3.22`.
pub(super) fn plain(asked: &str) -> String {
    let lower = asked.trim().to_lowercase();
    let name = lower.split('@').next().unwrap_or(&lower);
    let name = without_registry(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    match name.split_once(':') {
        None => name.to_owned(),
        Some((image, _)) if untagged(image) => image.to_owned(),
        Some((image, tag)) => format!("{image}:{}", version(image, tag)),
    }
}

/// The first part is a registry if it has a dot or a port.
fn without_registry(name: &str) -> &str {
    match name.split_once('/') {
        Some((host, rest)) if host.contains('.') || host.contains(':') || host == "localhost" => {
            rest
        }
        _ => name,
    }
}

/// Images whose release is in the name, and whose tag is a variant or a build.
fn untagged(image: &str) -> bool {
    image.starts_with("distroless/") && image.contains("-debian")
        || image.starts_with("ubi") && image.contains('/')
        || image.starts_with("redhat/ubi")
        || image.starts_with("chainguard/")
}

/// A tag without variant and, where a third number is a build of the same release, without that.
fn version<'a>(image: &str, tag: &'a str) -> &'a str {
    let tag = VARIANTS
        .iter()
        .find_map(|variant| tag.strip_suffix(variant))
        .unwrap_or(tag);
    let numbers = match image {
        "alpine" => 2,
        "ubuntu" | "busybox" | "opensuse" | "opensuse/leap" | "leap" => return tag,
        _ => 1,
    };
    let is_number = tag.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let end = tag.match_indices('.').nth(numbers - 1).map(|(at, _)| at);
    match end {
        Some(end) if is_number => tag.get(..end).unwrap_or(tag),
        _ => tag,
    }
}

/// The three names that are most like it.
pub(super) fn nearest(plain: &str) -> Vec<String> {
    let mut names: Vec<(usize, &str)> = table::rows()
        .flat_map(|row| row.names())
        .map(|name| (distance(plain, name), name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .take(3)
        .map(|(_, name)| name.to_owned())
        .collect()
}

/// Levenshtein's distance; of a long text, only the start counts.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=one.len()).collect();
    for (at, letter) in other.chars().take(64).enumerate() {
        let mut diagonal = std::mem::replace(row.first_mut().unwrap_or(&mut 0), at + 1);
        let mut left = at + 1;
        for (cell, known) in row.iter_mut().skip(1).zip(&one) {
            let change = diagonal + usize::from(*known != letter);
            diagonal = *cell;
            left = change.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_names() {
        let check = |asked: &str, expect: &str| assert_eq!(plain(asked), expect, "{asked}");
        check("debian:12", "debian:12");
        check("Debian:Bookworm-slim", "debian:bookworm");
        check("docker.io/library/debian:12.5-slim", "debian:12");
        check(
            "gcr.io/distroless/base-debian12:nonroot",
            "distroless/base-debian12",
        );
        check("alpine:3.22.1", "alpine:3.22");
        check("alpine@sha256:aa", "alpine");
        check("ubuntu:22.04", "ubuntu:22.04");
        check(
            "registry.access.redhat.com/ubi9/ubi-minimal:9.4",
            "ubi9/ubi-minimal",
        );
        check("registry:5000/rockylinux:9.3", "rockylinux:9");
        check("amazonlinux:2023", "amazonlinux:2023");
        check("opensuse/leap:15.6", "opensuse/leap:15.6");
        check("busybox:musl", "busybox:musl");
    }

    #[test]
    fn slips_are_near() {
        assert_eq!(
            nearest("debain:12").first().map(String::as_str),
            Some("debian:12")
        );
        assert!(nearest("alpin:3.22").contains(&"alpine:3.22".to_owned()));
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
